"""Old .xls workbooks: what is seen of them before they are parsed."""

import pytest

from flows.edges.old_workbooks import PROTECTED, scan_old_workbook
from schemas.errors import ExportError
from tests.old_workbook import SECTOR, Cell, OldSheet, compound_file, old_workbook

ROWS: list[list[Cell]] = [["A", "B", "C"], ["x", "#N/A", None], ["y", "=#DIV/0!", 5]]
BOOK = old_workbook(
    OldSheet("Satu", ROWS, merged=((1, 2, 0, 0), (0, 0, 1, 2)), hidden_rows=(1,)),
    OldSheet("Lama", ROWS, is_hidden=True),
    OldSheet("Dua", [["#REF!"]]),
)


def test_each_visible_sheet_has_its_own_oddities() -> None:
    scan = scan_old_workbook(BOOK)
    assert scan.hidden_sheets == 1
    first, second = scan.sheets
    assert (first.name, second.name) == ("Satu", "Dua")
    assert first.oddities.errors.rows() == [(2, 1, "#N/A"), (3, 1, "#DIV/0!")]
    assert first.oddities.merges.rows() == [(0, 2, 0, 3), (1, 1, 2, 1)]
    assert first.oddities.hidden.to_list() == [2]
    assert second.oddities.errors.rows() == [(1, 0, "#REF!")]
    assert second.oddities.merges.is_empty()
    assert second.oddities.hidden.is_empty()


def with_table_entry(sector: int, following: int) -> bytes:
    """The workbook with another successor of a sector."""
    place = SECTOR + 4 * sector
    return BOOK[:place] + following.to_bytes(4, "little") + BOOK[place + 4 :]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (BOOK + PROTECTED, "E104"),
        (old_workbook(OldSheet("Satu", ROWS), is_locked=True), "E104"),
        (old_workbook(OldSheet("Satu", ROWS), storages=["_VBA_PROJECT_CUR"]), "E131"),
        (BOOK[:700], "E105"),
        (BOOK[:1024], "E105"),
        (BOOK[: -2 * SECTOR], "E105"),
        (BOOK[:520], "E105"),
        (compound_file(bytes(5000)), "E105"),
        (with_table_entry(3, 2), "E105"),
        (with_table_entry(1, 1), "E105"),
        (with_table_entry(3, 5000), "E105"),
    ],
)
def test_an_old_workbook_that_must_not_be_parsed(data: bytes, code: str) -> None:
    with pytest.raises(ExportError) as caught:
        scan_old_workbook(data)
    assert caught.value.code == code
