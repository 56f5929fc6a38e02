"""Homes whose branch sends faulty exports and corrects them from workbooks."""

import shutil
from hashlib import sha256
from pathlib import Path

from flows.corrections import remove_stale_workbooks, write_corrections
from flows.edges.reference import read_reference
from flows.edges.workers import Workers
from flows.installation import Installation
from flows.intake import take_in
from flows.judgement import judge
from flows.readings import current_submissions, find_readings, read_branch
from flows.settings import Settings
from schemas.corrections import CorrectionsReport
from schemas.submission import ReadSubmission
from tests.builders import export_row
from tests.homes import NOVEMBER
from tests.references import EXAMPLE

NAME = "SITI CONTOH"
PESERTA = "peserta_KDR_202111.csv"
PRIVATE = "output/2021-11/private"


def empty_home(folder: Path) -> Path:
    """A home without exports, whose branches write in the plain style."""
    shutil.copytree(EXAMPLE / "reference", folder / "reference")
    (folder / "reference" / "profiles.toml").write_text("")
    (folder / "inbox").mkdir()
    return folder


def installation(home: Path) -> Installation:
    return Installation.open(Settings(home=home, settle_seconds=0))


def run(home: Path, workers: Workers) -> int:
    """All that a run of November does for corrections; how many workbooks it removes."""
    judged = read_and_judge(home, workers)
    opened = installation(home)
    with opened.ledger.lease(NOVEMBER):
        return remove_stale_workbooks(opened, NOVEMBER, judged)


def read_and_judge(home: Path, workers: Workers) -> tuple[ReadSubmission, ...]:
    """Take in, read and judge November, as a run does before it counts anybody."""
    opened = installation(home)
    reference = read_reference(opened.reference, NOVEMBER, opened.objects)
    with opened.ledger.lease(NOVEMBER) as lease:
        take_in(opened, NOVEMBER, reference, lease, revise=False)
        received = current_submissions(opened, NOVEMBER, reference)
        known = find_readings(opened, reference, str(home), received)
        unread = [item for item, read in zip(received, known, strict=True) if read is None]
        made = read_branch(opened, workers, reference, lease, str(home), unread)
        found = (read for read in known if read is not None)
        return judge(opened, reference, lease, [*found, *made])


def corrections(home: Path, branch: str = "KDR") -> CorrectionsReport:
    return write_corrections(installation(home), NOVEMBER, branch)


def written(report: CorrectionsReport) -> Path:
    """The one workbook that was written."""
    (file,) = report.files
    return Path(file.path)


def workbooks(home: Path) -> list[str]:
    """The names of all that lies in the private folder."""
    return sorted(path.name for path in (home / PRIVATE).glob("*"))


def name_of(data: bytes, branch: str = "KDR") -> str:
    """The name of the workbook that corrects these bytes."""
    return f"koreksi-peserta-{branch}-2021-11-{sha256(data).hexdigest()[:8]}.xlsx"


def true_rows() -> list[dict[str, str]]:
    """Eighty different rows that keep every rule, with a column that is not asked for."""
    return [
        export_row(KPJ=f"{21000000000 + number}", NIK=f"357101170885{number:04d}")
        | {"NAMA": f"{NAME} {number}"}
        for number in range(1, 81)
    ]


def faulty_rows() -> list[dict[str, str]]:
    """The same with faults in three rows."""
    sent = true_rows()
    sent[10] |= {"NIK": "3,57101E+15", "STATUS": "X"}
    sent[20] |= {"TGL_LAHIR": "1985-02-30", "JENIS_KELAMIN": ""}
    sent[79] |= {"NIK": "357101170885008", "NAMA": "=1+1"}
    return sent


def send(home: Path, data: bytes, name: str = PESERTA) -> None:
    (home / "inbox" / name).write_bytes(data)
