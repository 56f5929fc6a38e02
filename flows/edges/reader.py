"""What a reading worker does: an archived export becomes two Parquet objects and safe counts."""

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import polars as pl

from flows.edges.archives import gunzipped, unzipped
from flows.edges.objects import Objects
from flows.edges.sheets import sheet_rows_as_sent, to_sheet_cells
from flows.edges.tables import table_rows_as_sent, to_table_cells
from schemas.columns import empty
from schemas.errors import CakupanError, DataError, ExportError, StoreError
from schemas.reading import AsSent, AsSentJob, Reading, ReadJob, Summary
from schemas.rejects import Rejects
from transforms.acceptance import STAGES, Accepted, accept
from transforms.cells import Cells, rows_as_sent, to_cells
from transforms.contracts import validated

ROW_GROUP = 12_000
"""Rows that a bucket of persons can be cut from without reading the others."""

OURS = tuple(f"{Path(__file__).parents[2] / name}/" for name in ("flows", "schemas", "transforms"))
"""Where our own code lies; a library's lines say nothing of what we did wrong."""
PLACES = 3
"""Lines that are told of an error of our own."""

Argument = TypeVar("Argument")
Result = TypeVar("Result")


def read_export(job: ReadJob) -> Reading:
    """Read one archived export; ExportError when it can't be taken."""
    return shielded(_read, job)


def send_back(wanted: AsSentJob) -> AsSent:
    """Chosen rows of an archived export as the branch sent them; ExportError as in reading it."""
    return shielded(_send_back, wanted)


def shielded(function: Callable[[Argument], Result], argument: Argument) -> Result:
    """The function's result; no error but ours leaves with its message, and none with its cause.

    Libraries quote cells in theirs.
    """
    try:
        return function(argument)
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


def cells_of(data: bytes, job: ReadJob) -> Cells:
    """The cells of an export, in whatever format it is."""
    match job.format:
        case "xlsx" | "xls":
            return to_sheet_cells(data, job.kind, job.profile, job.cap, is_old=job.format == "xls")
        case "parquet":
            return to_table_cells(data, job.kind, job.profile, job.cap)
    cells = to_cells(unpacked(data, job), job.kind, job.profile)
    cells.findings["N321"] += job.format == "zip"
    return cells


def unpacked(data: bytes, job: ReadJob) -> bytes:
    """The text of an export that is text, taken out of its archive if it is in one."""
    match job.format:
        case "csv.gz":
            return gunzipped(data, job.cap)
        case "zip":
            return unzipped(data, job.cap)
    return data


def _read(job: ReadJob) -> Reading:
    """A nil report was understood when it came in, and has no rows."""
    store = Objects(job.root)
    if job.format == "nil":
        return _stored(store, _nothing(job))
    return _stored(store, accept(cells_of(_archived(store, job), job), job))


def _nothing(job: ReadJob) -> Accepted:
    """What becomes of no rows."""
    return Accepted(
        rows=empty(STAGES[job.kind].model),
        rejects=validated(empty(Rejects), Rejects),
        received=0,
        readable=0,
        valid=0,
        losses=(),
        findings=(),
        pairs=(),
        summary=Summary(),
    )


def _send_back(wanted: AsSentJob) -> AsSent:
    job = wanted.job
    data = _archived(Objects(job.root), job)
    match job.format:
        case "nil":
            return AsSent((), (), {})
        case "xlsx" | "xls":
            is_old = job.format == "xls"
            return sheet_rows_as_sent(
                data, job.kind, job.profile, job.cap, wanted.rows, is_old=is_old
            )
        case "parquet":
            return table_rows_as_sent(data, job.kind, job.profile, job.cap, wanted.rows)
    return rows_as_sent(unpacked(data, job), job.kind, job.profile, wanted.rows)


def _archived(store: Objects, job: ReadJob) -> bytes:
    try:
        data = store.read(job.name)
    except StoreError:
        raise ExportError("E141", digest=job.name[:8]) from None
    if len(data) > job.cap:
        raise ExportError("E106", cap=job.cap)
    return data


def _stored(store: Objects, accepted: Accepted) -> Reading:
    return Reading(
        rows=store.write(".parquet", lambda path: _write(accepted.rows, path)),
        rejects=store.write(".parquet", lambda path: _write(accepted.rejects, path)),
        received=accepted.received,
        readable=accepted.readable,
        valid=accepted.valid,
        unique=accepted.rows.height,
        losses=accepted.losses,
        findings=accepted.findings,
        pairs=accepted.pairs,
        summary=accepted.summary,
    )


def _write(frame: pl.DataFrame, path: Path) -> None:
    """Hashes do not shrink and the rest does at once: more effort saves nothing."""
    frame.write_parquet(path, compression_level=1, row_group_size=ROW_GROUP, statistics=True)


def _whereabouts(error: BaseException) -> str:
    """The error's kind and the last lines of ours on the way to it, without its message."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(OURS)][-PLACES:]
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in ours]
    return f"{type(error).__name__} at {', '.join(places)}"
