"""The commands by which an installation is looked after."""

import sys
from typing import Annotated

from cyclopts import App, Parameter

from flows.arguments import to_day, to_settings, to_word
from schemas.errors import HeldError, SettingsError, StoreError
from schemas.retention import PurgeOrder

Switch = Annotated[bool, Parameter(negative="")]
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


def doctor() -> int:
    """Check settings, store, ledger, reference data, fonts and disk: each OK, or what to do."""
    from flows import answers
    from flows.doctor import examine

    findings = examine(to_settings())
    answers.show_examination(findings)
    return 0 if all(finding.is_well for finding in findings) else SettingsError.exit_code


UPKEEP_COMMANDS = (doctor, purge, ledger)
