"""What commands answer to a program: JSON, the same for the same state."""

import json
from collections.abc import Iterable
from dataclasses import asdict

from flows.branch_notes import note_sentences, reason_sentences, stranger_sentence
from schemas.arrivals import Arrival
from schemas.codes import TEXTS
from schemas.month import Month
from schemas.report import BranchReport, ExportReport, Fate, MonthStatus, RunReport


def run_json(reports: Iterable[RunReport]) -> str:
    """The reports of a run as JSON: a list with one entry a month."""
    return json.dumps([_run_dict(report) for report in reports], indent=1)


def _run_dict(report: RunReport) -> dict[str, object]:
    return {
        "month": str(report.month),
        "edition": report.edition,
        "revision": None if report.ground is None else asdict(report.ground),
        "is_new": report.is_new,
        "is_released": report.is_released,
        "rules_proved": report.rules_proved,
        "branches": [_branch_dict(report.month, branch) for branch in report.branches],
        "strangers": [stranger_sentence(stranger) for stranger in report.strangers],
        "bulletins": report.bulletins,
        "withheld": [asdict(item) for item in report.withheld],
        "unkept_reason": report.unkept,
        "awaited": dict(report.awaited),
        "dropped": dict(report.dropped),
        "removed_workbooks": report.removed_workbooks,
        "folder": report.folder,
        "figures": [asdict(figure) for figure in report.figures],
    }


def status_json(found: Iterable[MonthStatus]) -> str:
    """The status of months as JSON: a list with one entry a month."""
    return json.dumps([status_dict(status) for status in found], indent=1)


def status_dict(status: MonthStatus) -> dict[str, object]:
    """One month of the status."""
    return {
        "month": str(status.month),
        "edition": status.edition,
        "state": status.state,
        "branches": [
            {
                **_branch_dict(status.month, line.branch),
                "bulletin": line.bulletin,
                "mail": line.mail,
            }
            for line in status.lines
        ],
        "strangers": [stranger_sentence(stranger) for stranger in status.strangers],
        "withheld": [asdict(item) for item in status.withheld],
        "mails": {edition: dict(states) for edition, states in status.mails.items()},
        "requests": list(status.requests),
        "advice": list(status.advice),
    }


def _branch_dict(month: Month, branch: BranchReport) -> dict[str, object]:
    return {
        "branch": branch.code,
        "name": branch.name,
        "state": branch.state.value,
        "exports": [_export_dict(month, branch.code, export) for export in branch.exports],
    }


def _export_dict(month: Month, branch: str, export: ExportReport) -> dict[str, object]:
    return {
        "kind": export.kind.value,
        "state": export.state.value,
        "file": export.digest,
        "nil": export.is_nil,
        "received": export.received,
        "accepted": export.accepted,
        "rejected": export.rejected,
        "rejections": [
            {"code": code, "count": first, "all": broken, "text": TEXTS[code]}
            for code, first, broken in export.rejections
        ],
        "pairs": [{"codes": [one, other], "count": rows} for one, other, rows in export.pairs],
        "findings": [
            {"code": code, "count": count, "text": TEXTS[code]}
            for code, count in sorted(export.findings)
        ],
        "fault": " ".join(reason_sentences(month, branch, export)),
        "notes": list(note_sentences(export)),
        "files": [
            _arrival_dict(arrival, fate)
            for arrival, fate in zip(export.arrivals, export.fates, strict=True)
        ],
    }


def _arrival_dict(arrival: Arrival, fate: Fate) -> dict[str, object]:
    return {
        "file": arrival.submission.digest,
        "format": arrival.submission.format,
        "written": arrival.written.isoformat(),
        "received": arrival.received.isoformat(),
        "late": arrival.is_late,
        "fate": fate.value,
        "declared": asdict(arrival.submission.declared),
    }
