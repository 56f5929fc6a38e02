"""Looks after months: which are late, stuck or waiting; and after what all of them need."""

from collections import Counter
from dataclasses import replace
from datetime import datetime

from flows.disk import to_room
from flows.edges.ledger import editions, records, submissions
from flows.edges.reference import read_reference
from flows.installation import Installation
from flows.mail_advice import asking_of_month, mail_advice
from flows.status import to_month_status
from schemas.delivery import OPEN
from schemas.errors import CakupanError
from schemas.grouping import number
from schemas.month import JAKARTA, Month
from schemas.report import Finding
from schemas.watch import Holder, WatchedMonth, WatchReport
from transforms.calendar import working_day_after
from transforms.watch import to_findings

MONTHS = 12
"""So many months back are looked at."""


def watch_month(installation: Installation, month: Month, at: datetime) -> WatchReport:
    """All that is looked at of a month, and of the installation."""
    reference = _reference(installation, month)
    findings = _findings(installation, month, at, reference)
    return WatchReport(at, (to_room(installation), reference), findings)


def watch_months(installation: Installation, at: datetime) -> WatchReport:
    """The same of every month of the last year that is not finished.

    The first one is that of which anything was ever known: before, nothing can be late.
    """
    newest = Month.from_date(at.astimezone(JAKARTA).date()) + -1
    with installation.ledger.begin() as connection:
        known = [*submissions.months(connection), *editions.months(connection)]
    first = min(max(min(known, default=newest), newest + (1 - MONTHS)), newest)
    every = [first + later for later in range(newest - first + 1)]
    reference = _reference(installation, newest)
    found = [_findings(installation, month, at, reference) for month in every]
    left = tuple(
        finding
        for findings in found
        if not all(finding.is_well for finding in findings)
        for finding in findings
    )
    looked = "looked at" if reference.is_well else "looked at without their exports and mail"
    finished = f"{len(every)} months up to {newest} were {looked}; none waits for a person"
    months = left or (Finding("months", True, finished),)
    return WatchReport(at, (to_room(installation), reference), months)


def _reference(installation: Installation, month: Month) -> Finding:
    """Whether reference data can be used in a month."""
    try:
        reference = read_reference(installation.reference, month, installation.objects)
    except CakupanError as error:
        return Finding("reference data", False, str(error))
    expected = number(len(reference.expected()))
    return Finding("reference data", True, f"{expected} branches are expected in {month}")


def _findings(
    installation: Installation, month: Month, at: datetime, reference: Finding
) -> tuple[Finding, ...]:
    """What was found of a month, without what is told of reference data already."""
    found = to_findings(_look_at(installation, month, at), at, at.astimezone(JAKARTA).date())
    return tuple(finding for finding in found if finding.sentence != reference.sentence)


def _look_at(installation: Installation, month: Month, at: datetime) -> WatchedMonth:
    """What the ledger says of a month; what can't be read of it is told in its place."""
    settings = installation.settings
    with installation.ledger.begin() as connection:
        edition = editions.newest(connection, month)
        holder = records.holder(connection, month)
    day = working_day_after(month, settings.publication_working_day)
    watched = WatchedMonth(
        month=month,
        edition=edition.label if edition else "",
        standing=edition.standing if edition else "",
        published=edition.published if edition else day,
        cutoff=working_day_after(month, settings.cutoff_working_day),
        holder=holder,
        mails=(),
        requests=(),
    )
    try:
        return replace(
            watched,
            requests=to_month_status(installation, month).requests,
            mails=_mails(installation, month, holder, at),
        )
    except CakupanError as error:
        return replace(watched, obstacle=str(error))


def _mails(
    installation: Installation,
    month: Month,
    holder: Holder | None,
    at: datetime,
) -> tuple[str, ...]:
    """What mails ask somebody to do, but for those in good hands: at work on, or not due yet."""
    is_live = installation.settings.mail == "live"
    is_at_work = holder is not None and holder.is_alive
    states = Counter(
        item.state
        for item in asking_of_month(installation, month)
        if item.state not in OPEN or not (is_at_work or (item.due_at and item.due_at > at))
    )
    return tuple(f"{sentence}." for sentence in mail_advice(month, states, is_live=is_live))
