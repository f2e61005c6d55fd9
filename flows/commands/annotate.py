"""`handbill annotate`: the lines of texts given as JSON rows, labelled."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO

import click

from pipeline.errors import UsageError
from pipeline.policy import Policy

_EXAMPLES = """
\b
A row is {"id": ..., "lines": [...]}, a line text or {"text": ...}; out comes
{"id": ..., "labels": [...]} with every other key. Labels: title, dek, heading:LEVEL, paragraph, list_item,
quote, code, caption, table, meta, boilerplate, blank.

\b
Examples:
  handbill annotate rows.jsonl > labels.jsonl
  zcat rows.jsonl.gz | handbill annotate
  handbill annotate rows.jsonl --by-site     pages of one site together: what recurs is boilerplate
"""


@click.command(epilog=_EXAMPLES)
@click.argument("file", default="-", metavar="[FILE.jsonl | -]")
@click.option(
    "--policy",
    type=click.Choice([policy.value for policy in Policy]),
    default=Policy.BALANCED.value,
    show_default=True,
    help="How boldly lines are removed.",
)
@click.option(
    "--by-site", is_flag=True, help="First find what recurs in rows of one site, domain or url host."
)
def annotate(file: str, policy: str, *, by_site: bool) -> int:
    """Label the lines of texts given as JSON rows, one label a line."""
    if file == "-":
        with _again(sys.stdin.buffer) if by_site else nullcontext(sys.stdin.buffer) as rows:
            return _annotate(rows, "-", Policy(policy), by_site=by_site)
    try:
        with Path(file).open("rb") as opened, _again(opened) if by_site else nullcontext(opened) as rows:
            return _annotate(rows, file, Policy(policy), by_site=by_site)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"cannot be opened: {reason}.", where=file) from error


@contextmanager
def _again(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """Give what a stream holds as a file, which can be read twice."""
    if stream.seekable():
        yield stream
        return
    with TemporaryFile() as file:
        copyfileobj(stream, file)
        file.seek(0)
        yield file


def _annotate(rows: IO[bytes], name: str, policy: Policy, *, by_site: bool) -> int:
    from flows.annotation import NO_SITES, BadRow, annotate, survey

    sites = survey(rows, name) if by_site else NO_SITES
    if by_site:
        rows.seek(0)
    bad = 0
    for result in annotate(rows, name, policy, sites):
        if isinstance(result, BadRow):
            bad += 1
            click.echo(f"handbill: {result.where}: {result.what}", err=True)
        else:
            click.echo(result)
            sys.stdout.flush()
    return 3 if bad else 0
