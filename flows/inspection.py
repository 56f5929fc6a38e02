"""Looks at one file before it counts, for the operator; nothing of it is kept."""

import re
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast, get_args

from flows.edges.inbox import CONTROL, Found, format_of, recognise, safe
from flows.edges.inspector import InspectionJob, inspect_export
from flows.edges.objects import Objects
from flows.edges.reference import read_reference
from flows.edges.workers import WorkerDied, Workers
from flows.settings import Settings
from schemas.errors import ExportError, UsageError
from schemas.exports import Format, Kind, Profile
from schemas.inspection import Inspection, InspectionReport
from schemas.month import JAKARTA, Month
from schemas.reading import ReadJob
from schemas.reference import CODE
from schemas.submission import Fault
from transforms.profile_block import to_block, to_settings
from transforms.regions import areas

NO_KEY = bytes(32)
"""Nobody sees the hashes that an inspection makes."""


@dataclass(frozen=True)
class _Subject:
    """Which export a file is meant to be."""

    branch: str
    kind: Kind
    format: Format
    month: Month | None
    """As its name says it."""
    named_as: str
    refusal: Fault | None


def inspect_file(
    settings: Settings, path: Path, branch: str | None, kind: Kind | None
) -> InspectionReport:
    """Say how a file is written and how it would be read, under its branch's profile and a better.

    UsageError when neither its name nor the caller says whose export of what kind it is;
    ExportError when it can't even be looked at.
    """
    subject = _subject(path, branch, kind)
    with tempfile.TemporaryDirectory(prefix="cakupan-") as folder:
        objects = Objects(folder)
        name = objects.put_file(
            path, f".{subject.format}", cap=settings.file_cap, may_be_linked=True
        )
        month = subject.month or _month_of_writing(path)
        reference = read_reference(settings.place_of("reference"), month, objects)
        present = reference.profiles.get((subject.branch, subject.kind), Profile())
        read = ReadJob(
            name=name,
            root=folder,
            kind=subject.kind,
            branch=subject.branch,
            month=month,
            format=subject.format,
            profile=present,
            key=NO_KEY,
            areas=areas(),
            cap=settings.file_cap,
            grace_months=settings.grace_months,
        )
        found = _found(settings, InspectionJob(read, has_month=subject.month is not None))
    return InspectionReport(
        branch=subject.branch,
        kind=subject.kind,
        is_expected=subject.branch in reference.expected(),
        named_as=subject.named_as,
        refusal=subject.refusal,
        found=found,
        disagreements=to_settings(found.suggested, present),
        block=to_block(subject.branch, subject.kind, found.suggested, present, found.doubts)
        if found.suggested != present
        else "",
    )


def _subject(path: Path, branch: str | None, kind: Kind | None) -> _Subject:
    """What a run makes of the file's name, and what the operator says instead."""
    if not (path.exists() or path.is_symlink()):
        raise UsageError(f"There is no file {safe(path.name)}; name one that is there.")
    if path.is_dir():
        raise UsageError(f"Expected a file; {safe(path.name)} is a folder. Name a file in it.")
    item = recognise(path)
    refusal = Fault(item.fault, item.fields) if item.fault else None
    found = item if isinstance(item, Found) else None
    form = format_of(path.name)
    if form == CONTROL and found:
        raise UsageError("A control file is no export; a run reads it with the one beside it.")
    code = (branch or (found.branch if found else "")).upper()
    meant = kind or (found.kind if found else None)
    if meant is None or re.fullmatch(CODE, code) is None:
        raise UsageError(
            f"{(refusal or Fault('E119')).sentence} To look into it all the same, say whose export "
            "it is and of what kind: --branch KDR --kind peserta."
        )
    if form not in get_args(Format):
        raise ExportError("E131") if form == "xlsm" else ExportError(item.fault, **item.fields)
    return _Subject(
        branch=code,
        kind=meant,
        format=cast(Format, form),
        month=found.month if found else None,
        named_as=found.title if found else "",
        refusal=refusal,
    )


def _month_of_writing(path: Path) -> Month:
    """The month in which a file was written: its register holds where the name has none."""
    return Month.from_date(datetime.fromtimestamp(path.stat().st_mtime, JAKARTA).date())


def _found(settings: Settings, job: InspectionJob) -> Inspection:
    with Workers(processes=1, memory_bytes=settings.reader_memory) as workers:
        try:
            return workers.call(inspect_export, job, timeout=settings.worker_seconds)
        except WorkerDied:
            raise ExportError("E139") from None
