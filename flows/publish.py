"""The publish flow: the same steps as without Prefect, each a coarse task that Prefect's log shows.

from flows.publish import publish
publish(sources=["articles"], out="public")
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Generic, TypeVar

# Before Prefect is imported, and only as defaults: no telemetry of any kind, a server of its own where none
# is configured, and time for that server to start on a busy machine (20 s is Prefect's own limit; seen: 25).
for _name, _value in {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
}.items():
    os.environ.setdefault(_name, _value)

import httpx  # noqa: E402
from prefect import State, flow, get_run_logger, task  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.settings import (  # noqa: E402
    PREFECT_API_URL,
    PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
    temporary_settings,
)
from prefect.states import Failed  # noqa: E402

from flows.settings import load  # noqa: E402
from flows.steps import Outcome, present  # noqa: E402
from flows.steps import publish as publish_steps  # noqa: E402
from pipeline.errors import HandbillError, ServerUnreachable  # noqa: E402

T = TypeVar("T")
_ANSWER_WITHIN_S = 5.0


class _Job(Generic[T]):
    """A stage's work and what came of it.

    Prefect walks the arguments and results of a task to look for futures, and 500 articles cost it 2 to 3 s;
    an object like this one is passed by unopened.
    """

    def __init__(self, work: Callable[[], T]) -> None:
        self.work = work
        self.results: list[T] = []
        self.error: HandbillError | None = None


@task(cache_policy=NO_CACHE, persist_result=False)
def _stage(job: _Job[T]) -> State[None] | None:
    try:
        job.results.append(job.work())
    except HandbillError as error:
        # A refusal is no fault of the program: a state with a sentence, rather than a traceback in the log.
        job.error = error
        return Failed(message=str(error))
    return None


class _Tasks:
    """Run every stage as a Prefect task, and write what it tells to the flow run's log."""

    def run(self, name: str, work: Callable[[], T]) -> T:
        """Do the work of a stage as a task of that name."""
        job = _Job(work)
        state = _stage.with_options(name=name, task_run_name=name)(job, return_state=True)
        if job.error is not None:
            raise job.error
        if not job.results:
            state.result()
            raise RuntimeError(f"stage {name} ended as {state.name} without a result")
        return job.results[0]

    def note(self, text: str) -> None:
        """Log a sentence."""
        get_run_logger().info(text)

    def advance(self, done: int, total: int) -> None:
        """Pass over the progress: the log tells the stages."""


@flow(name="publish", description="Publish raw articles as feed, pages, leaflets and newsletter.")
def publish(
    sources: list[str] | None = None,
    config: str | None = None,
    out: str | None = None,
    allow_shrink: bool = False,
    verify: bool = False,
) -> Outcome | State[None]:
    """Publish articles; the state is Failed, with the reason, when there is no new release.

    Args:
        sources: Files, folders or globs, instead of the configured ones.
        config: The settings file; `handbill.toml` in the working folder if left out.
        out: The output folder, instead of the configured one.
        allow_shrink: Publish even if more than half of the published articles vanish.
        verify: Read every file again, whatever its date says.
    """
    log = get_run_logger()
    try:
        settings = load(config, sources=tuple(sources or ()), out=out)
        outcome = publish_steps(
            settings, stages=_Tasks(), now=present(), allow_shrink=allow_shrink, verify=verify
        )
    except HandbillError as error:
        return Failed(message=str(error), data=error)
    for refusal in outcome.report.problems:
        log.warning("%s: %s %s", refusal.origin, refusal.what, refusal.remedy)
    for warning in outcome.warnings:
        log.warning("%s", warning)
    return outcome


def run(
    sources: tuple[str, ...], config: str | None, out: str | None, *, allow_shrink: bool, verify: bool
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
            state = publish(list(sources) or None, config, out, allow_shrink, verify, return_state=True)
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
