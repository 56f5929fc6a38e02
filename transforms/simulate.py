"""Simulated exports: rows that give exactly the margins, and rows that must not count."""

import polars as pl

from schemas.exports import COLUMNS, Kind, Profile
from schemas.month import Month
from schemas.simulation import BranchPlan, ExtraColumn, Simulation
from transforms import workplaces, worksites
from transforms.export_styles import (
    IMPOSSIBLE_DATES,
    amount_texts,
    date_texts,
    month_text,
    with_headings,
)
from transforms.population import Cell, Group, Population
from transforms.simulated_registrations import INCOMES, NO_MONTH, WAGES, Fault, to_registration_rows
from transforms.workplaces import Workplaces, to_workplaces
from transforms.worksites import to_worksites

WAGE_LEVELS = (
    *(1_620_000 + 137 * step + 20_000_000 * step**8 // WAGES**8 for step in range(WAGES)),
    *(1_000_000 + 100_000 * step for step in range(INCOMES)),
)
"""Rupiah a month for each step: wages of PU, many low and few high, then incomes of the others."""


def to_exports(
    simulation: Simulation, people: Population, plan: BranchPlan, month: Month
) -> dict[Kind, pl.DataFrame]:
    """What the branch sends in a month, by kind: text cells in its style under its own headings.

    A kind that it keeps back or has no rows of is left out.
    """
    margins = plan.months[month]
    profile = plan.style.profile
    place = simulation.branches.index(plan)
    seats = {a: people.windows[Cell(plan.code, a, Group.PU)][month].seats for a in margins.areas}
    places = to_workplaces(
        plan,
        month,
        seats,
        seed=simulation.seed,
        first_number=place * (workplaces.NUMBERS // len(simulation.branches)),
    )
    rows = to_registration_rows(people, plan, month, places)
    projects = to_worksites(
        plan,
        month,
        simulation.months,
        seed=simulation.seed,
        first_number=place * (worksites.NUMBERS // len(simulation.branches)),
    )
    exports = {
        Kind.PESERTA: _peserta(rows, people.births, places, plan, month),
        Kind.PEMBERI_KERJA: _pemberi_kerja(rows, places, profile, month),
        Kind.PROYEK_JAKON: _proyek_jakon(projects, profile),
    }
    period = [
        pl.lit(month_text(month, profile)).alias("PERIODE"),
        pl.lit(plan.code).alias("KODE_KANTOR"),
    ]
    return {
        kind: export.select(*period, *COLUMNS[kind][2:], *_extras(plan, kind)).pipe(
            with_headings, profile
        )
        for kind, export in exports.items()
        if kind not in margins.missing and not export.is_empty()
    }


def _extras(plan: BranchPlan, kind: Kind) -> tuple[ExtraColumn, ...]:
    return plan.style.extra_columns if kind is Kind.PESERTA else ()


def _peserta(
    rows: pl.DataFrame, births: pl.Series, places: Workplaces, plan: BranchPlan, month: Month
) -> pl.DataFrame:
    profile = plan.style.profile
    fault = pl.col("fault")
    nik = pl.col("NIK").cast(pl.String)
    unit = pl.col("unit")
    wage = pl.lit(amount_texts(WAGE_LEVELS, profile)).gather("wage")
    is_bad_date = fault == Fault.IMPOSSIBLE_BIRTH_DATE
    return rows.select(
        NPP=pl.lit(places.units["NPP"]).gather(unit),
        KODE_DIVISI=pl.lit(places.units["KODE_DIVISI"]).gather(unit),
        KPJ=pl.col("kpj").cast(pl.String).str.zfill(11),
        NIK=pl.when(fault == Fault.NIK_OF_15_DIGITS)
        .then(nik.str.head(15))
        .when(fault == Fault.NIK_OF_30_FEBRUARY)
        .then(nik.str.head(6) + "3002" + nik.str.tail(6))
        .when(fault == Fault.NIK_OF_DAY_00)
        .then(nik.str.head(6) + "00" + nik.str.tail(8))
        .otherwise(nik),
        TGL_LAHIR=pl.when(is_bad_date)
        .then(pl.lit(IMPOSSIBLE_DATES[profile.dates[0]]))
        .otherwise(pl.lit(date_texts(births, profile)).gather("birth")),
        JENIS_KELAMIN=pl.when("is_woman").then(pl.lit("P")).otherwise(pl.lit("L")),
        SEGMEN="segment",
        KODE_WILAYAH_KERJA="area",
        JKK=pl.lit("Y"),
        JKM=pl.lit("Y"),
        JHT=_flag("jht"),
        JP=_flag("jp"),
        JKP=_flag("jkp"),
        STATUS=pl.when("is_aktif").then(pl.lit("AKTIF")).otherwise(pl.lit("NONAKTIF")),
        BLTH_IURAN_TERAKHIR=pl.lit(_last_paid(month, profile)).gather("unpaid"),
        UPAH=pl.when(fault == Fault.NEGATIVE_WAGE).then("-" + wage).otherwise(wage),
        NAMA="PESERTA " + pl.col("person").cast(pl.String).str.zfill(6),
        ALAMAT="Jl. Contoh No. " + (pl.col("person") % 200 + 1).cast(pl.String),
        KETERANGAN=pl.when(pl.col("segment") == "BPU").then(pl.lit("Usaha Café")),
    )


def _pemberi_kerja(
    rows: pl.DataFrame, places: Workplaces, profile: Profile, month: Month
) -> pl.DataFrame:
    """The employers' file; one active unit in fifty reports a worker too many."""
    workers = (
        rows.filter("is_aktif", pl.col("fault").is_null(), pl.col("unit").is_not_null())
        .group_by("unit")
        .agg(workers=pl.col("kpj").n_unique().cast(pl.Int64))
    )
    turn = pl.col("NPP").cast(pl.Int64)
    is_active = pl.col("state") == "active"
    is_wrong = is_active & (turn % 50 == 7)
    unpaid = (
        pl.when(is_active)
        .then((turn % 10 == 0).cast(pl.Int64))
        .when(pl.col("state") == "arrears")
        .then(3 + turn % 6)
        .otherwise(6 + turn % 18)
    )
    state = (
        pl.when(pl.col("state") == "nonaktif").then(pl.lit("NONAKTIF")).otherwise(pl.lit("AKTIF"))
    )
    return (
        places.units.join(workers, on="unit", how="left", validate="1:1")
        .with_columns(
            STATUS=state,
            JUMLAH_TK=(pl.col("workers").fill_null(0) + is_wrong).cast(pl.String),
            BLTH_IURAN_TERAKHIR=pl.lit(_last_paid(month, profile)).gather(unpaid),
        )
        .sort("NPP", "KODE_DIVISI")
    )


def _proyek_jakon(projects: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    return projects.with_columns(
        NILAI_KONTRAK=amount_texts(projects["NILAI_KONTRAK"], profile),
        JUMLAH_TK=pl.col("JUMLAH_TK").cast(pl.String),
        MULAI=date_texts(projects["MULAI"], profile),
        SELESAI=date_texts(projects["SELESAI"], profile),
    )


def _flag(column: str) -> pl.Expr:
    return pl.when(column).then(pl.lit("Y")).otherwise(pl.lit("T"))


def _last_paid(month: Month, profile: Profile) -> pl.Series:
    """The last paid month for each number of unpaid months; nothing at NO_MONTH."""
    return pl.Series([*(month_text(month + -back, profile) for back in range(NO_MONTH)), None])
