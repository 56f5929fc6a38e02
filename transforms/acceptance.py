"""Sorts an export's cells into typed rows and rejects, with counts that add up."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pandera.polars as pa
import polars as pl
from pandera.typing.polars import DataFrame

from schemas.employers import Employers
from schemas.errors import DataError, ExportError
from schemas.exports import Kind
from schemas.month import Month
from schemas.projects import Projects
from schemas.reading import ReadJob, Step
from schemas.registrations import Registrations
from schemas.rejects import Rejects
from schemas.rules import RULES, Rule
from transforms.cells import Cells
from transforms.contracts import validated
from transforms.employers import draft_employers, parse_employers
from transforms.parsing import Parsed, months_of
from transforms.projects import draft_projects, parse_projects
from transforms.registrations import draft_registrations, parse_registrations
from transforms.rejects import (
    broken_rules,
    duplicate_rows,
    invalid_rows,
    to_rejects,
    unreadable_rows,
)

MOST_FOREIGN = 0.5
"""Share of rows of another month or branch above which the whole file is the wrong one."""


@dataclass(frozen=True)
class Stage:
    """How one kind of export becomes typed rows."""

    parse: Callable[[pl.DataFrame, ReadJob], Parsed]
    draft: Callable[[pl.DataFrame, ReadJob], pl.DataFrame]
    model: type[pa.DataFrameModel]
    key: list[str]


STAGES = {
    Kind.PESERTA: Stage(
        parse_registrations, draft_registrations, Registrations, ["card", "employer"]
    ),
    Kind.PEMBERI_KERJA: Stage(parse_employers, draft_employers, Employers, ["employer"]),
    Kind.PROYEK_JAKON: Stage(parse_projects, draft_projects, Projects, ["project"]),
}


@dataclass(frozen=True)
class Accepted:
    """What became of an export's rows."""

    rows: pl.DataFrame
    """Registrations, employers or projects."""
    rejects: DataFrame[Rejects]
    received: int
    readable: int
    valid: int
    losses: tuple[tuple[Step, str, int], ...]
    findings: tuple[tuple[str, int], ...]


def accept(cells: Cells, job: ReadJob, table: tuple[Rule, ...] = RULES) -> Accepted:
    """Typed rows, rejects and counts; ExportError when the file is of another month or branch."""
    stage = STAGES[job.kind]
    rules = tuple(rule for rule in table if rule.kind is job.kind)
    parsed = stage.parse(cells.frame, job)
    broken = broken_rules(parsed.frame, rules)
    invalid = invalid_rows(broken, rules)
    _refuse_foreign(parsed.frame, invalid, job)
    valid = _without(parsed.frame, invalid)
    drafts = stage.draft(valid, job)
    duplicates = duplicate_rows(drafts, stage.key)
    rows = validated(_without(drafts, duplicates), stage.model)
    unreadable = unreadable_rows(cells.unreadable)
    accepted = Accepted(
        rows=rows,
        rejects=to_rejects(unreadable, invalid, duplicates),
        received=cells.frame.height + unreadable.height,
        readable=cells.frame.height,
        valid=valid.height,
        losses=(
            *_losses("readable", unreadable),
            *_losses("valid", invalid),
            *_losses("unique", duplicates),
        ),
        findings=_findings(broken, invalid, rules, cells.findings + parsed.findings),
    )
    if accepted.received - sum(rows for _, _, rows in accepted.losses) != rows.height:
        raise DataError(f"Rows were lost without a reason in an export of kind {job.kind}.")
    return accepted


def _without(frame: pl.DataFrame, rejects: pl.DataFrame) -> pl.DataFrame:
    if rejects.is_empty():
        return frame
    return frame.filter(~pl.col("row").is_in(rejects["row"].unique().implode()))


def _losses(step: Step, rejects: pl.DataFrame) -> list[tuple[Step, str, int]]:
    """Rows lost at one step by the first rule that each broke."""
    first = rejects.unique("row", keep="first", maintain_order=True)
    counts = Counter(first["code"].to_list())
    return [(step, code, counts[code]) for code in sorted(counts)]


def _findings(
    broken: pl.DataFrame, invalid: pl.DataFrame, rules: tuple[Rule, ...], noticed: Counter[str]
) -> tuple[tuple[str, int], ...]:
    """Codes and counts of what was noticed, of rows only where the row stays."""
    staying = _without(broken, invalid)
    by_rule: Counter[str] = Counter()
    for place, rows in staying.group_by("place").len().sort("place").iter_rows():
        by_rule[rules[place].code] += rows
    return tuple(sorted((noticed + by_rule).items()))


def _refuse_foreign(parsed: pl.DataFrame, invalid: pl.DataFrame, job: ReadJob) -> None:
    """A file with more than half of its rows of another month or branch is the wrong file."""
    counts = Counter(invalid["code"].to_list())
    most = parsed.height * MOST_FOREIGN
    if counts["Q208"] > most:
        found = parsed.filter(pl.col("month") != months_of(job.month))["month"].mode().min()
        raise ExportError("E118", found=_month_text(found), expected=str(job.month))
    if counts["Q212"] > most:
        raise ExportError("E119")


def _month_text(months: object) -> str:
    if not isinstance(months, int) or months // 12 < 1900:
        return "no month"
    return str(Month(months // 12, months % 12 + 1))
