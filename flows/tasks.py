"""The stages of a run as Prefect tasks."""

from __future__ import annotations

from flows import prefect_defaults  # noqa: F401 (before Prefect is imported)

# isort: split
from collections.abc import Callable
from typing import Generic, TypeVar

from prefect import State, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.states import Failed

from pipeline.errors import HandbillError

T = TypeVar("T")


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


class Tasks:
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
