"""Counts of an export by which a branch's month is judged plausible or not."""

import polars as pl

from schemas.exports import Kind
from schemas.reading import ReadJob, Summary
from schemas.registrations import SEGMENTS
from transforms.rules import is_active


def to_summary(rows: pl.DataFrame, parsed: pl.DataFrame, job: ReadJob, lines: int) -> Summary:
    """Counts over the stored rows, NIK over all that could be read, and the file's lines."""
    match job.kind:
        case Kind.PESERTA:
            counted = rows.lazy().filter(is_active(job.grace_months))
            active = counted.select("segment", "person", "employer").collect()
            persons = {
                segment: active.filter(pl.col("segment") == segment)["person"].n_unique()
                for segment in SEGMENTS
            }
            units = active.filter(pl.col("segment") == "PU")["employer"]
            niks = parsed["NIK"].drop_nulls()
            return Summary(
                persons=active["person"].n_unique(),
                segments=tuple(persons.items()),
                employers=units.n_unique(),
                niks=niks.len(),
                niks_ending_in_zero=int(niks.str.ends_with("0").sum()),
                lines=lines,
            )
        case Kind.PEMBERI_KERJA:
            active = rows.filter(is_active(job.grace_months))
            return Summary(employers=active.height, lines=lines)
        case Kind.PROYEK_JAKON:
            return Summary(lines=lines)
