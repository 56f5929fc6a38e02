"""Installations whose month is taken in, read and counted step by step: no Prefect, no PDF."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pandera.typing.polars import DataFrame

from flows.branch_reports import Records, read_records, to_branch_reports
from flows.calculation import Inputs, calculate
from flows.comparison import compare
from flows.edges.ledger import Lease
from flows.edges.reference import read_reference
from flows.edges.workers import Workers
from flows.facts import gather_facts
from flows.installation import Installation
from flows.intake import take_in
from flows.judgement import judge
from flows.manifest import OF_THIS_KEY
from flows.past import find_past
from flows.preparation import to_draft
from flows.publication import publish_numbers
from flows.readings import current_submissions, find_readings, read_branch
from flows.settings import Settings
from schemas.edition import Calculation
from schemas.exports import Kind
from schemas.facts import Facts
from schemas.month import Month
from schemas.reference import Reference
from schemas.report import ExportReport
from schemas.submission import ReadSubmission
from tests.cases.case import BRANCH
from tests.homes import NOVEMBER
from transforms.calendar import working_day_after
from transforms.contracts import Model


@dataclass(frozen=True)
class Office:
    """One installation in one month, and the workers for all of a test's runs."""

    installation: Installation
    reference: Reference
    workers: Workers
    month: Month

    @property
    def inbox(self) -> Path:
        return self.installation.inbox

    def run(self, *, revise: bool = False) -> tuple[ReadSubmission, ...]:
        """Take in, read and judge, as the monthly run does."""
        with self.installation.ledger.lease(self.month) as lease:
            return self._run(lease, revise=revise)

    def _run(self, lease: Lease, *, revise: bool = False) -> tuple[ReadSubmission, ...]:
        take_in(self.installation, self.month, self.reference, lease, revise=revise)
        received = current_submissions(self.installation, self.month, self.reference)
        known = find_readings(self.installation, self.reference, "code", received)
        unread = [item for item, read in zip(received, known, strict=True) if read is None]
        made = read_branch(self.installation, self.workers, self.reference, lease, "code", unread)
        reads = sorted(
            [*(item for item in known if item is not None), *made],
            key=lambda read: (read.submission.branch, read.submission.kind),
        )
        return judge(self.installation, self.reference, lease, reads)

    def records(self) -> Records:
        return read_records(self.installation, self.month)

    def report(self, reads: tuple[ReadSubmission, ...], branch: str = BRANCH) -> ExportReport:
        """What is told of a branch's peserta export."""
        reports = to_branch_reports(self.month, self.reference, reads, self.records())
        exports = next(item.exports for item in reports if item.code == branch)
        return next(item for item in exports if item.kind is Kind.PESERTA)

    def facts(self) -> Facts:
        """Run and count the month; what its first edition would be made from."""
        return self.published().facts

    def published(self) -> "Counted":
        """Run, count and protect the month; what its first edition would be made from."""
        with self.installation.ledger.lease(self.month) as lease:
            inputs, made = self._count(lease)
        day = self.installation.settings.publication_working_day
        published = working_day_after(self.month, day)
        facts = gather_facts(self.installation, inputs, made, edition=0, published=published)
        return Counted(self.installation, made, facts)

    def _count(self, lease: Lease) -> tuple[Inputs, Calculation]:
        grace = self.installation.settings.grace_months
        past = find_past(self.installation, self.month)
        inputs = Inputs(self.month, self.reference, self._run(lease), grace, past=past)
        counted = calculate(self.installation, inputs, lease, _unshown)
        compared = compare(self.installation, inputs, counted, lease, _unshown)
        return inputs, publish_numbers(self.installation, inputs, compared, lease)

    def draft(self) -> dict[str, str]:
        """Run, count and draft the month; names of what was made, which are hashes of its bytes."""
        with self.installation.ledger.lease(self.month) as lease:
            inputs, made = self._count(lease)
            drafted = to_draft(self.installation, inputs, made, lease)
        rows = {
            f"rows of {read.submission.branch} {read.submission.kind}": str(
                read.reading and (read.reading.received, read.reading.unique)
            )
            for read in inputs.submissions
        }
        bulletins = {item.code: name for item, name in drafted.bulletins}
        tables = {name: made.tables[name] for name in made.tables.keys() - OF_THIS_KEY}
        return rows | bulletins | tables


@dataclass(frozen=True)
class Counted:
    """What a month came to: its tables, and the facts of its bulletins."""

    installation: Installation
    made: Calculation
    facts: Facts

    def table(self, model: type[Model]) -> DataFrame[Model]:
        """A table of the calculation, as it is."""
        return self.installation.read_table(self.made, model)


def _unshown(_done: int, _total: int) -> None:
    """Progress that nobody looks at."""


def open_office(home: Path, workers: Workers, month: Month = NOVEMBER, **settings: Any) -> Office:
    installation = Installation.open(Settings(home=home, **{"settle_seconds": 0} | settings))
    reference = read_reference(installation.reference, month, installation.objects)
    return Office(installation, reference, workers, month)
