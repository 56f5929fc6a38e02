"""The commands by which an installation is looked after."""

import sys

from cyclopts import App

from flows.arguments import Switch, to_day, to_moment, to_month, to_settings, to_word
from schemas.errors import DeliveryError, HeldError, SettingsError, StoreError, UsageError
from schemas.month import JAKARTA, Month
from schemas.retention import PurgeOrder

ledger = App(name="ledger", help="Look after the ledger.")


@ledger.command
def check(*, json: Switch = False) -> int:
    """Check the ledger and all that it names: each kind of thing OK, or what to do.

    Args:
        json: Answer in JSON.
    """
    from flows import ledger_answers
    from flows.ledger_check import check_ledger

    report = check_ledger(to_settings())
    if json:
        sys.stdout.write(ledger_answers.to_json(report) + "\n")
    else:
        ledger_answers.show_check(report)
    return 0 if report.is_well else StoreError.exit_code


def purge(
    *, before: str, confirm: int | None = None, by: str | None = None, why: str | None = None
) -> int:
    """Show which raw exports have reached the end of their retention; with --confirm, remove them.

    Typed rows, figures, released PDFs and mails stay.

    Args:
        before: A day such as 2024-12-01; of months that ended and files that came before it.
        confirm: How many files the plan has.
        by: Who lets them be removed.
        why: Why, such as the rule on retention.
    """
    from flows import retention_answers
    from flows.edges.ledger import today
    from flows.installation import Installation
    from flows.retention import plan_purge
    from flows.retention import purge as remove

    day = to_day("--before", before, today())
    installation = Installation.open(to_settings())
    order = None
    if confirm is not None:
        order = PurgeOrder(confirm, to_word("--by NAME", by), to_word("--why TEXT", why))
    plan = plan_purge(installation, day)
    if order is not None:
        retention_answers.show_purged(remove(installation, plan, order))
        return 0
    retention_answers.show_purge(plan)
    return HeldError.exit_code if plan.files else 0


def doctor(
    *,
    month: str | None = None,
    watch: Switch = False,
    at: str | None = None,
    mail: Switch = False,
    live: Switch = False,
) -> int:
    """Check settings, store, ledger, reference data, fonts, disk, mail: each OK, or what to do.

    With --month or --watch, whether a month is late, stuck or waits for a person.

    Args:
        month: A month such as 2021-11.
        watch: Every month of the last year that is not finished.
        at: Another moment than now, such as 2021-12-07T09:00, in Jakarta; not with --live.
        mail: Mail what waits to CAKUPAN_OPERATOR_ADDRESS, once a day as long as it is the same.
        live: Send that mail to the mail server; else it becomes an .eml file.
    """
    from flows import answers
    from flows.doctor import examine

    if month is not None and watch:
        raise UsageError("Name one: --month, or --watch for every month.")
    if month is not None or watch:
        return _watch(to_month(month) if month else None, at, is_mailed=mail, is_live=live)
    if at is not None or mail or live:
        raise UsageError("--at, --mail and --live go with --month or --watch.")
    findings = examine(to_settings())
    answers.show_examination(findings)
    return 0 if all(finding.is_well for finding in findings) else SettingsError.exit_code


def _watch(month: Month | None, at: str | None, *, is_mailed: bool, is_live: bool) -> int:
    """Show what was found and mail it if asked to; the exit code says what waits."""
    from flows import answers
    from flows.edges.ledger import now
    from flows.installation import Installation
    from flows.release import check_mode
    from flows.watch import watch_month, watch_months
    from flows.watch_mail import check_operator, mail_findings

    if is_live and (at is not None or not is_mailed):
        raise UsageError("--live goes with --mail, and tells what is found now, without --at.")
    moment = to_moment("--at", at, JAKARTA) if at else now().astimezone(JAKARTA)
    installation = Installation.open(to_settings())
    if is_mailed:
        check_mode(installation, is_live=is_live)
        check_operator(installation)
    report = (
        watch_month(installation, month, moment) if month else watch_months(installation, moment)
    )
    answers.show_examination(report.findings)
    told = mail_findings(installation, report, is_live=is_live) if is_mailed else None
    answers.show_examination([told] if told else [])
    if not all(finding.is_well for finding in report.installation):
        return SettingsError.exit_code
    if report.waiting:
        return HeldError.exit_code
    return 0 if told is None or told.is_well else DeliveryError.exit_code


def worker(address: str | None = None) -> int:
    """Be a machine of a Dask cluster, until Ctrl-C or SIGTERM: read and render what it is given.

    Args:
        address: The scheduler's, such as tls://10.0.0.5:8786; by default CAKUPAN_DASK_ADDRESS.
    """
    from flows.runners import work

    settings = to_settings()
    if not (named := address or settings.dask_address):
        raise UsageError("Name the scheduler, such as: cakupan worker tls://10.0.0.5:8786")
    work(settings, named)
    return 0


UPKEEP_COMMANDS = (doctor, purge, ledger, worker)
