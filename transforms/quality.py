"""Proves that every rule catches its planted row, and that good rows are kept."""

from collections import Counter

import polars as pl

from schemas.errors import DataError
from schemas.exports import COLUMNS, Kind, Profile
from schemas.good_rows import GOOD_ROWS
from schemas.month import Month
from schemas.reading import ReadJob
from schemas.rules import RULES, Rule
from transforms.acceptance import STAGES, accept
from transforms.cells import Cells
from transforms.rejects import broken_rules

KEYS = {Kind.PESERTA: "KPJ", Kind.PEMBERI_KERJA: "NPP", Kind.PROYEK_JAKON: "NOMOR_PROYEK"}
"""The column that tells planted rows apart, so that none is a duplicate."""
RIVALS = {
    Kind.PESERTA: {"UPAH": "1"},
    Kind.PEMBERI_KERJA: {"JUMLAH_TK": "1"},
    Kind.PROYEK_JAKON: {"JUMLAH_TK": "1"},
}
"""Cells of a row that is in conflict with the good one."""
OTHER_PERSON = {"NIK": "3571011708850002", "KODE_DIVISI": "001"}
"""Cells of a row that has the good one's card."""


def self_test(rules: tuple[Rule, ...] = RULES) -> int:
    """The number of rules proved; DataError names the first that is broken."""
    for kind in Kind:
        _prove(kind, tuple(rule for rule in rules if rule.kind is kind))
        _prove_clashes(kind)
    return len(rules)


def _prove(kind: Kind, rules: tuple[Rule, ...]) -> None:
    """Row 1 is good; row n + 2 breaks rule n, and no other rule that leaves a row out."""
    planted = [{}, *(rule.planted for rule in rules)]
    rows = [_good_row(kind, number) | cells for number, cells in enumerate(planted)]
    cells, job = _to_cells(rows, kind), planted_job(kind)
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


def _prove_clashes(kind: Kind) -> None:
    """Rows that are equal, in conflict, or one card of two persons are left out as they must."""
    rows = [_good_row(kind, number // 2) for number in range(7)]
    rows[3] |= RIVALS[kind]
    expected = {2: "Q213", 3: "Q214", 4: "Q214", 6: "Q213"}
    if kind is Kind.PESERTA:
        rows[5] |= OTHER_PERSON
        expected |= {5: "Q232", 6: "Q232"}
    rejects = accept(_to_cells(rows, kind), planted_job(kind)).rejects
    if dict(rejects.select("row", "code").iter_rows()) != expected:
        raise DataError(f"Self-test: clashing rows of {kind} are not left out as they must be.")


def planted_job(kind: Kind) -> ReadJob:
    """The job that the planted rows are an export for."""
    return ReadJob(
        name="", root="", kind=kind, branch="KDR", month=Month(2021, 11), format="csv",
        profile=Profile(), key=bytes(32), areas=("3173", "3571"), served=("3171", "3571"),
    )  # fmt: skip  # two lines instead of thirteen


def _good_row(kind: Kind, number: int) -> dict[str, str]:
    """A row that keeps every rule, with a key of its own."""
    good, key = GOOD_ROWS[kind], KEYS[kind]
    return good | {key: f"{int(good[key]) + number:0{len(good[key])}d}"}


def _to_cells(rows: list[dict[str, str]], kind: Kind) -> Cells:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS[kind], pl.String))
    unreadable = pl.DataFrame(schema={"row": pl.UInt32, "column": pl.String, "code": pl.String})
    return Cells(frame.with_row_index("row", offset=1), unreadable, Counter(), len(rows))
