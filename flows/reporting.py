"""Says what a run did: per branch what came and what was made of it, and the headline figures."""

import polars as pl

from flows.branch_reports import read_records, to_branch_reports
from flows.calculation import Inputs
from flows.installation import Installation
from flows.manifest import find_ground
from schemas.edition import Calculation, Ending
from schemas.observations import Observations
from schemas.report import FigureReport, RunReport

HEADLINES = ["total_coverage", "formal_coverage", "informal_coverage"]
LEVELS = ["branch", "kanwil", "national"]


def to_run_report(
    installation: Installation,
    inputs: Inputs,
    made: Calculation,
    *,
    ending: Ending,
    proved: int,
    removed_workbooks: int,
) -> RunReport:
    """The report of a run that ends so."""
    edition = ending.edition
    observations = installation.read_table(made, Observations)
    records = read_records(installation, inputs.month)
    return RunReport(
        month=inputs.month,
        edition=edition.label,
        ground=find_ground(installation, edition),
        is_new=ending.is_new,
        is_released=edition.state == "released",
        rules_proved=proved,
        branches=to_branch_reports(inputs.month, inputs.reference, inputs.submissions, records),
        strangers=records.strangers,
        bulletins=len(edition.bulletins),
        withheld=ending.withheld,
        unkept=ending.unkept,
        awaited=ending.awaited,
        dropped=ending.dropped,
        folder=str(installation.output / str(inputs.month) / "bulletins"),
        figures=tuple(
            FigureReport(
                level=row["level"],
                code=row["code"],
                indicator=row["indicator"],
                numerator=row["numerator"],
                denominator=row["denominator"],
                percent=None if row["value"] is None else str(row["value"]),
                obs_status=row["obs_status"],
            )
            for row in observations.filter(
                pl.col("level").is_in(LEVELS), pl.col("indicator").is_in(HEADLINES), view="area"
            ).iter_rows(named=True)
        ),
        removed_workbooks=removed_workbooks,
    )
