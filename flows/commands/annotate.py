"""`handbill annotate`: the lines of texts given as JSON rows, labelled."""

from __future__ import annotations

import sys
from pathlib import Path
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
def annotate(file: str, policy: str) -> int:
    """Label the lines of texts given as JSON rows, one label a line."""
    if file == "-":
        return _annotate(sys.stdin.buffer, "-", Policy(policy))
    try:
        with Path(file).open("rb") as rows:
            return _annotate(rows, file, Policy(policy))
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"cannot be opened: {reason}.", where=file) from error


def _annotate(rows: IO[bytes], name: str, policy: Policy) -> int:
    from flows.annotation import BadRow, annotate

    bad = 0
    for result in annotate(rows, name, policy):
        if isinstance(result, BadRow):
            bad += 1
            click.echo(f"handbill: {result.where}: {result.what}", err=True)
        else:
            click.echo(result)
            sys.stdout.flush()
    return 3 if bad else 0
