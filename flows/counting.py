"""Counts a month's rows in ranges of hashes, each a job that a worker carries out."""

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from pandera.typing.polars import DataFrame

from flows.edges.cluster_calls import MOST_CALLS
from flows.edges.comparer import compare_persons
from flows.edges.counter import count_cards, count_employers, count_persons
from flows.edges.recounter import recount_cards, recount_employers, recount_persons
from flows.edges.runner import Runner
from flows.edges.workers import WorkerDied
from flows.installation import Installation
from schemas.calculated import Tables
from schemas.counting import CompareJob, CountJob, RecountJob, Side
from schemas.coverage import Changes
from schemas.errors import SettingsError
from transforms.changes import add_up_changes
from transforms.person_sets import bucket_bounds
from transforms.sums import add_up_tables, exchange

FEWEST_PERSONS, MOST_PERSONS = 250_000, 16_000_000
"""Rows of a job of persons: fewer are not worth one, and more are held in too much memory."""
MOST_OTHERS = 64_000_000
"""Rows of a job of cards or employer units, or of two months that are compared. Files are sorted by
person, so each range of the others reads whole columns; and comparing opens every file."""
COUNT = (count_cards, count_employers, count_persons)
RECOUNT = (recount_cards, recount_employers, recount_persons)
PATIENCE = 60
"""Seconds after which it is said again that this run still lives."""

Progress = Callable[[int, int], None]
"""Takes what is done and what there is to do."""

Made = TypeVar("Made")
Submit = Callable[[Callable[[Any], Any], Any], Future[Any]]


def count_rows(installation: Installation, whole: CountJob, progress: Progress) -> Tables:
    """All tables that the typed rows of a job of all hashes come to."""
    with _counters(installation) as (runner, submit):
        ranges = _ranges(runner, whole.rows, MOST_PERSONS)
        calls = [
            submit(function, job)
            for function, some in zip(COUNT, ranges, strict=True)
            for job in _divided(whole, some)
        ]
        return add_up_tables(_carried_out(calls, progress))


def recount_rows(
    installation: Installation, known: Tables, before: CountJob, now: CountJob, progress: Progress
) -> Tables:
    """The same, from what is `known` of a job that has most files in common with it."""
    with _counters(installation) as (runner, submit):
        ranges = _ranges(runner, now.rows, MOST_OTHERS)
        calls = [
            submit(function, job)
            for function, some in zip(RECOUNT, ranges, strict=True)
            for job in _both_divided(before, now, some)
        ]
        made = _carried_out(calls, progress)
    return exchange(known, [one.gone for one in made], [one.come for one in made])


def count_changes(
    installation: Installation, now: Side, before: Side, progress: Progress
) -> DataFrame[Changes]:
    """Who came to each unit and who left it since the month before, as both were counted."""
    root, rows = installation.objects.root, max(now.rows, before.rows)
    with _counters(installation) as (runner, submit):
        calls = [
            submit(compare_persons, CompareJob(root, now, before, first, last))
            for first, last in _shared_out(runner, rows, MOST_OTHERS)
        ]
        return add_up_changes(_carried_out(calls, progress))


def _ranges(runner: Runner, rows: int, most_persons: int) -> tuple[list[tuple[int, int]], ...]:
    """Ranges of cards, of employer units, and of persons, which divide among all processes.

    The longest come first; the persons' jobs fill up what is left of the workers' time.
    """
    others = [*bucket_bounds(rows, MOST_OTHERS)]
    return others, others, [*_shared_out(runner, rows, most_persons)]


def _shared_out(runner: Runner, rows: int, most: int) -> Iterator[tuple[int, int]]:
    """Equal ranges of persons, so that every process has one if that is worth it."""
    of_a_process = -(-rows // runner.processes)
    return bucket_bounds(rows, max(FEWEST_PERSONS, min(most, of_a_process)))


def _divided(whole: CountJob, ranges: Sequence[tuple[int, int]]) -> list[CountJob]:
    """A job of each range."""
    rows = -(-whole.rows // len(ranges))
    return [replace(whole, rows=rows, first=first, last=last) for first, last in ranges]


def _both_divided(
    before: CountJob, now: CountJob, ranges: Sequence[tuple[int, int]]
) -> list[RecountJob]:
    """The same of two jobs."""
    halves = zip(_divided(before, ranges), _divided(now, ranges), strict=True)
    return [RecountJob(*both) for both in halves]


@contextmanager
def _counters(installation: Installation) -> Iterator[tuple[Runner, Submit]]:
    """What carries out counts, and how one is asked for; an error ends all that are under way."""
    seconds = installation.settings.worker_seconds
    with ThreadPoolExecutor(MOST_CALLS) as callers, installation.counters() as runner:
        yield runner, lambda function, job: callers.submit(_call, runner, function, job, seconds)


def _call(runner: Runner, function: Callable[[Any], Made], job: object, seconds: int) -> Made:
    try:
        return runner.call(function, job, timeout=seconds)
    except WorkerDied:
        raise SettingsError(
            f"Expected a process to count its rows in {seconds} seconds; found that it died or "
            "needed more. Run again; or raise CAKUPAN_WORKER_SECONDS, or lower CAKUPAN_WORKERS if "
            "the machine's memory is short."
        ) from None


def _carried_out(futures: Collection[Future[Made]], progress: Progress) -> list[Made]:
    """What became of each call; the first that fails is raised."""
    waiting = {*futures}
    while waiting:
        done, waiting = wait(waiting, PATIENCE, FIRST_COMPLETED)
        for future in done:
            future.result()
        progress(len(futures) - len(waiting), len(futures))
    return [future.result() for future in futures]
