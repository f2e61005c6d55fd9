"""The command `handbill`, as it is installed: the short way first, then all commands."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command with the words it was called with, and exit with its code."""
    from flows.unchanged import answer

    try:
        code = answer(sys.argv[1:])
    except UnicodeEncodeError:
        code = None  # a text that this terminal cannot show: the whole way knows what to do
    if code is not None:
        sys.exit(code)
    from flows.cli import main as run

    run()
