"""Styles are found by what the reader can make of the cells, and doubts are told."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl
import pytest

from schemas.exports import COLUMNS, DateStyle, Kind, MonthStyle, Profile
from schemas.inspection import StyleCount
from schemas.month import Month
from tests.builders import export_row
from transforms.detection import Styles, commonest_month, to_styles

DEFAULT = Profile()


def cells(kind: Kind, columns: Mapping[str, Sequence[str | None]]) -> pl.DataFrame:
    """Rows that keep every rule, but for the named columns."""
    height = max(map(len, columns.values()), default=1)
    row = export_row(kind)
    return pl.DataFrame(
        {column: list(columns.get(column, [row[column]] * height)) for column in COLUMNS[kind]},
        schema=dict.fromkeys(COLUMNS[kind], pl.String),
    )


def found(profile: Profile = DEFAULT, **columns: Sequence[str | None]) -> Styles:
    return to_styles(cells(Kind.PESERTA, columns), Kind.PESERTA, profile)


def counts(styles: Styles, column: str) -> list[tuple[str, int]]:
    return [(count.style, count.cells) for count in styles.counts if count.column == column]


@pytest.mark.parametrize(
    ("texts", "dates"),
    [
        (["1985-08-17", "1990-12-31"], ("yyyy-mm-dd",)),
        (["17/08/1985", "01/02/1990"], ("dd/mm/yyyy",)),
        (["17-08-1985", "1-2-1990"], ("dd-mm-yyyy",)),
        (["19850817"], ("yyyymmdd",)),
        (["17-AGU-1985", "17 Aug 1985"], ("dd-mon-yyyy",)),
        (["17-Des-85"], ("dd-mon-yy",)),
        (["31276"], ("serial",)),
        (["17/08/1985", "18/08/1985", "19-08-1985"], ("dd/mm/yyyy", "dd-mm-yyyy")),
        (["1985-08-17", None, "", "-", "0000-00-00"], ("yyyy-mm-dd",)),
    ],
)
def test_styles_of_dates(texts: list[str | None], dates: tuple[DateStyle, ...]) -> None:
    styles = found(TGL_LAHIR=texts)
    assert styles.profile == replace(DEFAULT, dates=dates)
    assert styles.doubts == ()


def test_a_date_that_may_be_month_first_is_undecidable() -> None:
    profile = Profile(dates=("yyyymmdd",))
    styles = found(profile, TGL_LAHIR=["01/02/1985", "03/04/1990"])
    assert styles.profile == profile
    assert counts(styles, "TGL_LAHIR") == [("dd/mm/yyyy or mm/dd/yyyy", 2)]
    assert ["undecidable" in doubt for doubt in styles.doubts] == [True]


def test_one_day_over_twelve_decides_for_the_day_first() -> None:
    styles = found(TGL_LAHIR=["01/02/1985", "03/04/1990", "13/04/1990"])
    assert styles.profile.dates == ("dd/mm/yyyy",)
    assert styles.doubts == ()


def test_month_first_is_told_and_never_allowed() -> None:
    styles = found(TGL_LAHIR=["02/01/1985", "04/13/1990", "04/14/1990", "15/04/1990"])
    assert styles.profile.dates == DEFAULT.dates
    assert counts(styles, "TGL_LAHIR")[0] == ("mm/dd/yyyy", 2)
    assert "2 cells can only be mm/dd/yyyy, 1 only dd/mm/yyyy" in styles.doubts[0]


@pytest.mark.parametrize(("slips", "is_allowed"), [(1, False), (2, True)])
def test_a_rare_style_is_a_slip_of_the_pen(slips: int, *, is_allowed: bool) -> None:
    styles = found(TGL_LAHIR=["1985-08-17"] * (100 - slips) + ["17/08/1985"] * slips)
    assert ("dd/mm/yyyy" in styles.profile.dates) is is_allowed
    assert bool(styles.doubts) is not is_allowed


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("202111", "yyyymm"),
        ("2021-11", "yyyy-mm"),
        ("11-2021", "mm-yyyy"),
        ("11/2021", "mm/yyyy"),
        ("Nov-2021", "mon-yyyy"),
        ("NOPEMBER 2021", "mon-yyyy"),
    ],
)
def test_styles_of_months(text: str, style: MonthStyle) -> None:
    styles = found(PERIODE=[text, text], BLTH_IURAN_TERAKHIR=[text, None])
    assert styles.profile == replace(DEFAULT, months=style)
    assert styles.doubts == ()
    assert counts(styles, "BLTH_IURAN_TERAKHIR") == [(style, 1)]


def test_a_profile_has_one_style_of_months() -> None:
    styles = found(PERIODE=["11/2021"] * 3, BLTH_IURAN_TERAKHIR=["202110"] * 2 + [None])
    assert styles.profile.months == "mm/yyyy"
    assert "yyyymm (2)" in styles.doubts[0]


def test_months_that_nothing_reads_leave_the_profile() -> None:
    profile = Profile(months="mm-yyyy")
    styles = found(profile, PERIODE=["Q4"], BLTH_IURAN_TERAKHIR=["?"])
    assert styles.profile.months == "mm-yyyy"
    assert styles.doubts == ("months: undecidable, for no cell is a month.",)
    assert counts(styles, "PERIODE") == [("", 1)]


@pytest.mark.parametrize(
    ("texts", "profile"),
    [
        (["2085925"], DEFAULT),
        (["2085925.50", "100"], DEFAULT),
        (["2085925,50", "100"], Profile(decimal=",")),
        (["2.085.925,00", "2.085"], Profile(decimal=",", thousands=".")),
        (["2.085.925", "925"], Profile(decimal=",", thousands=".")),
        (["2,085,925.00", "2,085"], Profile(decimal=".", thousands=",")),
        (["Rp 2.085.925,-", "(1.000.000)"], Profile(decimal=",", thousands=".")),
    ],
)
def test_styles_of_numbers(texts: list[str], profile: Profile) -> None:
    styles = found(UPAH=texts)
    assert styles.profile == profile
    assert styles.doubts == ()


def test_counts_are_grouped_and_one_cell_is_one_cell() -> None:
    many = (
        found(UPAH=["2.500"] * 1234).doubts
        + found(PERIODE=["11/2021"] * 2000, BLTH_IURAN_TERAKHIR=["202110"] * 2000).doubts
    )
    assert "for 1.234 cells may be" in many[0]
    assert "mm/yyyy (2.000)" in many[1]
    (one,) = found(TGL_LAHIR=["04/13/1990"]).doubts
    assert one.startswith("dates: 1 cell can only be mm/dd/yyyy")
    (rare,) = found(TGL_LAHIR=["1985-08-17"] * 1500 + ["17/08/1985"]).doubts
    assert "dd/mm/yyyy is in 1 of 1.501 cells" in rare


def test_digits_alone_leave_the_profile() -> None:
    profile = Profile(decimal=",", thousands=".")
    styles = found(profile, UPAH=["2085925", "100"])
    assert styles.profile == profile
    assert counts(styles, "UPAH") == [("digits only", 2)]


def test_one_group_of_thousands_may_be_decimals_and_is_undecidable() -> None:
    styles = found(UPAH=["2.500", "3.750", "900"])
    assert styles.profile == DEFAULT
    assert "undecidable, for 2 cells may be" in styles.doubts[0]


def test_one_odd_cell_decides_nothing() -> None:
    styles = found(UPAH=["2.500"] * 200 + ["2.500.000"])
    assert styles.profile == DEFAULT
    assert "undecidable" in styles.doubts[0]


def test_numbers_that_nothing_reads_are_told() -> None:
    styles = found(UPAH=["lima", "NaN"])
    assert styles.profile == DEFAULT
    assert styles.doubts == ("decimal, thousands: undecidable, for no cell is a number.",)


def test_columns_are_counted_one_by_one_and_the_most_frequent_first() -> None:
    styles = to_styles(
        cells(
            Kind.PROYEK_JAKON,
            {
                "MULAI": ["17/08/2021", "17/09/2021", "2021-10-17", "soon"],
                "SELESAI": ["17/08/2022", None, None, None],
            },
        ),
        Kind.PROYEK_JAKON,
        DEFAULT,
    )
    assert styles.counts[:4] == (
        StyleCount("MULAI", "dd/mm/yyyy", 2),
        StyleCount("MULAI", "", 1),
        StyleCount("MULAI", "yyyy-mm-dd", 1),
        StyleCount("SELESAI", "dd/mm/yyyy", 1),
    )
    assert styles.profile.dates == ("dd/mm/yyyy", "yyyy-mm-dd")


def test_empty_columns_decide_nothing() -> None:
    profile = Profile(dates=("yyyymmdd",), months="mm/yyyy", decimal=",", thousands=".")
    styles = found(
        profile,
        TGL_LAHIR=[None, ""],
        PERIODE=[None, "-"],
        BLTH_IURAN_TERAKHIR=[None, "0000-00"],
        UPAH=["", "N/A"],
    )
    assert styles.profile == profile
    assert styles.counts == ()
    assert styles.doubts == ()


def test_the_order_of_the_rows_changes_nothing() -> None:
    texts = ["17/08/1985", "1985-08-17", "?", "18/08/1985"]
    assert found(TGL_LAHIR=texts) == found(TGL_LAHIR=texts[::-1])


def test_the_month_is_the_one_that_most_rows_say() -> None:
    said = cells(Kind.PESERTA, {"PERIODE": ["11/2021", "202111", "202110", "?", None]})
    assert commonest_month(said) == Month(2021, 11)
    assert commonest_month(said.filter(pl.col("PERIODE") == "?")) is None
