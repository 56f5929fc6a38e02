"""Proves before each run that every rule catches its planted row, and good rows are kept."""

from collections import Counter

import polars as pl

from schemas.errors import DataError
from schemas.exports import COLUMNS, Kind, Profile
from schemas.month import Month
from schemas.reading import ReadJob
from schemas.rules import GOOD_ROWS, RULES, Rule
from transforms.acceptance import STAGES, accept
from transforms.cells import Cells
from transforms.rejects import broken_rules

KEYS = {Kind.PESERTA: "KPJ", Kind.PEMBERI_KERJA: "NPP", Kind.PROYEK_JAKON: "NOMOR_PROYEK"}
"""The column that tells planted rows apart, so that none is a duplicate."""


def self_test(rules: tuple[Rule, ...] = RULES) -> int:
    """The number of rules proved; DataError names the first that is broken."""
    for kind in Kind:
        _prove(kind, tuple(rule for rule in rules if rule.kind is kind))
    return len(rules)


def _prove(kind: Kind, rules: tuple[Rule, ...]) -> None:
    """Row 1 is good; row n + 2 breaks rule n, and no other rule that leaves a row out."""
    planted = [GOOD_ROWS[kind], *({**GOOD_ROWS[kind], **rule.planted} for rule in rules)]
    cells, job = _to_cells(planted, kind), planted_job(kind)
    broken = broken_rules(STAGES[kind].parse(cells.frame, job).frame, rules)
    caught = {row: set(places) for row, places in broken.group_by("row").agg("place").iter_rows()}
    if 1 in caught:
        raise DataError(f"Self-test: a good row of {kind} breaks {rules[min(caught[1])].code}.")
    refusing = {place for place, rule in enumerate(rules) if rule.severity == "reject"}
    for place, rule in enumerate(rules):
        name = f"{rule.code} for {rule.column} of {kind}"
        if place not in caught.get(place + 2, ()):
            raise DataError(f"Self-test: {name} misses its planted row.")
        if caught[place + 2] & refusing - {place}:
            raise DataError(f"Self-test: the planted row of {name} breaks another rule too.")
    accepted = accept(cells, job, rules)
    if sorted(accepted.rejects["row"]) != [place + 2 for place in sorted(refusing)]:
        raise DataError(f"Self-test: planted rows of {kind} got through.")


def planted_job(kind: Kind) -> ReadJob:
    """The job that the planted rows are an export for."""
    return ReadJob(
        name="", root="", kind=kind, branch="KDR", month=Month(2021, 11), format="csv",
        profile=Profile(), key=bytes(32), areas=("3571",),
    )  # fmt: skip


def _to_cells(rows: list[dict[str, str]], kind: Kind) -> Cells:
    key = KEYS[kind]
    told_apart = [
        {**row, key: f"{int(row[key]) + number:0{len(row[key])}d}"}
        if row[key] == GOOD_ROWS[kind][key]
        else row
        for number, row in enumerate(rows)
    ]
    frame = pl.DataFrame(told_apart, schema=dict.fromkeys(COLUMNS[kind], pl.String))
    unreadable = pl.DataFrame(schema={"row": pl.UInt32, "column": pl.String, "code": pl.String})
    return Cells(frame.with_row_index("row", offset=1), unreadable, Counter(), len(rows))
