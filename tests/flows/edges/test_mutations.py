"""Files damaged at random: refused, or every row is what a second reader finds there, or told."""

from hypothesis import given, settings

from schemas.errors import ExportError
from tests.builders import csv_bytes, job
from tests.cases.case import ROWS, clean_bytes, good_rows
from tests.cases.mutations import Mutation, mutated, mutations
from tests.cases.plain import typed
from tests.cases.second_reader import Record, blanked, records
from transforms.acceptance import Accepted, accept
from transforms.cells import Cells, to_cells

PLAIN = csv_bytes(good_rows()[:60])
UNCHANGED = {tuple(row.values()) for row in good_rows()[:60]}
DRAWN = settings().max_examples
MANY, FEW = 20 * DRAWN, 4 * DRAWN
"""Damaged files read to cells, and those that are read on to typed rows, which takes far longer.

In `make test` 500 and 100, in `make proof` 4,000 and 800.
"""


def read(data: bytes) -> Cells | None:
    """The cells of the bytes; None when they are refused."""
    try:
        return to_cells(data, job().kind, job().profile)
    except ExportError:
        return None


@settings(max_examples=MANY, derandomize=True, database=None)
@given(mutations())
def test_damaged_exports_are_refused_or_every_cell_is_there(damages: list[Mutation]) -> None:
    data = mutated(PLAIN, damages)
    cells = read(data)
    if cells is None:
        return
    found = {record.line: record for record in records(data)}
    rows = {row.pop("row"): row for row in cells.frame.to_dicts()}
    unreadable = set(cells.unreadable["row"])
    assert {*rows} | unreadable == {*found}
    assert not {*rows} & unreadable
    for line, row in rows.items():
        expected = found[line].cells
        assert expected is not None
        if not found[line].is_ended:
            assert cells.findings["N326"] == 1
            expected = expected | {"UPAH": ""}
        assert {name: blanked(cell or "") for name, cell in row.items()} == expected


@settings(max_examples=FEW, derandomize=True, database=None)
@given(mutations())
def test_damaged_exports_are_refused_or_say_what_is_in_them(damages: list[Mutation]) -> None:
    data = mutated(PLAIN, damages)
    cells = read(data)
    if cells is None:
        return
    try:
        outcome = accept(cells, job())
    except ExportError:
        return
    check_rows(records(data), outcome)


def check_rows(found: list[Record], accepted: Accepted) -> None:
    """Every record is accepted as what it says, or reported; no good record is left out."""
    rows = {row.pop("row"): row for row in accepted.rows.to_dicts()}
    rejected = set(accepted.rejects["row"])
    assert {*rows} | rejected == {record.line for record in found}
    assert not {*rows} & rejected
    assert accepted.received == len(found) == len(rows) + len(rejected)
    said = [record.cells for record in found if record.cells is not None]
    for record in found:
        if record.line in rejected:
            assert not (record.is_ended and is_good_alone(record.cells, said))
            continue
        assert record.cells is not None
        expected = typed(record.cells)
        assert rows[record.line] == expected | ({} if record.is_ended else {"wage_rupiah": None})


def is_good_alone(cells: dict[str, str] | None, said: list[dict[str, str]]) -> bool:
    """Whether an unchanged row of the clean file shares its card with no other record."""
    if cells is None or tuple(cells.values()) not in UNCHANGED:
        return False
    return sum(other["KPJ"] == cells["KPJ"] for other in said) == 1


def test_the_second_reader_knows_the_clean_file() -> None:
    cells = to_cells(clean_bytes(), job().kind, job().profile)
    rows = {row.pop("row"): row for row in accept(cells, job()).rows.to_dicts()}
    again = {record.line: typed(record.cells) for record in records(clean_bytes()) if record.cells}
    assert again == rows
    assert len(again) == ROWS
