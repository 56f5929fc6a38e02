"""The commands about past months."""

import sys
from datetime import date
from typing import Annotated

from cyclopts import Parameter

from flows.arguments import (
    Switch,
    to_backfill_order,
    to_comparison,
    to_month,
    to_number,
    to_settings,
    to_unit,
)
from flows.progress import messages
from schemas.backfill import BackfillMode
from schemas.errors import HeldError, UsageError
from schemas.reference import NATIONAL
from schemas.revision import SaidReason


def backfill(
    first: str | None = None,
    last: str | None = None,
    *,
    mode: BackfillMode = "all",
    reason: SaidReason | None = None,
    as_known_on: date | None = None,
    id: int | None = None,
    execute: Switch = False,
    json: Switch = False,
) -> int:
    """Plan to make past months again; with --execute, carry it out. Never mails.

    Without months and --id it names the plans that are stored.

    Args:
        first: The first month, such as 2021-06; not with --id.
        last: The last month; without it, just the first.
        mode: missing: months without an edition; failed: where a plan or a page failed; or all.
        reason: Why editions are revised, where Cakupan would say otherwise.
        as_known_on: From exports and reference data as they were known on this day.
        id: A stored plan: show how far it is, or go on with it.
        execute: Carry the plan out, the oldest month first.
        json: Answer in JSON.
    """
    if (first, id, reason, as_known_on, mode) == (None, None, None, None, "all") and not execute:
        return _show_plans(json=json)
    order = to_backfill_order(first, last, id, mode, reason, as_known_on)
    settings = to_settings()
    from flows.server import prefect_server

    with prefect_server(settings) as server:
        from flows import backfill_answers, outcome, readiness
        from flows.backfill import backfill as carry_out

        readiness.get_ready(settings)
        server.wait()
        found = outcome.told(carry_out(order, id or 0, execute=execute))
    if json:
        sys.stdout.write(backfill_answers.backfill_json(found) + "\n")
    else:
        backfill_answers.show_backfill(found)
    return backfill_answers.exit_code_of(found, is_made=execute)


def _show_plans(*, json: bool) -> int:
    """Name the plans that are stored."""
    from flows import backfill_answers
    from flows.edges.ledger import backfills
    from flows.installation import Installation

    with Installation.open(to_settings()).ledger.begin() as connection:
        plans = backfills.every(connection)
    if json:
        sys.stdout.write(backfill_answers.plans_json(plans) + "\n")
    else:
        backfill_answers.show_plans(plans)
    return 0


def diff(
    month: str,
    later: str | None = None,
    *,
    before: Annotated[str | None, Parameter(name="--from")] = None,
    now: Annotated[str | None, Parameter(name="--to")] = None,
    branch: str | None = None,
    kanwil: str | None = None,
    province: str | None = None,
    area: str | None = None,
    national: Switch = False,
    all: Switch = False,
    json: Switch = False,
) -> int:
    """Say which published numbers differ between two editions or two months, and why.

    Args:
        month: A month such as 2021-11: its newest edition beside the released one before it.
        later: Another month, such as 2021-12; then the newest editions of both are compared.
        before: The earlier edition, such as 0 for the first one or R1.
        now: The later edition, such as R2; a prepared one, too.
        branch: Only this branch's numbers, by its code.
        kanwil: Only this Kanwil's.
        province: Only this province's, by its Kemendagri code.
        area: Only this kabupaten/kota's, by its Kemendagri code.
        national: Only the nation's.
        all: Every number, however many there are.
        json: Answer in JSON.
    """
    from flows import difference_answers
    from flows.differences import find_difference, of_unit
    from flows.installation import Installation

    units = {
        "branch": branch,
        "kanwil": kanwil,
        "province": province,
        "area": area,
        "national": NATIONAL if national else None,
    }
    asked, unit = to_comparison(month, later, before, now), to_unit(units)
    found = find_difference(Installation.open(to_settings()), asked)
    if unit is not None:
        found = of_unit(found, *unit)
    if json:
        sys.stdout.write(difference_answers.difference_json(found) + "\n")
    else:
        difference_answers.show_difference(found, whole=all)
    return 0


def verify(
    month: str | None = None,
    *,
    edition: str | None = None,
    every: Annotated[bool, Parameter(name="--all", negative="")] = False,
    json: Switch = False,
) -> int:
    """Make an edition anew from the archive alone: environment, figures, bytes. Changes nothing.

    Args:
        month: A month such as 2021-11; its newest released edition is verified, or the prepared.
        edition: Another one of the month, such as R1; R0 is the first.
        every: All released editions, the oldest first.
        json: Answer in JSON.
    """
    if every == (month is not None):
        raise UsageError("Name one month, such as: cakupan verify 2021-11, or --all.")
    if every and edition is not None:
        raise UsageError("--edition is for one month; name it.")
    number = to_number(edition) if edition is not None else None
    from flows.edition_choice import in_force, known_editions, numbered, released_editions
    from flows.installation import Installation

    settings = to_settings()
    archive = Installation.open(settings)
    if month is None:
        chosen = released_editions(archive)
    else:
        known = known_editions(archive, to_month(month))
        chosen = [in_force(known) if number is None else numbered(known, number)]
    from flows.server import prefect_server

    with prefect_server(settings) as server:
        from flows import outcome, readiness, verification_answers
        from flows.verification import verify as verified

        readiness.get_ready(settings)
        server.wait()
        reports = []
        for done, each in enumerate(chosen, start=1):
            messages.print(f"verify {done} of {len(chosen)}: edition {each.label}")
            reports.append(outcome.told(verified(str(each.month), each.number)))
            if not json:
                verification_answers.show_verification(reports[-1])
    if json:
        sys.stdout.write(verification_answers.verification_json(reports) + "\n")
    elif every:
        verification_answers.show_summary(reports)
    return 0 if all(report.is_well for report in reports) else HeldError.exit_code


HISTORY_COMMANDS = (backfill, diff, verify)
