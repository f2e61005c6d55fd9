"""How fast are texts cleaned? Ratios to reading the same files, in the same run; nothing here judges.

    python -m benchmarks.cleaning examples/articles 200
    python -m benchmarks.cleaning memory 10000

The first reads the `.txt` files of the folder 200 times over, plain, through the pipeline, and, where they
are installed (`make quality`), through other extractors, in turn; these get the lines as ready HTML.
The second judges made-up articles one by one and prints the process's peak of memory on the way.
"""

from flows import one_thread  # noqa: F401  isort: skip
import resource
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from benchmarks.peers import Extractor, as_html, installed
from pipeline.assemble import assemble
from pipeline.model import Line, RawArticle
from pipeline.policy import Policy
from pipeline.tagger import load
from sources import read
from tests.sites import own_lines


def _raw(path: Path) -> RawArticle:
    return read(path.read_bytes(), key=path.name, origin=path.name, suffix=path.suffix)


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _peak_mib(work: Callable[[], object]) -> float:
    tracemalloc.start()
    work()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 2**20


def _extracting(extract: Extractor, pages: list[str]) -> Callable[[], object]:
    return lambda: [extract(page) for page in pages]


def memory(articles: int) -> None:
    """Print the peak of memory after each tenth of so many made-up articles."""
    for n in range(1, articles + 1):
        assemble(RawArticle(f"{n}", f"{n}", tuple(Line(at, text) for at, text in enumerate(own_lines(n), 1))))
        if n % max(1, articles // 10) == 0:
            print(f"{n:7} articles: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.1f} MiB")


def main(folder: str, rounds: int) -> None:
    """Print seconds, lines a second and ratios for each step."""
    paths = sorted(Path(folder).glob("*.txt"))
    raws = [_raw(path) for path in paths]
    lines = sum(len(raw.lines) for raw in raws)
    steps: dict[str, Callable[[], object]] = {
        "read the bytes": lambda: [path.read_bytes() for path in paths],
        "decode into lines": lambda: [_raw(path) for path in paths],
        "judge by the rules": lambda: [assemble(raw, Policy.RULES) for raw in raws],
        "look with the tagger": lambda: [load().look([line.text for line in raw.lines]) for raw in raws],
        "judge and assemble": lambda: [assemble(raw) for raw in raws],
    }
    pages = [as_html([line.text for line in raw.lines]) for raw in raws]
    steps.update({name: _extracting(extract, pages) for name, extract in installed().items()})
    times: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, work in steps.items():
            times[name].append(_seconds(work))
    base = statistics.median(times["read the bytes"])
    print(f"{len(paths)} files, {lines} lines, median of {rounds} rounds, CPU seconds")
    for name, seconds in times.items():
        median = statistics.median(seconds)
        print(f"{name:<20} {median:9.6f} s {lines / median:12,.0f} lines/s {median / base:8.1f} x reading")
    print(f"peak memory of assembling: {_peak_mib(steps['judge and assemble']):.1f} MiB")


if __name__ == "__main__":
    if sys.argv[1:2] == ["memory"]:
        memory(int((sys.argv[2:] or ["10000"])[0]))
        sys.exit()
    main(sys.argv[1] if len(sys.argv) > 1 else "examples/articles", int((sys.argv[2:] or ["50"])[0]))
