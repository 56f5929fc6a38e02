"""What a reading worker does: an archived export becomes two Parquet objects and safe counts."""

import gzip
import traceback
import zlib
from io import BytesIO
from pathlib import Path

import polars as pl

from flows.edges.objects import Objects
from flows.edges.sheets import to_sheet_cells
from schemas.errors import CakupanError, DataError, ExportError
from schemas.reading import Reading, ReadJob
from transforms.acceptance import accept
from transforms.cells import Cells, to_cells

ROW_GROUP = 12_000
"""Rows that a bucket of persons can be cut from without reading the others."""
GZIP = b"\x1f\x8b"


def read_export(job: ReadJob) -> Reading:
    """Read one archived export; ExportError when it can't be taken.

    No other error leaves with its message: libraries quote cells in theirs.
    """
    try:
        return _read(job)
    except CakupanError as error:
        fault = error
    except MemoryError:
        fault = ExportError("E139")
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a panic of a compiled library is no Exception
        fault = DataError(f"Reading an export failed: {_whereabouts(error)}.")
    # Raised here, so that nothing of the first error hangs on to it.
    fault.__context__ = fault.__cause__ = None
    raise fault.with_traceback(None)


def _read(job: ReadJob) -> Reading:
    store = Objects(job.root)
    accepted = accept(_cells(store.read(job.name), job), job)
    return Reading(
        rows=store.write(".parquet", lambda path: _write(accepted.rows, path)),
        rejects=store.write(".parquet", lambda path: _write(accepted.rejects, path)),
        received=accepted.received,
        readable=accepted.readable,
        valid=accepted.valid,
        unique=accepted.rows.height,
        losses=accepted.losses,
        findings=accepted.findings,
    )


def _cells(data: bytes, job: ReadJob) -> Cells:
    if len(data) > job.cap:
        raise ExportError("E106", cap=job.cap)
    match job.format:
        case "xlsx":
            return to_sheet_cells(data, job.kind, job.profile, job.cap)
        case "csv.gz":
            return to_cells(_unpacked(data, job.cap), job.kind, job.profile)
        case _:
            return to_cells(data, job.kind, job.profile)


def _unpacked(data: bytes, cap: int) -> bytes:
    """The bytes of a gzip file, never more than `cap` of them."""
    if not data:
        raise ExportError("E101")
    if not data.startswith(GZIP):
        raise ExportError("E103", expected="gzip", found="another kind of file")
    try:
        with gzip.open(BytesIO(data)) as file:
            text = file.read(cap + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise ExportError("E135") from None
    if len(text) > cap:
        raise ExportError("E107", cap=cap)
    return text


def _write(frame: pl.DataFrame, path: Path) -> None:
    frame.write_parquet(path, compression="zstd", row_group_size=ROW_GROUP, statistics=True)


def _whereabouts(error: BaseException) -> str:
    """The error's kind and where it arose, without its message."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]
    return f"{type(error).__name__} at {', '.join(places)}"
