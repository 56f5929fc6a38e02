"""Months that are published from typed rows, edition after edition: no exports, no Prefect."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandera.polars as pa
from pandera.typing.polars import DataFrame

from flows.calculation import Inputs, calculate
from flows.comparison import compare
from flows.edges.ledger import editions
from flows.edges.reference import read_reference
from flows.installation import Installation
from flows.manifest import to_manifest
from flows.past import find_past
from flows.publication import publish_numbers
from flows.revision import find_replacement
from flows.settings import Settings
from schemas.edition import Edition
from schemas.exports import Kind
from schemas.month import Month
from schemas.reading import Reading
from schemas.reference import Reference
from schemas.submission import ReadSubmission, Submission
from tests.homes import NOVEMBER
from tests.references import copy_reference

Files = Mapping[tuple[str, Kind], DataFrame[Any]]
"""The typed rows of each export that counts, by branch and kind."""


@dataclass(frozen=True)
class History:
    """An installation, and the editions that are made in it."""

    installation: Installation

    def reference(self, month: Month = NOVEMBER) -> Reference:
        """Its reference data, as they lie there now."""
        return read_reference(self.installation.reference, month, self.installation.objects)

    def publish(
        self,
        files: Files,
        *,
        month: Month = NOVEMBER,
        grace_months: int = 3,
        released: bool = True,
    ) -> Edition:
        """A month's next edition, made from these files and the reference data of now."""
        inputs = self.inputs(files, month=month, grace_months=grace_months)
        number = len(inputs.past.released)
        with self.installation.ledger.lease(month) as lease:
            made = calculate(self.installation, inputs, lease, unshown)
            made = compare(self.installation, inputs, made, lease, unshown)
            made = publish_numbers(self.installation, inputs, made, lease)
            replacement = find_replacement(
                self.installation, inputs, made, number, lease, kept=None
            )
        edition = Edition(
            id=0,
            month=month,
            number=number,
            state="prepared",
            published=date(2021, 12, 6),
            inputs=inputs.digest,
            calculation=made,
            manifest="",
            bulletins=(),
        )
        ground = replacement.ground if replacement else None
        manifest = to_manifest(self.installation, inputs, edition, ground)
        name = self.installation.objects.put(manifest, ".json")
        with self.installation.ledger.begin() as connection:
            editions.prepare(connection, replace(edition, manifest=name))
            found = editions.newest(connection, month)
            assert found is not None
            if released:
                editions.release(connection, found)
        return found

    def inputs(self, files: Files, *, month: Month = NOVEMBER, grace_months: int = 3) -> Inputs:
        """What a month is made from by these files and the reference data of now."""
        past = find_past(self.installation, month)
        reads = tuple(self._read(month, *key, rows) for key, rows in sorted(files.items()))
        return Inputs(month, self.reference(month), reads, grace_months, past=past)

    def _read(
        self, month: Month, branch: str, kind: Kind, rows: DataFrame[pa.DataFrameModel]
    ) -> ReadSubmission:
        """A file of these rows that lost none; its own name is that of its rows."""
        name = self.installation.objects.write(".parquet", rows.write_parquet)
        sent = Submission(1, month, branch, kind, "csv", name.replace(".parquet", ".csv"))
        count = rows.height
        reading = Reading(
            rows=name,
            rejects=name,
            received=count,
            readable=count,
            valid=count,
            unique=count,
            losses=(),
            findings=(),
        )
        return ReadSubmission(sent, reading)


def open_history(home: Path, *branches: str) -> History:
    """An installation with the example's reference data of some branches, and nothing else."""
    copy_reference(home / "reference", set(branches))
    return History(Installation.open(Settings(home=home)))


def unshown(_done: int, _total: int) -> None:
    """Progress that nobody looks at."""
