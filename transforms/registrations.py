"""Makes registrations of a `peserta` export's cells."""

import polars as pl

from schemas.reading import ReadJob
from transforms.dialect import (
    FLAGS,
    SEGMENT,
    SEGMENT_WORDS,
    SEX,
    SEX_WORDS,
    STATUS_WORDS,
    dates,
    flags,
    whole_numbers,
)
from transforms.identity import hashed, with_employer
from transforms.parsing import Parsed, origin, payment, tidied

PROGRAMMES = ("JKK", "JKM", "JHT", "JP", "JKP")
WOMAN_DAYS = 40
"""A woman's NIK has her day of birth plus 40."""


def parse_registrations(cells: pl.DataFrame, job: ReadJob) -> Parsed:
    """The cells beside what the branch's style makes of them; null where that is nothing."""
    parsed = tidied(
        cells,
        words={
            "KODE_KANTOR": (job.branch,),
            "JENIS_KELAMIN": tuple(SEX_WORDS),
            "SEGMEN": tuple(SEGMENT_WORDS),
            "STATUS": tuple(STATUS_WORDS),
            **dict.fromkeys(PROGRAMMES, tuple(FLAGS)),
        },
        identifiers=("NPP", "KODE_DIVISI", "KPJ", "NIK", "KODE_WILAYAH_KERJA"),
        numbers=("UPAH",),
        dates=("PERIODE", "TGL_LAHIR", "BLTH_IURAN_TERAKHIR"),
    )
    sex = pl.col("JENIS_KELAMIN").replace_strict(SEX_WORDS, default=None, return_dtype=SEX)
    segment = pl.col("SEGMEN").replace_strict(SEGMENT_WORDS, default=None, return_dtype=SEGMENT)
    frame = parsed.frame.with_columns(
        **origin(job, "KODE_WILAYAH_KERJA"),
        **payment(job),
        **{f"has_{name.lower()}": flags(name) for name in PROGRAMMES},
        sex=sex,
        segment=segment,
        birth_date=dates("TGL_LAHIR", job.profile),
        wage_rupiah=whole_numbers("UPAH", job.profile),
        nik_birth=_nik_birth(),
    ).with_columns(age_years=_age_years(job), **_nik_parts())
    return Parsed(frame, parsed.findings)


def draft_registrations(parsed: pl.DataFrame, job: ReadJob) -> pl.DataFrame:
    """Rows that keep every rule as registrations, by person, duplicates among them."""
    return (
        with_employer(parsed, job.key)
        .select(
            "row",
            hashed("NIK", job.key).alias("person"),
            hashed("KPJ", job.key).alias("card"),
            "employer",
            pl.lit(job.branch).alias("branch"),
            "area",
            "segment",
            "sex",
            pl.col("age_years").cast(pl.UInt8),
            *[f"has_{name.lower()}" for name in PROGRAMMES],
            "is_declared_active",
            pl.col("unpaid_months").cast(pl.Int16),
            "wage_rupiah",
        )
        .sort("person", "card", "employer", "row")
    )


def _age_years(job: ReadJob) -> pl.Expr:
    """Completed years on the last day of the month: every birthday of that month is past."""
    birth = pl.col("birth_date")
    is_later = birth.dt.month() > job.month.number
    return job.month.year - birth.dt.year() - is_later.cast(pl.Int32)


def _nik_birth() -> pl.Expr:
    """The digits DDMMYY of a NIK as one number; null when it has not 16 digits."""
    nik = pl.col("NIK")
    digits = nik.str.slice(6, 6).cast(pl.Int32, strict=False)
    return pl.when(nik.str.contains("^[0-9]{16}$")).then(digits)


def _nik_parts() -> dict[str, pl.Expr]:
    birth = pl.col("nik_birth")
    is_woman = birth // 10_000 > WOMAN_DAYS
    return {
        "nik_day": birth // 10_000 - is_woman.cast(pl.Int32) * WOMAN_DAYS,
        "nik_month": birth // 100 % 100,
        "nik_year": birth % 100,
        "nik_is_woman": is_woman,
    }
