"""False persons in every position of what branches send: nothing that a run leaves names them."""

import json
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from schemas.exports import Kind
from tests.builders import csv_bytes
from tests.cases.case import Row, good_rows, registration
from tests.cases.sheets import COLUMN_NAMES, archive, fill_text, workbook
from tests.commands import start
from tests.homes import SURROUNDINGS
from tests.leaks import found_in, searchable
from tests.references import copy_reference

pytestmark = pytest.mark.usefixtures("prefect")

EMPLOYERS, PROJECTS = Kind.PEMBERI_KERJA, Kind.PROYEK_JAKON
RAW = (".csv", ".xlsx", ".zip", ".toml")
"""Endings of archived exports and control files, which hold what was sent."""
COMMANDS = """
import json, sys, tempfile
from flows import command_line
from flows.guard import guarded
tempfile.tempdir = None  # it is looked for in the environment again
{before}
for words in json.loads(sys.argv[1]):
    code = guarded(lambda: command_line.app(words, result_action="return_value") or 0)
    print("exit", code, file=sys.stderr)
sys.exit()
"""
FAILING = """
import flows.preparation, flows.readings, tests.stand_ins
flows.readings.read_export = tests.stand_ins.read_and_die
flows.preparation.render_bulletin = tests.stand_ins.render_badly
"""
"""Readers die with an export in hand, and the templates are broken."""


class Canaries:
    """Identifiers that stand nowhere else; each is remembered when it is taken."""

    CORES = ("357129170885", "946182", "Kenari")
    """What each of them holds."""

    def __init__(self) -> None:
        self.all: list[str] = []

    def _next(self, text: str) -> str:
        self.all.append(text)
        return text

    def digits(self, count: int) -> str:
        """A number of so many digits."""
        return self._next(f"946182{len(self.all):0{count - 6}}")

    def nik(self) -> str:
        """A NIK of a man born on 17 August 1985, as the rules want it."""
        return self._next(f"357129170885{9_001 + len(self.all)}")

    def name(self) -> str:
        """A person's name."""
        letters = "".join("abcdefghij"[int(digit)] for digit in f"{len(self.all):03}")
        return self._next(f"Kenari {letters.title()}wati")


def base_row(canaries: Canaries, **cells: str) -> Row:
    """A row of a false person that keeps every rule but those that the cells break."""
    row = registration(0) | {"TGL_LAHIR": "1985-08-17", "JENIS_KELAMIN": "L"} | cells
    made = {"NIK": canaries.nik, "KPJ": lambda: canaries.digits(11), "NAMA": canaries.name}
    made |= {"NPP": lambda: canaries.digits(9)}
    return row | {column: make() for column, make in made.items() if column not in cells}


def bad_rows(canaries: Canaries, branch: str) -> list[Row]:
    """An identifier in each column in turn, where the rules refuse it."""
    ours = {"KODE_KANTOR": branch}
    return [
        base_row(canaries, **ours, **{column: canaries.digits(16)})
        for column in ("PERIODE", "TGL_LAHIR", "KODE_WILAYAH_KERJA", "BLTH_IURAN_TERAKHIR", "UPAH")
    ] + [
        base_row(canaries, KODE_KANTOR=canaries.name()),
        base_row(canaries, **ours, STATUS=canaries.name()),
        base_row(canaries, **ours, NIK=canaries.digits(15)),
        base_row(canaries, **ours, NPP="<" + canaries.name()),
    ]


def export(branch: str, canaries: Canaries, bad: Sequence[Row]) -> bytes:
    """A branch's peserta export with titles, dropped columns and false persons, good and bad."""
    heading = f"IBU {canaries.name()} {canaries.digits(16)}"
    ours = {"KODE_KANTOR": branch}
    rows = [row | {"NAMA": "", heading: ""} for row in good_rows(branch=branch)]
    rows += [base_row(canaries) | ours | {heading: canaries.name()} for _ in range(3)]
    rows += [row | {heading: canaries.nik()} for row in bad]
    title = f"DAFTAR PESERTA; petugas {canaries.name()} {canaries.nik()}\n"
    short = f"202111,{branch},{canaries.nik()}\n"
    return title.encode() + csv_bytes(rows) + short.encode()


def kinds(canaries: Canaries, kind: Kind) -> bytes:
    """Employers or projects, one of them with an identifier where a number is wanted."""
    rows = good_rows(kind)
    rows[3] |= {"JUMLAH_TK": canaries.digits(16)}
    if kind is PROJECTS:
        rows[4] |= {"NILAI_KONTRAK": canaries.digits(16)}
        rows[5] |= {"NOMOR_PROYEK": canaries.digits(13)}
    else:
        rows[5] |= {"NPP": canaries.digits(9)}
    return csv_bytes(rows, kind)


def two_sheets(canaries: Canaries) -> bytes:
    """Two sheets that fit, named after persons, and a hidden one."""

    def fill(book: object, sheet: object) -> None:
        other = book.add_worksheet(canaries.name())  # type: ignore[attr-defined]
        fill_text(other, [base_row(canaries, NAMA="")])
        hidden = book.add_worksheet(canaries.name())  # type: ignore[attr-defined]
        fill_text(hidden, [base_row(canaries, NAMA="")])
        hidden.hide()

    return workbook(fill)


def open_quote(canaries: Canaries) -> bytes:
    """A name behind a quotation mark that is never closed."""
    row = base_row(canaries, KODE_KANTOR="BTU", NAMA="", STATUS=f'"{canaries.name()}')
    text = [",".join(COLUMN_NAMES), ",".join(row[name] for name in COLUMN_NAMES), ""]
    return "\n".join(text).encode()


def send(inbox: Path, canaries: Canaries) -> None:
    """What three branches put into the inbox: one well, one to be held, one to be refused."""
    elsewhere = [row | {"KODE_KANTOR": canaries.name()} for row in good_rows(PROJECTS)[:20]]
    files = {
        f"peserta_KDR_202111 {canaries.name()} {canaries.nik()}.csv": export(
            "KDR", canaries, bad_rows(canaries, "KDR")
        ),
        "pemberi_kerja_KDR_202111.csv": kinds(canaries, EMPLOYERS),
        "proyek_jakon_KDR_202111.csv": kinds(canaries, PROJECTS),
        "pemberi_kerja_KDR_202111.kontrol.toml": f'nihil = "{canaries.nik()}"\n'.encode(),
        "peserta_SDA_202111.csv": export(
            "SDA", canaries, bad_rows(canaries, "SDA") + bad_rows(canaries, "SDA")
        ),
        "pemberi_kerja_SDA_202111.xlsx": two_sheets(canaries),
        "proyek_jakon_SDA_202111.zip": archive(
            {f"{canaries.nik()}.csv": b"x", f"{canaries.name()}.csv": b"y"}
        ),
        "peserta_BTU_202111.csv": open_quote(canaries),
        "pemberi_kerja_BTU_202111.csv": f"NPP,{canaries.name()}\n{canaries.nik()},x\n".encode(),
        "proyek_jakon_BTU_202111.csv": csv_bytes(elsewhere, PROJECTS),
        f"catatan {canaries.nik()} dan {canaries.digits(11)}.txt": canaries.name().encode(),
    }
    for name, data in files.items():
        (inbox / name).write_bytes(data)


class Home:
    """A folder in which everything happens, temporary files and words among it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("inbox", "tmp", "user"):
            (folder / name).mkdir(parents=True)
        copy_reference(folder / "reference", {"KDR", "SDA", "BTU"})
        (folder / "reference/profiles.toml").write_text("")

    def does(self, *commands: Sequence[str], before: str = "") -> list[int]:
        """Run commands in one process; their exit codes, and what they say is kept."""
        done = start(
            (json.dumps(commands),),
            {
                **os.environ,
                **SURROUNDINGS,
                "CAKUPAN_HOME": str(self.folder),
                "TMPDIR": str(self.folder / "tmp"),
                "HOME": str(self.folder / "user"),
            },
            COMMANDS.format(before=before),
        )
        assert done.returncode == 0, done.stderr
        with (self.folder / "told.txt").open("a") as told:
            told.write(done.stdout + done.stderr)
        said = [line.split() for line in done.stderr.splitlines()]
        return [int(words[1]) for words in said if words[:1] == ["exit"]]

    def leftovers(self) -> Iterator[Path]:
        """Every file but what was sent and what is for the clerk's eyes alone."""
        for path in sorted(self.folder.rglob("*")):
            is_sent = "inbox" in path.parts or path.name.endswith(RAW)
            if path.is_file() and not is_sent and "private" not in path.parts:
                yield path


def mode_of(path: Path) -> int:
    """Who may do what with a file or folder."""
    return stat.S_IMODE(path.stat().st_mode)


def test_nothing_that_a_run_leaves_names_a_person(tmp_path: Path, prefect: Path) -> None:
    home, canaries = Home(tmp_path / "home"), Canaries()
    inbox, run = home.folder / "inbox", ["run", "2021-11"]
    (inbox / "peserta_KDR_202111.csv").write_bytes(export("KDR", canaries, []))
    assert home.does([*run], before=FAILING) == [1]
    send(inbox, canaries)
    branches = ("KDR", "SDA", "BTU")
    files = [path for path in sorted(inbox.iterdir()) if path.suffix in (".csv", ".xlsx", ".zip")]
    recipients = (home.folder / "reference/recipients.csv").read_text().splitlines()[1:]
    codes = home.does(
        [*run, "--json"],
        ["status", "2021-11"],
        ["status", "2021-11", "--json"],
        *(["status", "2021-11", "--branch", branch] for branch in branches),
        *(["corrections", "2021-11", "--branch", branch] for branch in branches),
        [*run, "--accept", "SDA", "--by", "Rina", "--why", "sudah diperiksa"],
        ["approve", "2021-11", "--by", "Rina"],
        ["release", "2021-11", "--confirm", str(len(recipients))],
        *(["inspect", str(path)] for path in files[::2]),
    )
    assert codes[:12] == [3, *[0] * 8, 3, 0, 0]
    assert set(codes[12:]) == {0, 4}
    (inbox / "peserta_KDR_202111b.csv").write_bytes(export("KDR", canaries, []))
    assert home.does([*run], [*run, "--revise"], ["status", "2021-11"]) == [3, 3, 0]

    sent = b"\n".join(
        data for path in inbox.iterdir() for data in [path.name.encode(), *searchable(path)]
    )
    assert found_in(sent, canaries.all) == canaries.all
    files = [*home.leftovers(), *(path for path in prefect.rglob("*") if path.is_file())]
    assert {path.suffix for path in files} >= {".pdf", ".parquet", ".json", ".eml", ".db", ".txt"}
    leaks = {
        (path.name, canary)
        for path in files
        for data in searchable(path)
        if found_in(data, Canaries.CORES)
        for canary in found_in(data, canaries.all)
    }
    assert leaks == set()

    private = home.folder / "output/2021-11/private"
    assert mode_of(private) == 0o700
    archived = [path for path in home.folder.glob("store/??/*") if path.name.endswith(RAW)]
    assert {mode_of(path) for path in [*private.iterdir(), *archived]} == {0o600}
