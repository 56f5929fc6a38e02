"""Writes the folder that people open: PDFs, workbooks, press notes, figures and manifest."""

import io

import polars as pl

from flows.edges.folders import Folder
from flows.edges.objects import Objects, is_of
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


def publish(objects: Objects, edition: Edition, output: Folder) -> None:
    """Bring `output/<month>/` to hold this edition; files that are right already stay untouched."""
    folder, figures = output / str(edition.month), edition.calculation.tables[Observations.__name__]
    wanted = {
        f"figures/cakupan-{edition.month}.parquet": figures,
        "manifest.json": edition.manifest,
    }
    for bulletin in edition.bulletins:
        page = f"bulletins/{pdf_name(edition.month, bulletin)}"
        note = f"press/siaran-pers-{edition.month}-{bulletin.stem}"
        names = {
            page: bulletin.pdf,
            f"{page.removesuffix('.pdf')}.xlsx": bulletin.companion,
            f"{note}.docx": bulletin.press_page,
            f"{note}.txt": bulletin.press_text,
        }
        wanted |= {path: name for path, name in names.items() if name}
    for path, name in wanted.items():
        there = folder.read(path)
        if there is None or not is_of(name, there):
            folder.write(path, objects.read(name))
    text, path = to_csv(objects.read(figures)), f"figures/cakupan-{edition.month}.csv"
    if folder.read(path) != text:
        folder.write(path, text)
    found = {path for pattern in OURS for path in folder.names(pattern)}
    for stale in found - set(wanted):
        folder.remove(stale)


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
