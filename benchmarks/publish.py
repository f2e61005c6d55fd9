"""What does a publish cost? Ratios to the file system, ninja, Hugo and a shell loop; nothing here judges.

    python -m benchmarks.publish                     1,000 articles, 10 leaflets
    python -m benchmarks.publish 10000 100           10,000 articles, 100 leaflets
    python -m benchmarks.publish 1000 10 first edit  some: unchanged, first, edit, cores, memory, loop

Each side is a process of its own. Short ones are run in turn, and the least of several rounds counts; CPU is
that of the process and of all that were started below it, by whomever. A peer that is not installed (ninja,
hugo, pandoc) is left out by name. The texts are made up: 200 to 600 words of a large vocabulary, a fifth
of the lines boilerplate.
Hugo gets the same articles as Markdown, without the boilerplate, and writes the same pages: each one, the
list and a feed.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.commands import Cost, adopt, cost, least
from benchmarks.made_up import ALL, HTML, make_site, text_of

HERE = Path(sys.executable).parent
_SCAN = """
import os, sys
def walk(top):
    for entry in os.scandir(top):
        if entry.is_dir(follow_symlinks=False):
            walk(entry.path)
        else:
            os.stat(entry.path)
walk(sys.argv[1])
"""
_READ = """
import os, sys
for top in sys.argv[1:]:
    for folder, _, names in os.walk(top):
        for name in names:
            with open(os.path.join(folder, name), "rb", buffering=0) as file:
                file.read()
"""
_START = """
import flows.commands.publish, flows.steps, flows.verify, flows.terminal, flows.settings, sources.text
import flows.catalogue.engine, flows.catalogue.articles, flows.catalogue.statements, flows.catalogue.issues
import flows.catalogue.releases
import outputs.page, outputs.index, outputs.feed, jinja2, feedgen.feed, lxml.etree, pyphen, pipeline.assemble
"""
_RENDERER = "import flows.renderer_preload"
_AT_ONCE = """
for site; do (cd "$site" && exec "$0" publish --no-prefect -q) & runs="$runs $!"; done
for run in $runs; do wait "$run" || exit 1; done
"""
_FEED = """
import pathlib, sys
from feedgen.feed import FeedGenerator
feed = FeedGenerator()
feed.title("Notes"); feed.description("Notes"); feed.link(href="https://notes.example/")
for page in sorted(pathlib.Path(sys.argv[1]).glob("*.html")):
    one = feed.add_entry(order="append")
    one.title(page.stem); one.guid(page.stem); one.content(page.read_text(), type="CDATA")
feed.rss_file(sys.argv[1] + "/feed.xml")
"""


def show(what: str, figure: str, aim: str = "") -> None:
    """Print a row."""
    print(f"{what:<62} {figure:>24}  {aim}", flush=True)


def publish(folder: Path, *more: str) -> Cost:
    """Publish a site."""
    return cost([HERE / "handbill", "publish", "--no-prefect", "-q", *more], folder)


def missing(*programs: str) -> bool:
    """Tell whether a peer is not here, and say so."""
    absent = [name for name in programs if shutil.which(name) is None]
    if absent:
        show(f"{', '.join(absent)} not installed: left out", "")
    return bool(absent)


def unchanged(top: Path, count: int) -> None:
    """Compare a run that finds nothing changed."""
    site = make_site(top / "unchanged", count)
    publish(site)
    publish(site)
    python = [sys.executable, "-I", "-S", "-c"]
    found = least(
        {
            "handbill": lambda: publish(site),
            "scan": lambda: cost([*python, _SCAN, "articles"], site),
            "start": lambda: cost([*python, "pass"], site),
        }
    )
    ratio = f"{found['handbill'] / found['scan']:.2f} x"
    detail = f"{found['handbill'] * 1e3:.0f} ms, Python's start {found['start'] * 1e3:.0f} ms"
    show("unchanged run / a Python that only does scandir and stat", ratio, f"at most 2 ({detail})")
    both = least(
        {
            "verify": lambda: publish(site, "--verify"),
            "read": lambda: cost([*python, _READ, "articles", "public/current/"], site),
        }
    )
    show("--verify / reading the same files", f"{both['verify'] / both['read']:.2f} x", "at most 3")
    if not missing("ninja"):
        lines = ["rule make", "  command = touch $out"]
        lines += [f"build out/{n:06d}: make articles/{n:06d}.txt" for n in range(count)]
        (site / "build.ninja").write_text("\n".join([*lines, ""]), encoding="utf-8")
        cost(["ninja"], site)
        pair = least({"handbill": lambda: publish(site), "ninja": lambda: cost(["ninja"], site)})
        show("unchanged run / ninja's no-op", f"{pair['handbill'] / pair['ninja']:.2f} x", "at most 1.5")


def first(top: Path, count: int) -> None:
    """Compare a first publish of pages and feeds with Hugo."""
    peer = None if missing("hugo") else _hugo(top / "hugo", count)
    for policy in ("rules", "balanced"):
        took = publish(make_site(top / f"first-{policy}", count, policy=policy))
        show(f"pages and feeds, policy {policy}: CPU for an article", f"{took.cpu_s / count * 1e3:.2f} ms")
        if peer:
            ratio = f"{took.wall_s / peer.wall_s:.1f} x, CPU {took.cpu_s / peer.cpu_s:.1f} x"
            show(f"pages and feeds, policy {policy} / hugo, by the clock", ratio, "at most 0.5")


def _hugo(folder: Path, count: int) -> Cost:
    for name in ("content/articles", "layouts/_default"):
        (folder / name).mkdir(parents=True)
    for n in range(count):
        (folder / f"content/articles/{n:06d}.md").write_text(text_of(n)[1], encoding="utf-8")
    (folder / "config.toml").write_text(
        'baseURL = "https://notes.example/"\ntitle = "Notes"\n'
        'disableKinds = ["taxonomy", "term", "section"]\n',
        encoding="utf-8",
    )
    head = "<!DOCTYPE html><html lang=en><meta charset=utf-8><title>{{ .Title }}</title><body>"
    page = head + "<h1>{{ .Title }}</h1><p>{{ .Date }}</p>{{ .Content }}"
    every = "{{ range .Site.RegularPages }}<li><a href={{ .RelPermalink }}>{{ .Title }}</a>{{ end }}"
    (folder / "layouts/_default/single.html").write_text(page, encoding="utf-8")
    (folder / "layouts/index.html").write_text(head + every, encoding="utf-8")
    return cost(["hugo", "--quiet"], folder)


def edit(top: Path, count: int) -> None:
    """Measure what one changed article costs: its page, its leaflet, the index, the feeds."""
    few = min(count, 3)
    small = make_site(top / "small", few, (*HTML, "leaflet"))
    publish(small)
    bare, site = make_site(top / "bare", few), make_site(top / "edit", count)
    publish(bare)
    publish(site)
    # All but one leaflet would only be waited for: without them the site is the same.
    costs = []
    # Five releases are kept: from the seventh on, each is made of one that is kept no longer, and from the
    # thirteenth on, what the folders of that one hold is known.
    for n in range(15):
        for folder in (site, small, bare):
            text = text_of(1, extra=f"Changed {n} times.")[0]
            (folder / "articles/000001.txt").write_text(text, encoding="utf-8")
        starts = [cost([sys.executable, "-c", words], site).cpu_s for words in (_START, _RENDERER)]
        costs.append((publish(site).cpu_s, publish(small).cpu_s, publish(bare).cpu_s, *starts))
    large, printed, bare_s, start_s, renderer_s = (min(values) for values in zip(*costs[-3:], strict=True))
    show(f"one changed of {count}: page, index, feeds, CPU beyond imports", f"{large - start_s:.2f} s")
    whole = large - start_s + printed - bare_s
    show("the same with one leaflet", f"{whole - renderer_s:.2f} s", "at most 1")
    show("with a leaflet, and the start of its renderer", f"{whole:.2f} s")


def cores(top: Path, count: int) -> None:
    """Compare one worker with two, and with two runs of one worker each: what the machine gives at best.

    Each run has a folder of its own. Some file systems (ext4) look for a new file's place past all that was
    deleted in the last minutes, so that a run would pay for the site that had to make room for its own.
    """
    for name, channels, many in (("pages and feeds", HTML, count), ("all channels", ALL, min(count, 100))):
        sites = [
            make_site(top / f"cores-{many}-{n}", many, channels, "balanced", workers)
            for n, workers in enumerate((1, 2, 1, 1))
        ]
        one_s, two_s = (publish(site).wall_s for site in sites[:2])
        both_s = cost(["sh", "-c", _AT_ONCE, HERE / "handbill", *sites[2:]], top).wall_s
        show(
            f"two workers, {many} articles, {name}",
            f"{one_s / two_s:.2f} x as fast",
            f"at least 1.7, on two idle cores (two runs at once: {2 * one_s / both_s:.2f} x)",
        )


def memory(top: Path, count: int) -> None:
    """Compare the peak of memory with that of a tenth of the articles."""
    few, many = (publish(make_site(top / "memory", n)).peak_mib for n in (max(1, count // 10), count))
    show(
        f"peak memory, {count} / {count // 10} articles",
        f"{many / few:.2f} x",
        f"at most 1.3 ({many:.0f} MiB)",
    )
    site = top / "memory"
    (site / "articles/000000.txt").write_text(text_of(0, extra="Changed.")[0], encoding="utf-8")
    show("peak memory of the next run, one changed", f"{publish(site).peak_mib:.0f} MiB")


def loop(top: Path, count: int) -> None:
    """Compare all channels with a shell loop of pandoc, the weasyprint command and a feed script."""
    if missing("pandoc"):
        return
    ours = publish(make_site(top / "loop", count, ALL, "balanced"))
    folder = top / "shell"
    folder.mkdir()
    for n in range(count):
        (folder / f"{n:06d}.md").write_text(text_of(n)[1], encoding="utf-8")
    each = 'pandoc -s "$f" -o "${f%.md}.html" && ' + f'{HERE}/weasyprint "${{f%.md}}.html" "${{f%.md}}.pdf"'
    script = f'for f in *.md; do {each} || exit 1; done; {sys.executable} -c "$FEED" .'
    theirs = cost(["sh", "-c", script], folder, {"FEED": _FEED})
    ratio = f"1 / {theirs.cpu_s / ours.cpu_s:.1f}"
    show(f"all channels, {count} articles / a shell loop, CPU", ratio, "at most 1 / 10")


def main(words: Sequence[str]) -> None:
    """Print a row for each ratio."""
    numbers = [int(word) for word in words if re.fullmatch(r"\d+", word)]
    count, sheets = (*numbers, *(1000, 10)[len(numbers) :])
    wanted = [word for word in words if not word.isdigit()]
    adopt()
    show(f"{count} articles, {sheets} with leaflets, {os.cpu_count()} cores", "", "aim")
    with tempfile.TemporaryDirectory() as folder:
        for name, work in PARTS.items():
            if not wanted or name in wanted:
                work(Path(folder), sheets if name == "loop" else count)


PARTS: Mapping[str, Callable[[Path, int], None]] = {
    "unchanged": unchanged,
    "first": first,
    "edit": edit,
    "cores": cores,
    "memory": memory,
    "loop": loop,
}

if __name__ == "__main__":
    main(sys.argv[1:])
