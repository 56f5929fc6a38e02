"""No row is lost without a reason, and order does not matter."""

from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import ExportError
from schemas.exports import COLUMNS, Declared, Kind, Profile
from schemas.reading import Summary
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
    assert first.rows.drop("row").sort(pl.all()).equals(second.rows.drop("row").sort(pl.all()))
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


def refused(rows: list[dict[str, str]], **changes: Any) -> str:
    """The sentence with which an export is refused."""
    cells = to_cells(csv_bytes(rows), Kind.PESERTA, Profile())
    with pytest.raises(ExportError) as caught:
        accept(cells, job(**changes))
    return str(caught.value)


def test_a_file_in_which_one_nik_in_twenty_lost_digits_is_taken_but_not_one_in_nineteen() -> None:
    rows = export_rows(20)
    rows[4] |= {"NIK": "3,57101E+15"}
    assert taken(rows).losses == (("valid", "Q203", 1),)
    assert refused(rows[:19]).startswith("E137 1 NIK lost digits")


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("TGL_LAHIR", ["08/17/1985", "08/18/1985"]),
        ("TGL_LAHIR", ["17/08/1985", "17/08/1985"]),
        ("PERIODE", ["11-2021", "11-2021"]),
        ("BLTH_IURAN_TERAKHIR", ["OKT-2021", "OKT-2021"]),
        ("UPAH", ["2.085.925", "2.085.925"]),
    ],
)
def test_a_column_that_disproves_the_profile_is_named(column: str, cells: list[str]) -> None:
    rows = [row | {column: cell} for row, cell in zip(export_rows(2), cells, strict=True)]
    text = refused([*rows, export_rows(3)[2]])
    assert text.startswith(f"E138 Column {column} is not written in the style")


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        (Declared(rows=3, persons=2, wage_rupiah=6_257_775), None),
        (Declared(rows=4), "4 for baris, but 3"),
        (Declared(persons=3), "3 for orang, but 2"),
        (Declared(wage_rupiah=1), "1 for upah, but 6.257.775"),
    ],
)
def test_control_totals_must_agree(declared: Declared, told: str | None) -> None:
    rows = export_rows(3)
    rows[2] |= {"NIK": "3571011708850002", "STATUS": "X"}
    if told is None:
        cells = to_cells(csv_bytes(rows), Kind.PESERTA, Profile())
        assert accept(cells, job(declared=declared)).rows.height == 2
    else:
        said = refused(rows, declared=declared)
        assert said.startswith(f"E128 The control file of KDR's peserta declares {told} was read; ")


def test_ragged_rows_are_part_of_the_control_total() -> None:
    data = csv_bytes(export_rows(3)) + b"202111,KDR\n"
    cells = to_cells(data, Kind.PESERTA, Profile())
    assert accept(cells, job(declared=Declared(rows=4))).rows.height == 3


def test_a_card_of_two_persons_counts_for_none() -> None:
    rows = export_rows(4)
    rows[1] |= {"KPJ": rows[0]["KPJ"], "NIK": "3571011708850002", "NPP": "15070956"}
    rows.append(rows[0])
    result = taken(rows)
    assert result.rejects.select("row", "code").rows() == [(2, "Q232"), (3, "Q232"), (6, "Q232")]
    assert result.losses == (("unique", "Q232", 3),)


def test_codes_that_may_be_those_of_bps_are_left_out() -> None:
    rows = [
        row | {"KODE_WILAYAH_KERJA": area}
        for row, area in zip(export_rows(4), ("3173", "3173", "3171", "3571"), strict=True)
    ]
    cells = to_cells(csv_bytes(rows), Kind.PESERTA, Profile())
    areas = ("3171", "3173", "3571")

    def losses(*served: str) -> tuple[tuple[str, str, int], ...]:
        return accept(cells, job(areas=areas, served=served)).losses

    assert losses("3171") == (("valid", "Q233", 2),)
    assert losses("3171", "3173") == ()
    assert losses("3571") == ()
    assert losses() == ()


def test_rows_that_break_two_rules_are_told_in_pairs() -> None:
    rows = export_rows(5)
    rows[0] |= {"NIK": "1", "UPAH": "-1"}
    rows[1] |= {"NIK": "1", "UPAH": "-1", "STATUS": ""}
    rows[2] |= {"UPAH": "-1", "BLTH_IURAN_TERAKHIR": ""}
    assert taken(rows).pairs == (
        ("Q201", "Q201", 2),
        ("Q201", "Q205", 1),
        ("Q201", "Q210", 2),
        ("Q205", "Q205", 1),
        ("Q205", "Q210", 1),
        ("Q210", "Q210", 3),
    )


def test_the_summary_counts_what_is_active() -> None:
    rows = export_rows(7)
    rows[1] |= {"KODE_DIVISI": "001"}
    rows[2] |= {"NIK": "3571011708850010", "STATUS": "NONAKTIF", "NPP": "2"}
    rows[3] |= {"NIK": "3571011708850020", "BLTH_IURAN_TERAKHIR": "202101"}
    rows[4] |= {"SEGMEN": "BPU", "NPP": "", "KODE_DIVISI": "", "JP": "T", "JKP": "T"}
    rows[5] |= {"SEGMEN": "PMI", "NIK": "3571011708850030", "NPP": "3", "JP": "T", "JKP": "T"}
    rows[6] |= {"NIK": "357101170885003"}
    assert taken(rows).summary == Summary(
        persons=2,
        segments=(("PU", 1), ("PMI", 1), ("BPU", 1)),
        employers=2,
        niks=6,
        niks_ending_in_zero=3,
        lines=8,
    )


def test_the_summary_of_employers_counts_the_active_ones() -> None:
    rows = export_rows(3, Kind.PEMBERI_KERJA)
    rows[1] |= {"STATUS": "NONAKTIF"}
    assert taken(rows, Kind.PEMBERI_KERJA).summary == Summary(employers=2, lines=4)
    projects = export_rows(2, Kind.PROYEK_JAKON)
    assert taken(projects, Kind.PROYEK_JAKON).summary == Summary(lines=3)


def test_an_export_of_ragged_rows_alone_has_no_rows() -> None:
    heading = csv_bytes(export_rows(1)).split(b"\n")[0]
    result = accept(to_cells(heading + b"\n202111,KDR\n", Kind.PESERTA, Profile()), job())
    assert (result.received, result.rows.height, result.losses) == (
        1,
        0,
        (("readable", "Q217", 1),),
    )
