"""No row is lost without a reason, and order does not matter."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import ExportError
from schemas.exports import COLUMNS, Kind, Profile
from tests.builders import csv_bytes, export_rows, job
from transforms.acceptance import Accepted, accept
from transforms.cells import to_cells

CELLS = st.sampled_from(
    ["", " ", "-", "0", "1", "-1", "Y", "T", "X", "PU", "BPU", "AKTIF", "202111", "202106", "KDR",
     "3571", "3599", "1985-08-17", "2022-01-01", "3571011708850001", "3,57E+15", "21000000001",
     'a"b', "a,b", "a\nb", "é", "３", "NaN", "1.5", "JUMLAH", "\u202e"]
)  # fmt: skip
CHANGES = st.dictionaries(st.sampled_from(COLUMNS[Kind.PESERTA]), CELLS, max_size=3)


def taken(rows: list[dict[str, str]], kind: Kind = Kind.PESERTA) -> Accepted:
    """What becomes of an export with these rows."""
    return accept(to_cells(csv_bytes(rows, kind), kind, Profile()), job(kind))


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.lists(CHANGES, min_size=1, max_size=6))
def test_every_row_is_kept_or_has_a_reason(changes: list[dict[str, str]]) -> None:
    rows = [*export_rows(8), *(export_rows(1)[0] | change for change in changes)]
    result = taken(rows)
    lost = sum(count for _, _, count in result.losses)
    totals = dict(result.findings).get("N322", 0)
    assert result.received == len(rows) - totals
    assert result.received - lost == result.rows.height
    assert result.rejects["row"].n_unique() == lost
    assert not set(result.rejects["row"]) & set(result.rows["row"])
    assert result.readable - result.valid == sum(
        count for step, _, count in result.losses if step == "valid"
    )


def test_a_row_that_breaks_several_rules_is_lost_to_the_first() -> None:
    rows = export_rows(3)
    rows[1] |= {"NIK": "", "STATUS": "X", "UPAH": "-1"}
    result = taken(rows)
    assert result.losses == (("valid", "Q205", 1),)
    assert result.rejects.rows() == [
        (3, "NIK", "Q205"),
        (3, "STATUS", "Q224"),
        (3, "UPAH", "Q210"),
    ]


def test_the_order_of_rows_changes_row_numbers_only() -> None:
    rows = [
        row | {"NIK": f"357101170885{number % 7 + 1:04d}"}
        for number, row in enumerate(export_rows(40))
    ]
    rows += [rows[3], rows[5] | {"UPAH": "1"}, rows[8] | {"NIK": "1"}]
    shuffled = list(rows)
    Random(7).shuffle(shuffled)
    first, second = taken(rows), taken(shuffled)
    assert first.rows.drop("row").equals(second.rows.drop("row"))
    assert first.losses == second.losses
    assert first.findings == second.findings


@pytest.mark.parametrize(
    ("column", "cell", "code"), [("PERIODE", "202110", "E118"), ("KODE_KANTOR", "SBY", "E119")]
)
def test_a_file_of_another_month_or_branch_is_refused(column: str, cell: str, code: str) -> None:
    rows = export_rows(4)
    half = [row | {column: cell} for row in rows[:2]] + rows[2:]
    assert taken(half).rows.height == 2
    most = [row | {column: cell} for row in rows[:3]] + rows[3:]
    with pytest.raises(ExportError) as caught:
        taken(most)
    assert caught.value.code == code
    assert "2021-10" in str(caught.value) or code == "E119"
