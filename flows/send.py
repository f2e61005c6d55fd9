"""The send flow: the newsletter to a list, for schedules; it takes up again what was stopped.

from flows.send import send
send(to="list.csv")
"""

from __future__ import annotations

from flows import prefect_defaults  # noqa: F401 (before Prefect is imported)

# isort: split
from collections.abc import Iterable
from pathlib import Path

from prefect import State, flow, get_run_logger
from prefect.states import Completed, Failed

from flows.freezing import newest
from flows.mail.errand import Errand, Terms, Told, send_all, write_all
from flows.mail.telling import count_line, lines_of, problem_lines, summary
from flows.settings import load
from flows.steps import present
from flows.tasks import Tasks
from pipeline.errors import HandbillError


@flow(name="send", description="Send an issue of the newsletter, one message for each recipient.")
def send(  # noqa: PLR0913, PLR0917 (Prefect makes a form of them)
    to: str,
    issue: str = "",
    config: str | None = None,
    out: str | None = None,
    suppress: str | None = None,
    dry_run: str | None = None,
) -> State[None]:
    """Send an issue to everyone on a list who does not have it; without a new issue there is nothing to do.

    The state is Failed, with the reason, when somebody was not reached; the same call takes it up again.
    Neither the log nor the state holds an address.

    Args:
        to: The list of recipients, a CSV file with a column email.
        issue: The issue; that of the current release if left out.
        config: The settings file; `handbill.toml` in the working folder if left out.
        out: The output folder, instead of the configured one.
        suppress: A CSV file of those who want no mail.
        dry_run: A new folder to write the messages to; nothing is sent then.
    """
    try:
        settings = load(config, out=out)
        name = issue or newest(settings)
        if not name:
            return Completed(message="The current release has no new issue: nothing was sent.")
        errand = Errand(settings, name, Tasks())
        barred = Path(suppress) if suppress else None
        if dry_run:
            listed = write_all(errand, Path(to), Path(dry_run), barred)
            _warn(problem_lines(listed))
            return Completed(message=f"{count_line(listed)} written to {dry_run}.")
        return _state(send_all(errand, Path(to), Terms(barred), now=present), to)
    except HandbillError as error:
        return Failed(message=str(error))


def _state(told: Told, to: str) -> State[None]:
    _warn(lines_of(told, to, quiet=True))
    line = summary(told)
    get_run_logger().info("%s", line)
    if told.sent.stopped:
        return Failed(message=f"{line} {told.sent.stopped}")
    return Completed(message=line)


def _warn(lines: Iterable[str]) -> None:
    for line in lines:
        get_run_logger().warning("%s", line.removeprefix("handbill: "))
