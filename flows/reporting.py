"""Says what a run did: per branch what came and what was made of it, and the headline figures."""

from flows.calculation import Inputs
from flows.installation import Installation
from schemas.edition import Calculation
from schemas.exports import Kind
from schemas.figures import Figures
from schemas.reading import Reading
from schemas.reference import Reference
from schemas.report import BranchReport, BranchState, ExportReport, FigureReport, RunReport
from schemas.submission import Fault, Held, ReadSubmission

HEADLINES = ["total_coverage", "formal_coverage", "informal_coverage"]
LEVELS = ["branch", "kanwil", "national"]


def to_run_report(
    installation: Installation,
    inputs: Inputs,
    made: Calculation,
    strangers: tuple[str, ...],
    *,
    edition: str,
    bulletins: int,
    proved: int,
    is_new: bool,
) -> RunReport:
    """The report of a run that has prepared an edition of so many bulletins."""
    figures = installation.read_frame(made.figures, Figures)
    return RunReport(
        month=inputs.month,
        edition=edition,
        is_new=is_new,
        rules_proved=proved,
        branches=to_branch_reports(inputs.reference, inputs.submissions),
        strangers=strangers,
        bulletins=bulletins,
        folder=str(installation.output / str(inputs.month) / "bulletins"),
        figures=tuple(
            FigureReport(
                level=row["level"],
                code=row["code"],
                indicator=row["indicator"],
                numerator=row["numerator"],
                denominator=row["denominator"],
                percent=None if row["percent"] is None else str(row["percent"]),
            )
            for row in figures.iter_rows(named=True)
            if row["level"] in LEVELS and row["indicator"] in HEADLINES
        ),
    )


def to_branch_reports(
    reference: Reference, submissions: tuple[ReadSubmission, ...]
) -> tuple[BranchReport, ...]:
    """Every expected branch with its three exports, by code."""
    names = dict(reference.branches.select("branch", "name").iter_rows())
    read = {(item.submission.branch, item.submission.kind): item for item in submissions}
    return tuple(
        BranchReport(
            code=branch,
            name=names[branch],
            exports=tuple(_export(kind, read.get((branch, kind))) for kind in Kind),
        )
        for branch in reference.expected()
    )


def _export(kind: Kind, read: ReadSubmission | None) -> ExportReport:
    if read is None:
        return ExportReport(kind, BranchState.MISSING, "", 0, 0, (), "")
    match read.outcome:
        case Fault() as fault:
            rejected = BranchState.REJECTED
            return ExportReport(kind, rejected, read.submission.digest, 0, 0, (), fault.sentence)
        case Held(reading, holds):
            said = " ".join(hold.sentence for hold in holds)
            return _export_read(kind, BranchState.HELD, read.submission.digest, reading, said)
        case Reading() as reading:
            return _export_read(kind, BranchState.READY, read.submission.digest, reading, "")


def _export_read(
    kind: Kind, state: BranchState, digest: str, reading: Reading, fault: str
) -> ExportReport:
    return ExportReport(
        kind=kind,
        state=state,
        digest=digest,
        received=reading.received,
        accepted=reading.unique,
        findings=(*((code, n) for _, code, n in reading.losses), *reading.findings),
        fault=fault,
        pairs=reading.pairs,
    )
