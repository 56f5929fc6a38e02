"""What the schedule answers to a person and to a program."""

import json
from collections.abc import Iterator
from dataclasses import replace

from flows.answers import request_lines, withheld_lines
from flows.branch_notes import named, note_lines, stranger_lines
from flows.json_answers import status_dict
from schemas.arrivals import Arrival
from schemas.month import JAKARTA
from schemas.report import BranchState
from schemas.schedule import Tended, TickReport, Why

PREPARED = {
    Why.COMPLETE: "all exports are in",
    Why.CUT_OFF: "the cut-off has come",
    Why.NEWS: "other files count now",
}
"""Why a month was prepared, in words."""


def tick_lines(report: TickReport) -> Iterator[str]:
    """What was done, month by month, and what is asked of whom."""
    for tended in report.months:
        yield from _month_lines(tended)
    if report.unattended:
        yield (
            "Older months without edition, which wait in the inbox for cakupan run: "
            f"{named(map(str, report.unattended))}"
        )
    if report.is_idle:
        yield f"Nothing new as of {report.scheduled.astimezone(JAKARTA):%Y-%m-%d %H:%M} WIB"


def tended_headline(tended: Tended) -> str:
    """What was done with a month, and where it stands."""
    if tended.obstacle is not None:
        stopped = "stopped, and later months with it" if tended.stops_later else "stopped"
        return f"{stopped}: {tended.obstacle}"
    if tended.why is not None:
        return f"prepared, as {PREPARED[tended.why]}; {tended.status.headline}"
    if tended.status.edition:
        return tended.status.headline
    if all(state is BranchState.MISSING for _, _, state in tended.lacking):
        return "nothing has come yet"
    return f"waits for what is missing until {tended.cutoff}, then for nobody"


def _month_lines(tended: Tended) -> Iterator[str]:
    status = tended.status
    in_time = [arrival for arrival in tended.arrived if not arrival.is_late]
    late = [arrival for arrival in tended.arrived if arrival.is_late]
    if in_time:
        yield f"{tended.month}: taken in: {_files(in_time)}"
    if late:
        yield f"{tended.month}: came after publication, and waits: {_files(late)}"
    yield f"{tended.month}: {tended_headline(tended)}"
    yield from note_lines(status.month, [line.branch for line in status.lines])
    yield from stranger_lines(status.month, status.strangers)
    yield from withheld_lines(status.withheld)
    waits = not status.edition and tended.obstacle is None
    yield from request_lines(replace(status, advice=()) if waits else status)


def _files(arrivals: list[Arrival]) -> str:
    return named(f"{item.submission.branch} {item.submission.kind}" for item in arrivals)


def tick_json(report: TickReport) -> str:
    """The answer of a tick as JSON."""
    return json.dumps(
        {
            "scheduled": report.scheduled.astimezone(JAKARTA).isoformat(),
            "months": [_tended_dict(tended) for tended in report.months],
            "unattended": list(map(str, report.unattended)),
        },
        indent=1,
    )


def _tended_dict(tended: Tended) -> dict[str, object]:
    return {
        **status_dict(tended.status),
        "arrived": [
            {
                "branch": item.submission.branch,
                "kind": item.submission.kind.value,
                "file": item.submission.digest,
                "late": item.is_late,
            }
            for item in tended.arrived
        ],
        "prepared": tended.why and tended.why.value,
        "cutoff": tended.cutoff.isoformat(),
        "is_complete": tended.is_complete,
        "obstacle": str(tended.obstacle or ""),
    }
