"""Sorts an export's cells into typed rows and rejects, with counts that add up."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pandera.polars as pa
import polars as pl
from pandera.typing.polars import DataFrame

from schemas.employers import Employers
from schemas.errors import DataError
from schemas.exports import COLUMNS, Kind
from schemas.projects import Projects
from schemas.reading import ReadJob, Step, Summary
from schemas.registrations import Registrations
from schemas.rejects import Rejects
from schemas.rules import RULES, Rule, fault_of
from transforms.cells import Cells
from transforms.contracts import validated
from transforms.employers import draft_employers, parse_employers
from transforms.parsing import Parsed
from transforms.projects import draft_projects, parse_projects
from transforms.refusals import refuse_other_totals, refuse_spoilt
from transforms.registrations import draft_registrations, parse_registrations
from transforms.rejects import broken_rules, clashing_rows, code_pairs, invalid_rows, to_rejects
from transforms.summaries import to_summary


@dataclass(frozen=True)
class Stage:
    """How one kind of export becomes typed rows."""

    parse: Callable[[pl.DataFrame, ReadJob], Parsed]
    draft: Callable[[pl.DataFrame, ReadJob], pl.DataFrame]
    model: type[pa.DataFrameModel]
    key: tuple[str, ...]
    """What no two rows share."""
    owner: str | None = None
    """What there is one of for each value of the key's first column."""


STAGES = {
    Kind.PESERTA: Stage(
        parse_registrations, draft_registrations, Registrations, ("card", "employer"), "person"
    ),
    Kind.PEMBERI_KERJA: Stage(parse_employers, draft_employers, Employers, ("employer",)),
    Kind.PROYEK_JAKON: Stage(parse_projects, draft_projects, Projects, ("project",)),
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
    pairs: tuple[tuple[str, str, int], ...]
    summary: Summary


def accept(cells: Cells, job: ReadJob, table: tuple[Rule, ...] = RULES) -> Accepted:
    """Typed rows, rejects and counts; ExportError when the file can't be taken as a whole."""
    stage = STAGES[job.kind]
    rules = tuple(rule for rule in table if rule.kind is job.kind)
    parsed = stage.parse(cells.frame, job)
    unreadable = cells.unreadable.select("row", "column", "code")
    received = cells.frame.height + unreadable["row"].n_unique()
    refuse_spoilt(parsed.frame, job)
    refuse_other_totals(cells.frame, parsed.frame, received, job)
    broken = broken_rules(parsed.frame, rules)
    invalid = invalid_rows(broken, rules)
    valid = _without(parsed.frame.drop(map(fault_of, COLUMNS[job.kind])), invalid)
    drafts = stage.draft(valid, job)
    clashing = clashing_rows(drafts, stage.key, stage.owner)
    rows = validated(_without(drafts, clashing), stage.model)
    rejects = to_rejects(unreadable, invalid, clashing)
    accepted = Accepted(
        rows=rows,
        rejects=rejects,
        received=received,
        readable=cells.frame.height,
        valid=valid.height,
        losses=(
            *_losses("readable", unreadable),
            *_losses("valid", invalid),
            *_losses("unique", clashing),
        ),
        findings=_findings(broken, invalid, rules, cells.findings + parsed.findings),
        pairs=code_pairs(rejects),
        summary=to_summary(rows, parsed.frame, job, cells.lines),
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
