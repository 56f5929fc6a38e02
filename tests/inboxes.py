"""An installation whose inbox tests fill, and what its status says afterwards."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from flows.edges.reference import read_reference
from flows.installation import Installation
from flows.intake import take_in
from flows.settings import Settings
from flows.status import to_month_status
from schemas.exports import Kind
from schemas.report import ExportReport, MonthStatus
from schemas.submission import Remark
from tests.homes import NOVEMBER
from tests.references import EXAMPLE

PESERTA = "peserta_KDR_202111"
NIGHT = 1_638_316_800
"""Seconds from 1970 to 1 December 2021, 07:00 in Jakarta."""


def empty_home(folder: Path) -> Path:
    """The example's reference data and an empty inbox."""
    shutil.copytree(EXAMPLE / "reference", folder / "home/reference")
    (folder / "home/inbox").mkdir()
    return folder / "home"


def put(home: Path, name: str, data: bytes, minute: int = 0) -> Path:
    """A file in the inbox, written so many minutes into the night."""
    path = home / "inbox" / name
    path.write_bytes(data)
    os.utime(path, (NIGHT, NIGHT + 60 * minute))
    return path


def opened(home: Path, **settings: object) -> Installation:
    """The installation of a home."""
    return Installation.open(Settings(home=home, settle_seconds=0, **settings))  # type: ignore[arg-type]


def taken_in(home: Path, *, revise: bool = False, **settings: object) -> MonthStatus:
    """November's status after the inbox was looked into."""
    installation = opened(home, **settings)
    reference = read_reference(installation.reference, NOVEMBER, installation.objects)
    with installation.ledger.lease(NOVEMBER) as lease:
        take_in(installation, NOVEMBER, reference, lease, revise=revise)
    return to_month_status(installation, NOVEMBER)


def export(status: MonthStatus, branch: str = "KDR", kind: Kind = Kind.PESERTA) -> ExportReport:
    """What the status says of one export."""
    (found,) = (line.branch for line in status.lines if line.branch.code == branch)
    return next(item for item in found.exports if item.kind is kind)


def sentences(remarks: Iterable[Remark]) -> list[str]:
    """What head office reads of them."""
    return [remark.sentence for remark in remarks]


def archived(home: Path) -> set[bytes]:
    """The bytes of all that branches sent."""
    return {
        path.read_bytes()
        for path in (home / "store").glob("??/*")
        if path.suffix not in (".toml", ".csv") or b"," not in path.read_bytes()
    }
