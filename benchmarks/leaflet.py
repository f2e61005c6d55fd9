"""What does a leaflet cost? Ratios to WeasyPrint alone, and to other ways to the same paper; none is a judge.

    python -m benchmarks.leaflet              all of it
    python -m benchmarks.leaflet pairs        only some: pairs, cores, memory, others

Every figure is processor time of the process that works, and every ratio the median of pairs that were
measured one after the other, each side in a process of its own: on a busy machine the ratios stand, the times
do not. The exception is the gain of a second core by the clock, which only a free machine shows; beside it
stands what the shares of the two processes allow. The texts are those of examples/articles, cut to 300 to
1,500 words.
"""

from __future__ import annotations

import json
import os
import pickle
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from multiprocessing import active_children
from pathlib import Path

from benchmarks.commands import cost
from benchmarks.leaflet_sample import (
    ROOT,
    SAMPLE,
    articles,
    brands,
    edition_of,
    fetcher_of,
    profile,
    sample,
    sources_of,
)
from benchmarks.leaflet_ways import lay_ready, spent_s, summary, ways
from flows import leaflets
from flows.limits import Limits
from outputs.edition import Edition

PAIRS = 5
_LOOSE = Limits(cpu_s=600, memory_mb=4096, wall_s=3600)


def _weasyprint(*, shared: bool) -> float:
    """Return the seconds a leaflet takes WeasyPrint alone; `shared` fonts and CSS, or new ones for each."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    editions = sample()
    sources = sources_of(editions[:1]) * 2 + sources_of(editions)
    fetcher = fetcher_of(editions[0].brand)
    options = {"pdf_variant": "pdf/a-2a", "output_intent": "leaflet"}

    def tools(css: str) -> tuple[object, object]:
        fonts = FontConfiguration()
        return fonts, CSS(string=css, url_fetcher=fetcher, font_config=fonts)

    kept = tools(sources[0][1])
    started = 0.0
    for n, (html, css) in enumerate(sources):
        if n == 2:
            started = time.process_time()
        fonts, sheet = kept if shared else tools(css)
        HTML(string=html, base_url="asset:", url_fetcher=fetcher).write_pdf(
            font_config=fonts, stylesheets=[sheet], color_profiles={"leaflet": profile()}, **options
        )
    return (time.process_time() - started) / len(editions)


def naive() -> float:
    """WeasyPrint as its tutorial has it: fonts and CSS are read for each document."""
    return _weasyprint(shared=False)


def bare() -> float:
    """WeasyPrint with one font configuration and parsed CSS for all documents."""
    return _weasyprint(shared=True)


def _ours(*, known: bool) -> float:
    from flows.leaflet_worker import prepare, tidy
    from outputs.leaflet.render import print_leaflet

    editions = sample()
    settings = [print_leaflet(each, each.items[0]).setting for each in editions]
    prepare()
    tidy()
    started = time.process_time()
    for each, setting in zip(editions, settings, strict=True):
        print_leaflet(each, each.items[0], setting if known else None)
        tidy()
    return (time.process_time() - started) / len(editions)


def known() -> float:
    """Ours, in a setting that is known."""
    return _ours(known=True)


def fitted() -> float:
    """Ours, with the setting still to be found."""
    return _ours(known=False)


def memory() -> float:
    """Return by how many megabytes a worker grows over 300 leaflets, after 20 that fill its caches."""
    from flows.leaflet_worker import prepare, tidy
    from outputs.leaflet.render import print_leaflet

    prepare()
    texts, dresses = articles(20), brands(5)
    before = 0.0
    for n in range(320):
        if n == 20:
            before = _resident_mb()
        edition = edition_of(texts[n % 20], n, dresses[n // 20 % 5], "a4")
        print_leaflet(edition, edition.items[0])
        tidy()
    return _resident_mb() - before


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def cores() -> Mapping[str, float]:
    """Print 200 leaflets (20 articles, 5 brands, 2 formats) with one worker and with two."""
    jobs = [
        edition_of(article, n, brand, form)
        for n, article in enumerate(articles(20))
        for brand in brands(5)
        for form in ("a4", "large-print")
    ]
    one_s, alone, _ = _timed(jobs, 1)
    two_s, shares, parent = _timed(jobs, 2)
    return {
        "one_s": one_s,
        "two_s": two_s,
        "gain": one_s / two_s,
        "shares": sum(alone) / max(shares),
        "parent": parent / sum(shares),
    }


def _timed(editions: list[Edition], workers: int) -> tuple[float, list[float], float]:
    """Return the seconds by the clock, and those of processor of each worker and of this process."""
    with tempfile.TemporaryDirectory() as cache, leaflets.warm(workers, _LOOSE):
        jobs = [leaflets.job(each, Path(cache)) for each in editions]
        leaflets.start_workers()
        started, own = time.perf_counter(), time.process_time()
        leaflets.render(jobs, workers=workers, limits=_LOOSE, advance=lambda done, total: None)
        elapsed, own = time.perf_counter() - started, time.process_time() - own
        return elapsed, [_cpu_s(process.pid or 0) for process in active_children()], own


def _cpu_s(pid: int) -> float:
    """Return the processor seconds of a living process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def others() -> Mapping[str, float | str]:
    """Return the processor seconds a leaflet takes in other ways, or why one is left out."""
    found: dict[str, float | str] = {}
    editions = sample()[::2]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for n, (each, (html, css)) in enumerate(zip(editions, sources_of(editions), strict=True)):
            whole = html.replace("</head>", f"<style>{css}</style></head>", 1)
            lay_ready(folder, n, each.items[0].article, whole)
        for way in ways(folder, len(editions)):
            found[way.name] = way.missing or spent_s(way, len(editions)) or "it failed"
    return found


def batch() -> float:
    """Return the processor seconds a leaflet takes in a process that starts, fits and prints forty.

    Their texts are ready, as they are for the other ways.
    """
    texts, (brand,) = articles(SAMPLE)[::2], brands(1)
    editions = [edition_of(texts[n % len(texts)], n, brand, "a4") for n in range(40)]
    with tempfile.NamedTemporaryFile() as file:
        file.write(pickle.dumps(editions))
        file.flush()
        spent = cost([sys.executable, "-m", "benchmarks.leaflet", "--print", file.name], ROOT)
    return spent.cpu_s / len(editions)


def print_all(file: str) -> None:
    """Print pickled editions, one after the other, and drop the leaflets."""
    from flows.leaflet_worker import prepare, tidy
    from outputs.leaflet.render import print_leaflet

    editions: list[Edition] = pickle.loads(Path(file).read_bytes())
    prepare()
    for each in editions:
        print_leaflet(each, each.items[0])
        tidy()


MEASURES: Mapping[str, Callable[[], float | Mapping[str, float | str] | Mapping[str, float]]] = {
    "naive": naive,
    "bare": bare,
    "known": known,
    "fitted": fitted,
    "memory": memory,
    "cores": cores,
    "others": others,
    "batch": batch,
}


def _measured(name: str) -> float:
    found = _answer(name)
    assert isinstance(found, float)
    return found


def _answer(name: str) -> object:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.leaflet", "--measure", name],
        stdout=subprocess.PIPE,
        check=True,
        cwd=ROOT,
    )
    return json.loads(done.stdout)


def _pairs() -> None:
    rows = [{name: _measured(name) for name in ("naive", "known", "bare", "fitted")} for _ in range(PAIRS)]
    for name in rows[0]:
        print(f"{name:8} {statistics.median(row[name] for row in rows):6.3f} s of processor a leaflet")
    for over, under, wanted in (
        ("naive", "known", "at least 1.35"),
        ("known", "bare", "at most 1.05"),
        ("fitted", "bare", "at most 2.0"),
    ):
        ratios = sorted(row[over] / row[under] for row in rows)
        low, high = ratios[0], ratios[-1]
        middle = statistics.median(ratios)
        print(f"{over} / {under}: {middle:.2f} ({low:.2f} to {high:.2f} in {PAIRS} pairs; wanted: {wanted})")


def _cores() -> None:
    found = _answer("cores")
    assert isinstance(found, dict)
    print(
        f"200 leaflets: {found['one_s']:.0f} s with one worker, {found['two_s']:.0f} s with two: "
        f"{found['gain']:.2f}x by the clock, {found['shares']:.2f}x by processor time (one worker's to the "
        f"busier of two's; wanted: at least 1.8; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores); "
        f"this process takes {found['parent']:.1%} of the workers' time"
    )


def _memory() -> None:
    print(f"a worker grows {_measured('memory'):.1f} MB over 300 leaflets (wanted: at most 5)")


def _others() -> None:
    own, found = statistics.median(_measured("batch") for _ in range(3)), _answer("others")
    assert isinstance(found, dict)
    print(f"ours, 40 in one process with its start and fit: {own:.3f} s of processor a leaflet")
    print(*summary(found, own), sep="\n")


TABLES: Mapping[str, Callable[[], None]] = {
    "pairs": _pairs,
    "memory": _memory,
    "others": _others,
    "cores": _cores,
}

if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(MEASURES[sys.argv[2]]()))
    elif sys.argv[1:2] == ["--print"]:
        print_all(sys.argv[2])
    else:
        for table in sys.argv[1:] or TABLES:
            TABLES[table]()
