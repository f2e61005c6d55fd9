"""The publish flow: the same steps as without Prefect, each a coarse task that Prefect's log shows.

from flows.publish import publish
publish(sources=["articles"], out="public")
"""

from __future__ import annotations

from flows import prefect_defaults  # noqa: F401 (before Prefect is imported)

# isort: split
import os

import httpx
from prefect import State, flow, get_run_logger
from prefect.settings import (
    PREFECT_API_URL,
    PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
    temporary_settings,
)
from prefect.states import Failed

from flows.settings import load
from flows.steps import Outcome, present
from flows.steps import publish as publish_steps
from flows.tasks import Tasks
from pipeline.errors import HandbillError, ServerUnreachable

_ANSWER_WITHIN_S = 5.0


@flow(name="publish", description="Publish raw articles as feed, pages, leaflets and newsletter.")
def publish(  # noqa: PLR0913, PLR0917 (a deployment passes its parameters by name)
    sources: list[str] | None = None,
    config: str | None = None,
    out: str | None = None,
    allow_shrink: bool = False,
    verify: bool = False,
    log_json: str = "",
) -> Outcome | State[None]:
    """Publish articles; the state is Failed, with the reason, when there is no new release.

    Args:
        sources: Files, folders or globs, instead of the configured ones.
        config: The settings file; `handbill.toml` in the working folder if left out.
        out: The output folder, instead of the configured one.
        allow_shrink: Publish even if more than half of the published articles vanish.
        verify: Read every file again, whatever its date says.
        log_json: Write the log of the run to this file, too.
    """
    log = get_run_logger()
    try:
        settings = load(config, sources=tuple(sources or ()), out=out)
        outcome = publish_steps(
            settings,
            stages=Tasks(),
            now=present(),
            allow_shrink=allow_shrink,
            verify=verify,
            log_json=log_json,
        )
    except HandbillError as error:
        return Failed(message=str(error), data=error)
    for refusal in outcome.report.problems:
        log.warning("%s: %s %s", refusal.origin, refusal.what, refusal.remedy)
    for warning in outcome.warnings:
        log.warning("%s", warning)
    return outcome


def run(  # noqa: PLR0913 (the words of the command)
    sources: tuple[str, ...],
    config: str | None,
    out: str | None,
    *,
    allow_shrink: bool,
    verify: bool,
    log_json: str = "",
) -> Outcome:
    """Run the flow in this process, for the command line.

    Raises what the steps raise, and ServerUnreachable when the configured server does not answer.
    """
    _check_server()
    # The built-in server inherits these. It is stopped while it still writes its last events, and would say
    # so in long tracebacks.
    os.environ.setdefault("PREFECT_SERVER_LOGGING_LEVEL", "CRITICAL")
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    # Every synchronous flow ends with a wait of about a second for its heartbeat thread. The heartbeat tells
    # a server that a run has crashed; this one has a person, or a cron mail, watching.
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        try:
            state = publish(
                list(sources) or None, config, out, allow_shrink, verify, log_json, return_state=True
            )
        except (httpx.TransportError, RuntimeError) as error:
            raise _unreachable("Prefect's server", str(error)) from error
    result = state.result(raise_on_failure=False)
    if isinstance(result, Outcome):
        return result
    if isinstance(result, BaseException):
        raise result
    raise RuntimeError(f"the flow ended as {state.name}: {state.message}")


def _check_server() -> None:
    """Ask a configured server whether it is there, before Prefect retries for a long time."""
    address = PREFECT_API_URL.value()
    if not address:
        return
    try:
        httpx.get(f"{address.rstrip('/')}/health", timeout=_ANSWER_WITHIN_S).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _unreachable(address, str(error) or type(error).__name__) from error


def _unreachable(address: str, reason: str) -> ServerUnreachable:
    return ServerUnreachable(
        f"Prefect's server does not answer ({reason}).",
        where=address,
        remedy="Start it, unset PREFECT_API_URL to use the built-in one, or add --no-prefect.",
    )
