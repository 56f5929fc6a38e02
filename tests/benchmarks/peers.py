"""What others would write for the same work, each as its users do: polars, DuckDB, pandas.

polars casts the exports and writes them as Parquet, no more: the floor. DuckDB and pandas also
keep the rules of rows and count distinct active persons at every level, by segment and programme.
Run: python -m tests.benchmarks.peers polars|duckdb|pandas HOME FILE
"""

import sys
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl

from schemas.registrations import SEGMENTS, SEXES
from schemas.rules import GRACE_MONTHS, PROGRAMMES
from tests.benchmarks.country import MONTHS
from transforms.regions import areas

MONTH = MONTHS[-1]
NUMBERS = ("NPP", "KODE_DIVISI", "KPJ", "NIK")
FLAGS = ["JKK", "JKM", "JHT", "JP", "JKP"]
LEVELS = {
    ("area", "area"): "area",
    ("area", "province"): "substr(area, 1, 2)",
    ("area", "branch"): "server",
    ("area", "kanwil"): "server_kanwil",
    ("area", "national"): "'ID'",
    ("held", "branch"): "branch",
    ("held", "kanwil"): "kanwil",
    ("held", "national"): "'ID'",
}
"""By view and level, what a person is counted under; in the simulation each area has one server."""


def main() -> None:
    """Let one peer work on a home's exports, and leave what it found in a file."""
    name, home, target = sys.argv[1:]
    peers = {"polars": cast_with_polars, "duckdb": count_with_duckdb, "pandas": count_with_pandas}
    peers[name](Path(home), Path(target))


def exports(home: Path) -> list[Path]:
    """The `peserta` exports of the newest month."""
    return sorted((home / "inbox" / str(MONTH)).glob("peserta_*.csv"))


def cast_with_polars(home: Path, target: Path) -> None:
    """Cast every export and write it as Parquet, streaming, into one file for each."""
    target.mkdir()
    months = ("PERIODE", "BLTH_IURAN_TERAKHIR")
    wage = pl.col("UPAH").str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    for path in exports(home):
        pl.scan_csv(path, separator=";", infer_schema=False).select(
            *(("01/" + pl.col(name)).str.to_date("%d/%m/%Y").alias(name) for name in months),
            "KODE_KANTOR",
            "KODE_WILAYAH_KERJA",
            *(pl.col(name).cast(pl.UInt64, strict=False) for name in NUMBERS),
            pl.col("TGL_LAHIR").str.to_date("%d/%m/%Y", strict=False),
            pl.col("JENIS_KELAMIN").cast(pl.Enum(SEXES), strict=False),
            pl.col("SEGMEN").cast(pl.Enum(SEGMENTS), strict=False),
            *(pl.col(name) == "Y" for name in PROGRAMMES),
            pl.col("STATUS") == "AKTIF",
            wage.cast(pl.Float64, strict=False).cast(pl.Int64),
        ).sink_parquet(target / f"{path.stem}.parquet")


def count_with_duckdb(home: Path, target: Path) -> None:
    """The persons of every level, in SQL over all exports at once."""
    reference = home / "reference"
    first = f"DATE '{MONTH.first_day}'"
    flags = ", ".join(f"{name} = 'Y' AS {name}" for name in FLAGS)
    is_flag = " AND ".join(f"{name} IN ('Y', 'T')" for name in FLAGS)
    database = duckdb.connect()
    database.execute("SET preserve_insertion_order = false")
    database.execute("CREATE TABLE area_codes AS SELECT unnest($1) AS code", [list(areas())])
    database.execute(f"""
        CREATE TABLE persons AS
        WITH cells AS (
            SELECT *, parse_filename(filename)[9:12] AS sender,
                try_strptime(TGL_LAHIR, '%d/%m/%Y') AS birth,
                try_strptime('01/' || BLTH_IURAN_TERAKHIR, '%d/%m/%Y') AS paid,
                try_cast(replace(replace(UPAH, '.', ''), ',', '.') AS DOUBLE) AS wage,
                try_strptime(
                    lpad((NIK[7:8]::INTEGER % 40)::VARCHAR, 2, '0') || NIK[9:10] || '2000',
                    '%d%m%Y') AS birthday
            FROM read_csv('{home}/inbox/{MONTH}/peserta_*.csv', delim = ';', header = true,
                all_varchar = true, filename = true)
        )
        SELECT NIK::UBIGINT AS nik, KODE_KANTOR AS branch, KODE_WILAYAH_KERJA AS area,
            list_position({list(SEGMENTS)}, SEGMEN)::UTINYINT AS segment, {flags}
        FROM cells SEMI JOIN area_codes ON KODE_WILAYAH_KERJA = code
        WHERE PERIODE = '{MONTH.number:02d}/{MONTH.year}' AND KODE_KANTOR = sender
            AND regexp_full_match(KPJ, '[0-9]{{11}}') AND regexp_full_match(NIK, '[0-9]{{16}}')
            AND birthday IS NOT NULL AND (TGL_LAHIR IS NULL OR birth <= {first} + INTERVAL 1 MONTH)
            AND (TGL_LAHIR IS NULL OR birth IS NOT NULL) AND JENIS_KELAMIN IN ('L', 'P')
            AND SEGMEN IN {SEGMENTS} AND {is_flag} AND JKK = JKM
            AND (SEGMEN != 'PU' OR (NPP IS NOT NULL AND KODE_DIVISI IS NOT NULL))
            AND (SEGMEN = 'PU' OR (JP = 'T' AND JKP = 'T'))
            AND STATUS = 'AKTIF' AND (UPAH IS NULL OR wage >= 0)
            AND (BLTH_IURAN_TERAKHIR IS NULL OR paid IS NOT NULL)
            AND (paid IS NULL OR datediff('month', paid, {first}) < {GRACE_MONTHS})
    """)
    database.execute(f"""
        CREATE TABLE placed AS
        SELECT persons.*, home.kanwil, served.branch AS server, there.kanwil AS server_kanwil
        FROM persons
        LEFT JOIN read_csv('{reference}/branches.csv', all_varchar = true) home USING (branch)
        LEFT JOIN read_csv('{reference}/branch_areas.csv', all_varchar = true) served
            ON served.area = persons.area
        LEFT JOIN read_csv('{reference}/branches.csv', all_varchar = true) there
            ON there.branch = served.branch
    """)
    sums = ", ".join(f"count(*) FILTER ({name}) AS {name}" for name in FLAGS)
    any_of = ", ".join(f"bool_or({name}) AS {name}" for name in FLAGS)
    levels = " UNION ALL ".join(
        f"""SELECT '{view}' AS view, '{level}' AS level, code, segment, count(*) AS persons, {sums}
        FROM (SELECT {key} AS code, nik, min(segment) AS segment, {any_of}
            FROM placed GROUP BY ALL) GROUP BY ALL"""
        for (view, level), key in LEVELS.items()
    )
    database.execute(f"COPY ({levels}) TO '{target}' (FORMAT parquet)")


def count_with_pandas(home: Path, target: Path) -> None:
    """The persons of every level of one branch of middling size."""
    path = sorted(exports(home), key=lambda path: path.stat().st_size)[len(exports(home)) // 2]
    cells = pd.read_csv(path, sep=";", dtype=str, encoding="utf-8-sig")
    birth = pd.to_datetime(cells["TGL_LAHIR"], format="%d/%m/%Y", errors="coerce")
    paid = pd.to_datetime("01/" + cells["BLTH_IURAN_TERAKHIR"], format="%d/%m/%Y", errors="coerce")
    wage = pd.to_numeric(
        cells["UPAH"].str.replace(".", "", regex=False).str.replace(",", ".", regex=False),
        errors="coerce",
    )
    day = pd.to_numeric(cells["NIK"].str[6:8], errors="coerce") % 40
    birthday = pd.to_datetime(
        day.astype("Int64").astype(str).str.zfill(2) + cells["NIK"].str[8:10] + "2000",
        format="%d%m%Y",
        errors="coerce",
    )
    unpaid = (MONTH.year - paid.dt.year) * 12 + MONTH.number - paid.dt.month
    is_pu = cells["SEGMEN"] == "PU"
    holds = (
        (cells["PERIODE"] == f"{MONTH.number:02d}/{MONTH.year}")
        & (cells["KODE_KANTOR"] == path.stem.split("_")[1])
        & cells["KPJ"].str.fullmatch("[0-9]{11}")
        & cells["NIK"].str.fullmatch("[0-9]{16}")
        & birthday.notna()
        & (cells["TGL_LAHIR"].isna() | (birth <= pd.Timestamp(MONTH.last_day)))
        & cells["JENIS_KELAMIN"].isin(SEXES)
        & cells["SEGMEN"].isin(SEGMENTS)
        & cells["KODE_WILAYAH_KERJA"].isin(areas())
        & cells[FLAGS].isin(["Y", "T"]).all(axis=1)
        & (cells["JKK"] == cells["JKM"])
        & (~is_pu | (cells["NPP"].notna() & cells["KODE_DIVISI"].notna()))
        & (is_pu | ((cells["JP"] == "T") & (cells["JKP"] == "T")))
        & (cells["UPAH"].isna() | (wage >= 0))
        & (cells["STATUS"] == "AKTIF")
        & (cells["BLTH_IURAN_TERAKHIR"].isna() | paid.notna())
        & (paid.isna() | (unpaid < GRACE_MONTHS))
    )
    active = cells[holds]
    branch = active["KODE_KANTOR"]
    reference = home / "reference"
    branches = pd.read_csv(reference / "branches.csv", dtype=str).set_index("branch")["kanwil"]
    servers = pd.read_csv(reference / "branch_areas.csv", dtype=str).set_index("area")["branch"]
    keys = {
        "area": active["KODE_WILAYAH_KERJA"],
        "substr(area, 1, 2)": active["KODE_WILAYAH_KERJA"].str[:2],
        "server": active["KODE_WILAYAH_KERJA"].map(servers),
        "server_kanwil": active["KODE_WILAYAH_KERJA"].map(servers).map(branches),
        "'ID'": pd.Series("ID", index=active.index),
        "branch": branch,
        "kanwil": branch.map(branches),
    }
    traits = (active[FLAGS] == "Y").assign(
        nik=active["NIK"].astype("uint64"),
        segment=active["SEGMEN"].map({name: place for place, name in enumerate(SEGMENTS, 1)}),
    )
    tables = []
    for (view, level), key in LEVELS.items():
        kinds = {"segment": "min", **dict.fromkeys(FLAGS, "max")}
        persons = traits.assign(code=keys[key]).groupby(["code", "nik"]).agg(kinds)
        sums = persons.groupby(["code", "segment"])[FLAGS].sum()
        sums.insert(0, "persons", persons.groupby(["code", "segment"]).size())
        tables.append(sums.reset_index().assign(view=view, level=level))
    found = pd.concat(tables)
    pl.DataFrame({name: found[name].tolist() for name in found}).write_parquet(target)


if __name__ == "__main__":
    main()
