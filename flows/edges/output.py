"""Writes the folder that people open: PDFs, workbooks, press notes, figures and manifest."""

import io
import os
from pathlib import Path

import polars as pl

from flows.edges.objects import Objects
from schemas.edition import Edition, EditionBulletin
from schemas.month import Month
from schemas.observations import Observations

OURS = (
    "bulletins/cakupan-*.pdf",
    "bulletins/cakupan-*.xlsx",
    "press/siaran-pers-*.docx",
    "press/siaran-pers-*.txt",
)
"""Files that go when the edition has them no longer."""


def publish(objects: Objects, edition: Edition, output: Path) -> None:
    """Bring `output/<month>/` to hold this edition; files that are right already stay untouched."""
    folder = output / str(edition.month)
    wanted: dict[Path, bytes] = {}
    for bulletin in edition.bulletins:
        page = folder / "bulletins" / pdf_name(edition.month, bulletin)
        note = folder / "press" / f"siaran-pers-{edition.month}-{bulletin.stem}"
        names = {
            page: bulletin.pdf,
            page.with_suffix(".xlsx"): bulletin.companion,
            note.with_suffix(".docx"): bulletin.press_page,
            note.with_suffix(".txt"): bulletin.press_text,
        }
        wanted |= {path: objects.read(name) for path, name in names.items() if name}
    figures = objects.read(edition.calculation.tables[Observations.__name__])
    wanted |= {
        folder / "figures" / f"cakupan-{edition.month}.parquet": figures,
        folder / "figures" / f"cakupan-{edition.month}.csv": to_csv(figures),
        folder / "manifest.json": objects.read(edition.manifest),
    }
    for path, data in wanted.items():
        if not (path.is_file() and path.read_bytes() == data):
            write_whole(path, data)
    found = {path for pattern in OURS for path in folder.glob(pattern)}
    for stale in found - set(wanted):
        stale.unlink()


def to_csv(figures: bytes) -> bytes:
    """Observations as UTF-8 text with commas and decimal points; a count has no decimals."""
    observations = pl.read_parquet(figures)
    value = (
        pl.when(pl.col("denominator").is_null())
        .then(pl.col("numerator").cast(pl.String))
        .otherwise(pl.col("value").cast(pl.String))
    )
    text = io.StringIO()
    observations.with_columns(value=value).select("month", pl.exclude("month")).write_csv(text)
    return text.getvalue().encode()


def pdf_name(month: Month, bulletin: EditionBulletin) -> str:
    """The name under which a bulletin's PDF is found and mailed."""
    return f"cakupan-{month}-{bulletin.stem}.pdf"


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a whole file or none; what a killed writer left is overwritten by the next."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        part.chmod(mode)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
