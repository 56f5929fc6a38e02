"""A small simulation, and a count of its exports that is written apart from the code."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from lokal.nik import parse_nik

from schemas.exports import Kind
from schemas.month import Month

SPEC = """
seed = 11
months = ["2021-10", "2021-11"]

[shares]
jht_pu = 0.9
jht_bpu = 0.25
jp = 0.8
jkp = 0.7
second_kpj = 0.05
second_employer = 0.03
second_segment = 0.04
nonaktif = 0.1
lapsed = 0.06
faulty = 0.02
duplicates = 0.01
leave = 0.1

[branches.AAA.months.2021-10]
areas.3506.pu = 700
areas.3506.pmi = 20
areas.3506.bpu = 90
areas.3506.projects = 4
areas.3506.project_workers = 101
areas.3506.ended_projects = 2
areas.3571 = { pu = 310, bpu = 41 }
shared = [{ main = "3506", second = "3571", persons = 13 }]
elsewhere = { 3518 = 17 }
employers = { besar = 3, menengah = 5, kecil = 9, mikro = 31, arrears = 6, nonaktif = 7 }

[branches.AAA.months.2021-11]
areas.3506.pu = 640
areas.3506.pmi = 22
areas.3506.bpu = 95
areas.3506.projects = 5
areas.3506.project_workers = 120
areas.3506.ended_projects = 3
areas.3571 = { pu = 333, bpu = 40 }
shared = [{ main = "3506", second = "3571", persons = 15 }]
elsewhere = { 3518 = 19 }
employers = { besar = 3, menengah = 6, kecil = 9, mikro = 35, arrears = 5, nonaktif = 8 }

[branches.BBB.style]
extra_columns = ["NAMA", "KETERANGAN"]

[branches.BBB.style.profile]
encoding = "cp1252"
delimiter = "|"
decimal = ","
thousands = "."
dates = "dd/mm/yyyy"
months = "mm/yyyy"
headers = { "NO KPJ" = "KPJ" }

[branches.BBB.months.2021-11]
areas.3171 = { pu = 120, bpu = 30, projects = 1, project_workers = 8 }
employers = { besar = 1, mikro = 9 }
missing = ["pemberi_kerja"]

[branches.CCC.style]
format = "xlsx"
profile = { dates = "dd/mm/yyyy" }

[branches.CCC.months.2021-11]
areas.3579 = { pu = 60, bpu = 6 }
employers = { kecil = 2 }

[branches.DDD.style]
format = "csv.gz"
line_end = "\\r\\n"
has_bom = true

[branches.DDD.months.2021-11]
areas.9171 = { pu = 50 }
employers = { kecil = 2 }
"""
OCTOBER, NOVEMBER = Month(2021, 10), Month(2021, 11)
RANKS = {"PU": 0, "PMI": 1, "BPU": 2}


def export(inbox: Path, month: Month, kind: Kind = Kind.PESERTA) -> pl.DataFrame:
    """An export of branch AAA, which writes in the plain style."""
    name = f"{kind}_AAA_{month.year}{month.number}.csv"
    return pl.read_csv(inbox / str(month) / name, infer_schema=False)


def is_faulty(row: dict[str, Any]) -> bool:
    """Whether a rule must reject the row."""
    try:
        date.fromisoformat(row["TGL_LAHIR"])
    except ValueError:
        return True
    return (
        row["SEGMEN"] not in RANKS
        or not parse_nik(row["NIK"], reference_date=NOVEMBER.last_day).valid
        or (row["SEGMEN"] == "PU") != (row["NPP"] is not None)
        or (row["SEGMEN"] != "PU" and "Y" in (row["JP"], row["JKP"]))
        or row["UPAH"].startswith("-")
    )


def accepted(inbox: Path, month: Month) -> pl.DataFrame:
    """The rows that no rule rejects, each registration once."""
    rows = export(inbox, month)
    is_good = pl.Series([not is_faulty(row) for row in rows.iter_rows(named=True)])
    return rows.filter(is_good).unique(["KPJ", "NPP", "KODE_DIVISI"], maintain_order=True)


def active(inbox: Path, month: Month) -> pl.DataFrame:
    """Rows that count: AKTIF, and fewer than 3 unpaid months or no paid month known."""
    rows = accepted(inbox, month)
    paid = [Month.parse(text) if text else month for text in rows["BLTH_IURAN_TERAKHIR"]]
    is_recent = pl.Series([month - last < 3 for last in paid])
    return rows.filter(is_recent, pl.col("STATUS") == "AKTIF")


def by_segment(rows: pl.DataFrame) -> tuple[int, ...]:
    """Distinct persons, each in the first of his segments: PU, PMI, BPU."""
    ranks = rows.with_columns(rank=pl.col("SEGMEN").replace_strict(RANKS))
    counts = Counter(ranks.group_by("NIK").agg(pl.col("rank").min())["rank"])
    return tuple(counts[rank] for rank in RANKS.values())
