"""The commands that look back: whether what was published still comes from the archive."""

import sys
from typing import Annotated

from cyclopts import Parameter

from flows.arguments import to_month, to_number, to_settings
from flows.progress import messages, stage
from schemas.errors import HeldError, UsageError

Switch = Annotated[bool, Parameter(negative="")]


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
    from flows.edition_choice import choose_edition, released_editions
    from flows.installation import Installation

    settings = to_settings()
    archive = Installation.open(settings)
    if month is None:
        chosen = released_editions(archive)
    else:
        chosen = [choose_edition(archive, to_month(month), number)]
    from flows.server import prefect_server

    with prefect_server(settings) as server:
        from flows import outcome, verification_answers
        from flows.verification import verify as verified

        with stage("start Prefect") as shown:
            server.wait()
            shown.step(1, 1)
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


HISTORY_COMMANDS = (verify,)
