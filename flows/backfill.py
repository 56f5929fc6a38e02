"""Makes past months again, by a plan that is stored before anything is made. It never mails."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from prefect import flow

from flows.corrections import remove_stale_workbooks
from flows.edges.ledger import Lease, backfills, editions, now, submissions
from flows.edges.output import publish
from flows.edges.reference import read_reference
from flows.foresight import Basis, Foreseen, find_basis, foresee_month, unforeseen
from flows.installation import Installation
from flows.intake import take_in
from flows.judgement import judge
from flows.knowledge import keep_reference
from flows.making import RUNNER, end
from flows.outcome import Outcome, attempt
from flows.past import find_past
from flows.progress import stage
from flows.readiness import rules_proved
from flows.rebuilds import to_rebuild
from flows.settings import Settings
from schemas.backfill import Backfill, BackfillMode, BackfillMonth, BackfillOrder, Foresight
from schemas.edition import Edition
from schemas.errors import CakupanError, HeldError, UsageError
from schemas.month import JAKARTA, Month


@flow(
    name="backfill",
    flow_run_name="backfill",
    task_runner=RUNNER,
    validate_parameters=False,
    persist_result=False,
)
def backfill(
    order: BackfillOrder | None, id: int = 0, *, execute: bool = False
) -> Outcome[Backfill]:
    """Plan an order's months, or find the plan of an id; and carry it out if that is asked for."""
    return attempt(lambda: _backfill(Installation.open(Settings()), order, id, execute=execute))


def _backfill(
    installation: Installation, order: BackfillOrder | None, id: int, *, execute: bool
) -> Backfill:
    rules_proved()
    plan = find_plan(installation, id) if order is None else _plan(installation, order)
    return _carry_out(installation, plan) if execute else plan


def find_plan(installation: Installation, id: int) -> Backfill:
    """A stored plan and how far it is; UsageError where there is none."""
    with installation.ledger.begin() as connection:
        found = backfills.find(connection, id)
    if found is None:
        raise UsageError(
            f"Expected the id of a stored plan; found none of {id}. See them all: cakupan backfill."
        )
    return found


def _plan(installation: Installation, order: BackfillOrder) -> Backfill:
    """Foresee each month, the oldest first, and store what is foreseen; nothing is made."""
    known = _end_of(order.as_known_on) if order.as_known_on else None
    chosen = list(_chosen(installation, order))
    obstacles = {month: _take_in(installation, month) for month in chosen if known is None}
    at = known or now()
    foreseen: dict[Month, Foreseen] = {}
    with stage("plan months") as shown:
        for month in chosen:
            if obstacle := obstacles.get(month, ""):
                foreseen[month] = unforeseen(installation, month, obstacle)
            else:
                foreseen[month] = _foresee(installation, order, month, at, foreseen)
            shown.step(len(foreseen), len(chosen))
    months = tuple(BackfillMonth(month, each.foresight) for month, each in foreseen.items())
    plan = Backfill(0, now(), installation.settings.operator, order, at, months)
    with installation.ledger.begin() as connection:
        return backfills.plan(connection, plan)


def _end_of(day: date) -> datetime:
    """The last moment of a day in Jakarta; UsageError where that is still to come."""
    last = datetime.combine(day + timedelta(days=1), time(), JAKARTA).astimezone(UTC)
    if last > now():
        raise UsageError(f"Expected a day that is over for --as-known-on; found {day}.")
    return last - timedelta(microseconds=1)


def _chosen(installation: Installation, order: BackfillOrder) -> Iterable[Month]:
    """The months of the span that the mode means."""
    with installation.ledger.begin() as connection:
        failed = backfills.failed(connection)
        newest = {month: editions.newest(connection, month) for month in order.months}
    withheld = {month for month, edition in newest.items() if edition and edition.withheld}
    chosen: dict[BackfillMode, Callable[[Month], bool]] = {
        "all": lambda _: True,
        "missing": lambda month: newest[month] is None,
        "failed": lambda month: month in failed | withheld,
    }
    return filter(chosen[order.mode], order.months)


def _take_in(installation: Installation, month: Month) -> str:
    """Let what lies in the inbox and the reference folder be known, or say why it can't be.

    A published month's files are late.
    """
    try:
        reference = read_reference(installation.reference, month, installation.objects)
        with installation.ledger.lease(month) as lease:
            keep_reference(installation, reference, lease)
            take_in(installation, month, reference, lease, revise=False)
    except CakupanError as error:
        return str(error)
    return ""


def _foresee(
    installation: Installation,
    order: BackfillOrder,
    month: Month,
    at: datetime,
    so_far: Mapping[Month, Foreseen],
) -> Foreseen:
    """What a month would become, once the plan's months before it are made."""
    past = find_past(installation, month)
    for edition in filter(None, (each.prepared() for each in so_far.values())):
        past = past.with_prepared(edition)
    before = so_far.get(month + -1)
    basis = before.basis if before else None
    try:
        with installation.ledger.lease(month) as lease:
            return foresee_month(installation, lease, past, at, basis, order.reason)
    except HeldError as error:
        return unforeseen(installation, month, str(error))


def _carry_out(installation: Installation, plan: Backfill) -> Backfill:
    """Make what is left of a plan, the oldest month first; one that fails stops no other."""
    bases: dict[Month, Basis | None] = {}
    installation.sweep()
    with stage(f"backfill {plan.id}") as shown:
        for month in plan.months:
            before = bases.get(month.month + -1)
            bases[month.month] = _attend(installation, plan, month, before)
            shown.step(len(bases), len(plan.months))
    plan = find_plan(installation, plan.id)
    stale = {each for month in plan.months for each in to_rebuild(installation, month.month)}
    return replace(plan, to_rebuild=tuple(sorted(stale)))


def _attend(
    installation: Installation, plan: Backfill, month: BackfillMonth, before: Basis | None
) -> Basis | None:
    """Make one month unless that is done; from what it is made, where that can be found."""
    try:
        with installation.ledger.lease(month.month) as lease:
            if month.state == "done":
                return find_basis(installation, lease, plan.known_at, before)
            return _make(installation, plan, month, lease, before)
    except CakupanError as error:
        with installation.ledger.begin() as connection:
            backfills.finish(connection, plan.id, month.month, "failed", why=str(error))
        return None


def _make(
    installation: Installation,
    plan: Backfill,
    month: BackfillMonth,
    lease: Lease,
    before: Basis | None,
) -> Basis | None:
    """Make one month as it was foreseen, and write down what came of it; from what it was made."""
    past = find_past(installation, month.month)
    found = foresee_month(installation, lease, past, plan.known_at, before, plan.order.reason)
    try:
        edition = _made_as_foreseen(installation, plan, month.foreseen, found, lease)
    except CakupanError as error:
        with installation.ledger.begin(lease) as connection:
            backfills.finish(connection, plan.id, month.month, "failed", why=str(error))
        return found.basis
    with installation.ledger.begin(lease) as connection:
        backfills.finish(connection, plan.id, month.month, "done", edition=edition.label)
    return found.basis


def _made_as_foreseen(
    installation: Installation,
    plan: Backfill,
    foreseen: Foresight,
    found: Foreseen,
    lease: Lease,
) -> Edition:
    """The month's edition; HeldError where it would be another than the plan says."""
    if found.foresight.mark != foreseen.mark:
        raise HeldError(
            f"{lease.month} would not become what plan {plan.id} says: expected "
            f"{_in_words(foreseen)}, found {_in_words(found.foresight)}. Plan it again."
        )
    if found.basis is None or found.inputs is None or found.made is None:
        raise HeldError(found.foresight.fault)
    if plan.order.as_known_on is None:
        _let_count(installation, found.basis, lease)
    ending = end(installation, found.inputs, found.made, lease, plan.order.reason)
    publish(installation.objects, ending.edition, installation.output)
    return ending.edition


def _let_count(installation: Installation, basis: Basis, lease: Lease) -> None:
    """Let the files that a month is made from be those of its next usual run as well."""
    received = [read.submission for read in basis.reads]
    with installation.ledger.begin(lease) as connection:
        submissions.let_count(connection, lease.month, received)
    judged = judge(installation, basis.reference, lease, basis.reads)
    remove_stale_workbooks(installation, lease.month, judged)


def _in_words(foresight: Foresight) -> str:
    return foresight.fault or f"edition {foresight.edition} with figures {foresight.content[:8]}"
