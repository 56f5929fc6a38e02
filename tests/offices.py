"""Installations whose November is taken in, read and drafted step by step: no Prefect, no PDF."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.branch_reports import Records, read_records, to_branch_reports
from flows.calculation import Inputs, calculate
from flows.edges.ledger import Lease
from flows.edges.reference import read_reference
from flows.edges.workers import Workers
from flows.installation import Installation
from flows.intake import take_in
from flows.judgement import judge
from flows.preparation import to_draft
from flows.readings import current_submissions, find_readings, read_branch
from flows.settings import Settings
from schemas.exports import Kind
from schemas.reference import Reference
from schemas.report import ExportReport
from schemas.submission import ReadSubmission
from tests.cases.case import BRANCH
from tests.homes import NOVEMBER


@dataclass(frozen=True)
class Office:
    """One installation in November 2021, and the workers for all of a test's runs."""

    installation: Installation
    reference: Reference
    workers: Workers

    @property
    def inbox(self) -> Path:
        return self.installation.inbox

    def run(self, *, revise: bool = False) -> tuple[ReadSubmission, ...]:
        """Take in, read and judge, as the monthly run does."""
        with self.installation.ledger.lease(NOVEMBER) as lease:
            return self._run(lease, revise=revise)

    def _run(self, lease: Lease, *, revise: bool = False) -> tuple[ReadSubmission, ...]:
        take_in(self.installation, NOVEMBER, self.reference, lease, revise=revise)
        received = current_submissions(self.installation, NOVEMBER, self.reference)
        known = find_readings(self.installation, self.reference, "code", received)
        unread = [item for item, read in zip(received, known, strict=True) if read is None]
        made = read_branch(self.installation, self.workers, self.reference, lease, "code", unread)
        reads = sorted(
            [*(item for item in known if item is not None), *made],
            key=lambda read: (read.submission.branch, read.submission.kind),
        )
        return judge(self.installation, self.reference, lease, reads)

    def records(self) -> Records:
        return read_records(self.installation, NOVEMBER)

    def report(self, reads: tuple[ReadSubmission, ...], branch: str = BRANCH) -> ExportReport:
        """What is told of a branch's peserta export."""
        reports = to_branch_reports(NOVEMBER, self.reference, reads, self.records())
        exports = next(item.exports for item in reports if item.code == branch)
        return next(item for item in exports if item.kind is Kind.PESERTA)

    def draft(self) -> dict[str, str]:
        """Run, count and draft the month; names of what was made, which are hashes of its bytes."""
        with self.installation.ledger.lease(NOVEMBER) as lease:
            reads = self._run(lease)
            grace = self.installation.settings.grace_months
            inputs = Inputs(NOVEMBER, self.reference, reads, grace)
            made = calculate(self.installation, inputs, lease, lambda done, total: None)
            drafted = to_draft(self.installation, inputs, made)
        rows = {
            f"rows of {read.submission.branch} {read.submission.kind}": str(
                read.reading and (read.reading.received, read.reading.unique)
            )
            for read in reads
        }
        bulletins = {item.code: name for item, name in drafted.bulletins}
        return rows | bulletins | {"counts": made.counts, "figures": made.figures}


def open_office(home: Path, workers: Workers, **settings: Any) -> Office:
    installation = Installation.open(Settings(home=home, **{"settle_seconds": 0} | settings))
    reference = read_reference(installation.reference, NOVEMBER, installation.objects)
    return Office(installation, reference, workers)
