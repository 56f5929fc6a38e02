"""The monthly run: exports in, an edition of bulletins out. It never mails."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, cast

from prefect import flow, task
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.calculation import Inputs, calculate
from flows.edges.ledger import Lease
from flows.edges.output import publish
from flows.edges.reference import read_reference
from flows.installation import Installation
from flows.intake import take_in
from flows.outcome import Caught, attempt, told
from flows.preparation import (
    Draft,
    find_standing,
    prepare_edition,
    render,
    render_environment,
    to_draft,
)
from flows.progress import Stage, stage
from flows.readings import by_branch, current_submissions, read_branch
from flows.recipes import READING, code_digest
from flows.reporting import to_run_report
from flows.settings import Settings
from schemas.edition import EditionBulletin
from schemas.errors import HeldError
from schemas.month import Month
from schemas.reference import Reference
from schemas.report import RunReport
from schemas.submission import ReadSubmission
from transforms.quality import self_test

THREADS = 32
"""Tasks under way at once; each waits for one of CAKUPAN_WORKERS processes."""

RUNNER = cast(TaskRunner[PrefectFuture[Any]], ThreadPoolTaskRunner(max_workers=THREADS))


@task(task_run_name="read {branch}", persist_result=False)
def read(
    branch: str, work: Callable[[], tuple[ReadSubmission, ...]]
) -> tuple[ReadSubmission, ...] | Caught:
    """Read one branch's exports; `branch` names the task."""
    return attempt(work)


@task(task_run_name="render {code}", persist_result=False)
def press(code: str, work: Callable[[], EditionBulletin]) -> EditionBulletin | Caught:
    """Render one bulletin; `code` names the task."""
    return attempt(work)


@flow(
    name="monthly",
    flow_run_name="monthly {month}",
    task_runner=RUNNER,
    validate_parameters=False,
    persist_result=False,
)
def monthly(month: str) -> RunReport | Caught:
    """Take in, read, calculate, render and prepare one month; a second run finds nothing to do."""
    return attempt(lambda: _run(Month.parse(month), Installation.open(Settings())))


def _run(month: Month, installation: Installation) -> RunReport:
    proved = self_test()
    reference = read_reference(installation.reference, month, installation.objects)
    with installation.ledger.lease(month) as lease:
        installation.objects.sweep()
        strangers = take_in(installation, month, reference, lease)
        submissions = _read_all(installation, lease, reference)
        if not submissions:
            raise HeldError(
                f"No export of {month} has come to {installation.inbox}; nothing is made."
            )
        inputs = Inputs(month, reference, submissions, installation.settings.grace_months)
        with stage(f"{month} count persons") as shown:
            made = calculate(installation, inputs, lease, shown.step)
        edition = find_standing(installation, inputs, made, lease)
        is_new = False
        if edition is None:
            draft = to_draft(installation, inputs, made)
            bulletins = _render_all(installation, lease, draft)
            edition, is_new = prepare_edition(installation, inputs, made, draft, bulletins, lease)
        publish(installation.objects, edition, installation.output)
    return to_run_report(
        installation,
        inputs,
        made,
        strangers,
        edition=edition.label,
        bulletins=len(edition.bulletins),
        proved=proved,
        is_new=is_new,
    )


def _read_all(
    installation: Installation, lease: Lease, reference: Reference
) -> tuple[ReadSubmission, ...]:
    branches = by_branch(current_submissions(installation, lease.month, reference))
    code = code_digest(READING)
    with stage(f"{lease.month} read branches") as shown, installation.readers() as workers:
        futures = [
            read.submit(
                branch,
                partial(read_branch, installation, workers, reference, lease, code, submissions),
            )
            for branch, submissions in branches.items()
        ]
        _follow(futures, shown)
    return tuple(reading for future in futures for reading in told(future.result()))


def _render_all(installation: Installation, lease: Lease, draft: Draft) -> list[EditionBulletin]:
    environment = render_environment()
    with stage(f"{lease.month} render bulletins") as shown, installation.renderers() as workers:
        futures = [
            press.submit(
                bulletin.code,
                partial(render, installation, workers, lease, environment, bulletin, name),
            )
            for bulletin, name in draft.bulletins
        ]
        _follow(futures, shown)
    return [told(future.result()) for future in futures]


def _follow(futures: Iterable[PrefectFuture[Any]], shown: Stage) -> None:
    waiting = list(futures)
    for done, _future in enumerate(as_completed(waiting), start=1):
        shown.step(done, len(waiting))
