"""Counts a month's rows in ranges of hashes, each a job that a worker carries out."""

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from pandera.typing.polars import DataFrame

from flows.edges.cluster_calls import MOST_CALLS
from flows.edges.comparer import compare_persons
from flows.edges.counter import count_cards, count_employers, count_persons
from flows.edges.runner import Runner
from flows.installation import Installation
from schemas.calculated import Tables
from schemas.counting import CompareJob, CountJob, Side
from schemas.coverage import Changes
from transforms.changes import add_up_changes
from transforms.person_sets import bucket_bounds
from transforms.sums import add_up_tables

PERSONS_OF_A_JOB = 250_000, 16_000_000
CARDS_OF_A_JOB = 8_000_000, 64_000_000
EMPLOYERS_OF_A_JOB = 8_000_000, 32_000_000
"""Rows that are not worth another job, and the most. Files are sorted by person, so every range of
cards or employer units reads their whole column, and a range of persons few rows that it does not
count. A job holds four bytes of each of its rows."""
PATIENCE = 60
"""Seconds after which it is said again that this run still lives."""

Progress = Callable[[int, int], None]
"""Takes what is done and what there is to do."""

Job = TypeVar("Job", CountJob, CompareJob)
Made = TypeVar("Made")
Submit = Callable[[Callable[[Any], Any], Any], Future[Any]]


def count_rows(
    installation: Installation, whole: CountJob, rows: int, progress: Progress
) -> Tables:
    """All tables that typed rows come to, about `rows` registrations of a job of all hashes."""
    with _counters(installation) as (runner, submit):
        calls = [
            submit(function, job)
            for function, sizes in (
                (count_persons, PERSONS_OF_A_JOB),
                (count_cards, CARDS_OF_A_JOB),
                (count_employers, EMPLOYERS_OF_A_JOB),
            )
            for job in _divided(runner, whole, rows, sizes)
        ]
        return add_up_tables(_carried_out(calls, progress))


def count_changes(
    installation: Installation, now: Side, before: Side, progress: Progress
) -> DataFrame[Changes]:
    """Who came to each unit and who left it since the month before, as both were counted."""
    whole = CompareJob(installation.objects.root, now, before)
    with _counters(installation) as (runner, submit):
        jobs = _divided(runner, whole, max(now.rows, before.rows), PERSONS_OF_A_JOB)
        calls = [submit(compare_persons, job) for job in jobs]
        return add_up_changes(_carried_out(calls, progress))


def _divided(runner: Runner, whole: Job, rows: int, sizes: tuple[int, int]) -> list[Job]:
    """The job in equal ranges of hashes, so that every process has one if that is worth it."""
    fewest, most = sizes
    each = max(fewest, min(most, -(-rows // runner.processes)))
    return [replace(whole, first=first, last=last) for first, last in bucket_bounds(rows, each)]


@contextmanager
def _counters(installation: Installation) -> Iterator[tuple[Runner, Submit]]:
    """What carries out counts, and how one is asked for; an error ends all that are under way."""
    seconds = installation.settings.worker_seconds
    with ThreadPoolExecutor(MOST_CALLS) as callers, installation.counters() as runner:
        yield (
            runner,
            lambda function, job: callers.submit(runner.call, function, job, timeout=seconds),
        )


def _carried_out(futures: Collection[Future[Made]], progress: Progress) -> list[Made]:
    """What became of each call; the first that fails is raised."""
    waiting = {*futures}
    while waiting:
        done, waiting = wait(waiting, PATIENCE, FIRST_COMPLETED)
        for future in done:
            future.result()
        progress(len(futures) - len(waiting), len(futures))
    return [future.result() for future in futures]
