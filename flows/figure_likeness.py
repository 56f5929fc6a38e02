"""Compares what was counted anew for an edition with the tables that the archive keeps of it."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from flows.installation import Installation
from flows.rebuilding import Rebuilt
from schemas.calculated import Method, Sources
from schemas.edition import Calculation, Edition
from schemas.observations import Observations
from schemas.submission import Fault, Held, ReadSubmission
from schemas.verification import Compared, Part
from transforms.verification import differing_numbers

NO_FIGURES = {Method.__name__: ["code"], Sources.__name__: ["rows"]}
"""Columns of tables that hang on the code that counts, or on how a library writes Parquet."""
NAMES = ("rows", "rejects")
"""Of objects; the rest of a reading says what was read."""


def compare_figures(
    archive: Installation,
    scratch: Installation,
    edition: Edition,
    rebuilt: Rebuilt,
    made: Calculation,
) -> Part:
    """What exports are read to, every table, and every published number."""
    recorded = {read.submission.id: read for read in rebuilt.recorded}
    pairs = [
        (recorded[read.submission.id], read)
        for read in rebuilt.inputs.submissions
        if read.submission.id not in rebuilt.unread
    ]
    others = (
        _export(now) for then, now in pairs if not _is_read_alike(archive, scratch, then, now)
    )
    tables = {
        table: _is_alike(archive, scratch, table, kept, made)
        for table, kept in edition.calculation.tables.items()
    }
    numbers, differing = _numbers(archive, scratch, edition, made)
    return Part(
        compared=(
            Compared.of("exports read anew", len(pairs), others),
            Compared.of(
                "tables",
                sum(alike is not None for alike in tables.values()),
                (name for name, alike in tables.items() if alike is False),
            ),
            Compared.of("published numbers", numbers, differing),
        ),
        notes=tuple(
            f"{_export(recorded[id])} is not read anew ({why}); it counts as it was read then"
            for id, why in rebuilt.unread.items()
        ),
        faults=tuple(
            f"table {name} is lost, and the one that is made now is another file"
            for name, alike in tables.items()
            if alike is None
        ),
    )


def _is_read_alike(
    archive: Installation, scratch: Installation, then: ReadSubmission, now: ReadSubmission
) -> bool:
    """Whether an export is read to the same counts, and to the same rows where these are kept."""
    if _counts(then) != _counts(now):
        return False
    if then.reading is None or now.reading is None or not then.reading.rows:
        return True
    if then.reading.rows == now.reading.rows or archive.objects.state(then.reading.rows) != "whole":
        return True
    return _equal(archive, then.reading.rows, scratch, now.reading.rows)


def _counts(read: ReadSubmission) -> dict[str, object]:
    """What became of an export, without the names of objects."""
    outcome = read.outcome
    if isinstance(outcome, Fault):
        return asdict(outcome)
    reading = outcome.reading if isinstance(outcome, Held) else outcome
    told = {name: value for name, value in asdict(reading).items() if name not in NAMES}
    return told | {"holds": outcome.holds if isinstance(outcome, Held) else ()}


def _is_alike(
    archive: Installation, scratch: Installation, table: str, kept: str, made: Calculation
) -> bool | None:
    """Whether a table says the same; None where it is another file, and the kept one is lost."""
    name = made.tables.get(table)
    if name is None or name == kept:
        return name == kept
    if archive.objects.state(kept) != "whole":
        return None
    return _equal(archive, kept, scratch, name, without=NO_FIGURES.get(table, ()))


def _equal(
    archive: Installation,
    kept: str,
    scratch: Installation,
    name: str,
    *,
    without: Sequence[str] = (),
) -> bool:
    then, now = archive.read_kept(kept), scratch.read_kept(name)
    return then.drop(without, strict=False).equals(now.drop(without, strict=False))


def _numbers(
    archive: Installation, scratch: Installation, edition: Edition, made: Calculation
) -> tuple[int, Iterator[str]]:
    """How many numbers are published, and those that are others."""
    kept, name = (each.tables[Observations.__name__] for each in (edition.calculation, made))
    now = scratch.read_kept(name)
    if kept == name or archive.objects.state(kept) != "whole":
        return now.height if kept == name else 0, iter(())
    return now.height, differing_numbers(archive.read_kept(kept), now)


def _export(read: ReadSubmission) -> str:
    return f"{read.submission.kind} of {read.submission.branch}"
