"""Counts a month's rows in ranges of hashes, each a job that a worker carries out."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import replace
from typing import Any, TypeVar

from pandera.typing.polars import DataFrame

from flows.edges.comparer import compare_persons
from flows.edges.counter import count_cards, count_employers, count_persons
from flows.installation import Installation
from schemas.calculated import Tables
from schemas.counting import CompareJob, CountJob, Side
from schemas.coverage import Changes
from transforms.changes import add_up_changes
from transforms.person_sets import bucket_bounds
from transforms.sums import add_up_tables

PERSONS_OF_A_JOB = 250_000, 16_000_000
CARDS_OF_A_JOB = EMPLOYERS_OF_A_JOB = 8_000_000, 32_000_000
"""Rows that are not worth another job, and the most. Files are sorted by person, so every range of
cards or employer units reads their whole column, and a range of persons few rows that it does not
count. A job holds four bytes of each of its rows."""
PATIENCE = 60
"""Seconds after which it is said again that this run still lives."""

Progress = Callable[[int, int], None]
"""Takes what is done and what there is to do."""

Job = TypeVar("Job", CountJob, CompareJob)
Made = TypeVar("Made")


def count_rows(
    installation: Installation, whole: CountJob, rows: int, progress: Progress
) -> Tables:
    """All tables that typed rows come to, about `rows` registrations of a job of all hashes."""
    calls = [
        (function, job)
        for function, sizes in (
            (count_persons, PERSONS_OF_A_JOB),
            (count_cards, CARDS_OF_A_JOB),
            (count_employers, EMPLOYERS_OF_A_JOB),
        )
        for job in _divided(installation, whole, rows, sizes)
    ]
    return add_up_tables(_carried_out(installation, calls, progress))


def count_changes(
    installation: Installation, now: Side, before: Side, progress: Progress
) -> DataFrame[Changes]:
    """Who came to each unit and who left it since the month before, as both were counted."""
    whole = CompareJob(installation.objects.root, now, before)
    jobs = _divided(installation, whole, max(now.rows, before.rows), PERSONS_OF_A_JOB)
    calls = [(compare_persons, job) for job in jobs]
    return add_up_changes(_carried_out(installation, calls, progress))


def _divided(
    installation: Installation, whole: Job, rows: int, sizes: tuple[int, int]
) -> list[Job]:
    """The job in equal ranges of hashes, so that every worker has one if that is worth it."""
    fewest, most = sizes
    each = max(fewest, min(most, -(-rows // installation.settings.workers)))
    return [replace(whole, first=first, last=last) for first, last in bucket_bounds(rows, each)]


def _carried_out(
    installation: Installation,
    calls: Sequence[tuple[Callable[[Any], Made], Any]],
    progress: Progress,
) -> list[Made]:
    """What workers made of each call; the first that fails ends all others."""
    seconds = installation.settings.worker_seconds
    with ThreadPoolExecutor(len(calls)) as callers, installation.counters() as workers:
        futures = [
            callers.submit(workers.call, function, job, timeout=seconds) for function, job in calls
        ]
        waiting = {*futures}
        while waiting:
            done, waiting = wait(waiting, PATIENCE, FIRST_COMPLETED)
            for future in done:
                future.result()
            progress(len(futures) - len(waiting), len(futures))
    return [future.result() for future in futures]
