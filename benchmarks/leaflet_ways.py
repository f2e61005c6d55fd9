"""Other ways from an article to paper, for `benchmarks/leaflet.py`; what is not installed says so."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.commands import children_cpu_s
from outputs.markup import blocks_html
from pipeline.model import Article, Block, Heading, ListItem, TableRow, block_text, plain

ROOT = Path(__file__).parents[1]
_PLAIN = re.compile(r"([\\#$*_`<>@\[\]~=/+-])")


@dataclass(frozen=True, slots=True)
class Way:
    """Commands for each leaflet, where {n} is its number, or one for `many`; or why there are none."""

    name: str
    commands: tuple[str, ...]
    many: int = 1
    missing: str = ""


def lay_ready(folder: Path, n: int, article: Article, html: str) -> None:
    """Write what the ways read: the blocks alone, the finished HTML with its CSS, and markup for Typst."""
    (folder / f"{n}.src.html").write_text(str(blocks_html(article.blocks)), encoding="utf-8")
    (folder / f"{n}.print.html").write_text(html, encoding="utf-8")
    (folder / f"{n}.typ").write_text(_typst(article), encoding="utf-8")
    (folder / "typeset.py").write_text(_TYPESET, encoding="utf-8")


def ways(folder: Path, count: int) -> Iterator[Way]:
    """Yield the ways to print `count` leaflets that were laid ready in a folder."""
    weasyprint = Path(sys.executable).parent / "weasyprint"
    yield Way(
        "pandoc and the weasyprint command",
        (
            f"pandoc -s --metadata title=A -f html {folder}/{{n}}.src.html -o {folder}/{{n}}.html",
            f"{weasyprint} -q {folder}/{{n}}.html {folder}/{{n}}.pdf",
        ),
        missing="" if shutil.which("pandoc") else "pandoc is not installed",
    )
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or ""
    yield Way(
        "Chromium's print-to-PDF",
        (
            f"{chromium} --headless --no-sandbox --disable-gpu --disable-background-networking --no-first-run"
            f" --user-data-dir={folder}/profile --print-to-pdf={folder}/{{n}}.pdf"
            f" file://{folder}/{{n}}.print.html",
        ),
        missing="" if chromium else "Chromium is not installed",
    )
    python = ROOT / ".venv-bench" / "bin" / "python"
    missing = "" if _has_typst(python) else "typst is not in .venv-bench (make peers)"
    yield Way("Typst, a process each", (f"{python} {folder}/typeset.py {folder}/{{n}}.typ",), missing=missing)
    files = " ".join(f"{folder}/{n % count}.typ" for n in range(40))
    yield Way("Typst, 40 in one process", (f"{python} {folder}/typeset.py {files}",), 40, missing)


def spent_s(way: Way, count: int) -> float:
    """Return the processor seconds a leaflet takes, with all that the commands start; 0 where one failed."""
    runs = range(1 if way.many > 1 else count)
    spent = [_spent_s(command.format(n=n)) for n in runs for command in way.commands]
    return sum(spent) / (way.many if way.many > 1 else count) if all(spent) else 0.0


def _spent_s(command: str) -> float:
    before_s = children_cpu_s()
    done = subprocess.run(command, shell=True, capture_output=True, check=False, timeout=300)
    if done.returncode:
        print(f"failed: {command}: {done.stderr.decode(errors='replace')[-300:]}", file=sys.stderr)
        return 0.0
    return children_cpu_s() - before_s


def _has_typst(python: Path) -> bool:
    if not python.exists():
        return False
    return not subprocess.run([python, "-c", "import typst"], capture_output=True, check=False).returncode


def _typst(article: Article) -> str:
    """Return an article as markup for Typst: two columns on A4 at 12 pt, tagged as PDF/UA-1."""
    head = (
        f'#set document(title: "{_quoted(article.title)}")\n#set text(12pt, lang: "en")\n'
        '#set page("a4", columns: 2, margin: 17mm, numbering: "1 of 1")\n'
    )
    parts = [head, f"= {_escaped(article.title)}", _escaped(article.dek)]
    return "\n\n".join(parts + [_block(block) for block in article.blocks]) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(level=level):
            return f"{'=' * level} {_escaped(block_text(block))}"
        case ListItem(ordered=ordered, depth=depth):
            return f"{'  ' * (depth - 1)}{'+' if ordered else '-'} {_escaped(block_text(block))}"
        case TableRow(cells=cells):
            return " | ".join(_escaped(plain(cell)) for cell in cells)
        case _:
            return _escaped(block_text(block))


def _escaped(text: str) -> str:
    return _PLAIN.sub(r"\\\1", text)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


_TYPESET = """
import sys
import typst
for file in sys.argv[1:]:
    typst.compile(file, output=file.removesuffix("typ") + "typst.pdf", pdf_standards=["ua-1"])
"""


def summary(found: Mapping[str, float | str], own: float) -> Iterator[str]:
    """Yield a line for each way: its seconds and their ratio to `own`, or why it was left out."""
    for name, seconds in found.items():
        if isinstance(seconds, str):
            yield f"{name}: left out, {seconds}"
        else:
            yield f"{name}: {seconds:.3f} s a leaflet, {seconds / own:.2f} times ours"
