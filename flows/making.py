"""What makes a month, from its exports to its edition: the same steps whoever asks for them."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, cast

from prefect import task
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.calculation import Inputs, calculate
from flows.comparison import compare
from flows.counting import Progress
from flows.edges.cluster_calls import MOST_CALLS
from flows.edges.far import scanning
from flows.edges.ledger import Lease
from flows.installation import Installation
from flows.outcome import Caught, Outcome, attempt, rendered, some, told
from flows.preparation import (
    find_rendered,
    prepare_edition,
    render,
    render_environment,
    to_draft,
)
from flows.progress import Stage, stage
from flows.publication import publish_numbers
from flows.readings import find_readings, largest_first, read_branch
from flows.recipes import READING, code_digest
from flows.standing import find_standing, keep_standing
from schemas.bulletin import Bulletin
from schemas.edition import Calculation, EditionBulletin, Ending
from schemas.errors import RenderError, UnreachableError
from schemas.reference import Reference
from schemas.revision import SaidReason
from schemas.submission import ReadSubmission, Submission

RUNNER = cast(TaskRunner[PrefectFuture[Any]], ThreadPoolTaskRunner(max_workers=MOST_CALLS))
"""One thread for each task that is under way: it waits for room in a process, here or far off."""


@task(task_run_name="read {branch}", persist_result=False)
def read(
    branch: str, work: Callable[[], tuple[ReadSubmission, ...]]
) -> Outcome[tuple[ReadSubmission, ...]]:
    """Read one branch's exports; `branch` names the task."""
    return attempt(work)


@task(task_run_name="render {name}", persist_result=False)
def render_one(name: str, work: Callable[[], EditionBulletin]) -> Outcome[EditionBulletin]:
    """Render one bulletin in one language; both name the task."""
    return attempt(work)


def read_all(
    installation: Installation,
    lease: Lease,
    reference: Reference,
    received: Sequence[Submission],
) -> tuple[ReadSubmission, ...]:
    """What became of a month's exports, by branch and kind; what is known is not read again."""
    code = code_digest(READING)
    known = find_readings(installation, reference, code, received)
    unread = [item for item, read in zip(received, known, strict=True) if read is None]
    with stage(f"{lease.month} read branches") as shown, installation.readers() as workers:
        futures = [
            read.submit(
                branch,
                partial(read_branch, installation, workers, reference, lease, code, submissions),
            )
            for branch, submissions in largest_first(installation.objects, unread)
        ]
        _follow(futures, shown)
    made = [item for future in futures for item in told(future.result())]
    found = [item for item in known if item is not None]
    return tuple(
        sorted(found + made, key=lambda item: (item.submission.branch, item.submission.kind))
    )


def make(installation: Installation, inputs: Inputs, lease: Lease) -> Calculation:
    """The month's tables, from what its exports were read to up to what may be published."""
    month, store = inputs.month, installation.objects.root
    with stage(f"{month} count persons") as shown, scanning(store):
        counted = calculate(installation, inputs, lease, _renewing(installation, lease, shown))
    with stage(f"{month} compare with {month + -1}") as shown, scanning(store):
        renewing = _renewing(installation, lease, shown)
        compared = compare(installation, inputs, counted, lease, renewing)
    with stage(f"{month} protect small numbers") as shown:
        made = publish_numbers(installation, inputs, compared, lease)
        shown.step(1, 1)
    return made


def end(
    installation: Installation,
    inputs: Inputs,
    made: Calculation,
    lease: Lease,
    said: SaidReason | None,
) -> Ending:
    """The released edition stands where no page of it is another or can be printed only now."""
    standing = find_standing(installation, inputs, made, lease)
    if standing is not None:
        tried = render_all(installation, lease, standing.lacking)
        faults = [one for one in tried if isinstance(one, RenderError)]
        if len(faults) == len(tried):
            return keep_standing(installation, standing, faults, lease, said)
    is_printed_alike = standing is not None
    draft = to_draft(installation, inputs, made, lease, said, is_printed_alike=is_printed_alike)
    bulletins = some(render_all(installation, lease, draft.bulletins))
    return prepare_edition(installation, inputs, made, draft, bulletins, lease)


def render_all(
    installation: Installation, lease: Lease, bulletins: Sequence[tuple[Bulletin, str]]
) -> list[EditionBulletin | RenderError]:
    """What came of each bulletin, given with its object name."""
    if not bulletins:
        return []
    environment = render_environment()
    found = find_rendered(installation, environment, bulletins)
    new = [each for each, made in zip(bulletins, found, strict=True) if made is None]
    if new:
        with stage(f"{lease.month} render bulletins") as shown, installation.renderers() as workers:
            futures = [
                render_one.submit(
                    f"{bulletin.code} {bulletin.language}",
                    partial(render, installation, workers, lease, environment, bulletin, name),
                )
                for bulletin, name in new
            ]
            _follow(futures, shown)
        outcomes = iter(rendered([future.result() for future in futures]))
    return [next(outcomes) if made is None else made for made in found]


def _renewing(installation: Installation, lease: Lease, shown: Stage) -> Progress:
    """Shows progress, and says each time that this run still lives."""

    def step(done: int, total: int) -> None:
        installation.ledger.renew(lease)
        shown.step(done, total)

    return step


def _follow(futures: Iterable[PrefectFuture[Any]], shown: Stage) -> None:
    """Show how many are done; raise at once what would befall all others, too."""
    waiting = list(futures)
    for done, future in enumerate(as_completed(waiting), start=1):
        outcome = future.result()
        if isinstance(outcome, Caught) and isinstance(outcome.error, UnreachableError):
            raise outcome.error
        shown.step(done, len(waiting))
