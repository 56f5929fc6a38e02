"""A workbook goes as soon as the file that it corrects no longer counts or reads well."""

import json
from pathlib import Path

import pytest

from flows.edges.workers import Workers
from schemas.errors import HeldError
from tests.builders import csv_bytes
from tests.correction_homes import (
    PRIVATE,
    corrections,
    empty_home,
    faulty_rows,
    installation,
    name_of,
    read_and_judge,
    run,
    send,
    true_rows,
    workbooks,
    written,
)
from tests.homes import NOVEMBER, cakupan


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return empty_home(tmp_path)


def test_a_corrected_file_takes_its_workbook_away_at_the_next_run(
    home: Path, workers: Workers
) -> None:
    sent = csv_bytes(faulty_rows())
    send(home, sent)
    refused = sent.replace(b",NIK,", b",NOMOR,")
    send(home, refused, "peserta_SDA_202111.csv")
    run(home, workers)
    corrections(home)
    corrections(home, "SDA")
    both = [name_of(sent), name_of(refused, branch="SDA")]
    assert workbooks(home) == both
    assert run(home, workers) == 0
    assert workbooks(home) == both
    send(home, csv_bytes(true_rows()))
    assert run(home, workers) == 1
    assert workbooks(home) == both[1:]


def test_the_workbook_of_a_newer_file_takes_the_older_ones_place(
    home: Path, workers: Workers
) -> None:
    send(home, csv_bytes(faulty_rows()))
    run(home, workers)
    corrections(home)
    again = csv_bytes(faulty_rows()[:-1])
    send(home, again)
    read_and_judge(home, workers)
    corrections(home)
    assert workbooks(home) == [name_of(again)]


def test_a_workbook_goes_when_the_same_bytes_read_well(home: Path, workers: Workers) -> None:
    profiles = home / "reference" / "profiles.toml"
    profiles.write_text('[KDR]\ndelimiter = "|"\n')
    sent = csv_bytes(true_rows())
    send(home, sent)
    run(home, workers)
    corrections(home)
    assert workbooks(home) == [name_of(sent)]
    profiles.write_text("")
    assert run(home, workers) == 1
    assert workbooks(home) == []


def test_what_a_killed_writer_left_goes_and_what_is_not_ours_stays(
    home: Path, workers: Workers
) -> None:
    send(home, csv_bytes(faulty_rows()))
    run(home, workers)
    name = written(corrections(home)).name
    stale = name.replace("KDR", "SDA")
    own = [
        "catatan.txt",
        f"~${name}",
        *(
            changed
            for each in (name, stale)
            for changed in (
                each.replace(".xlsx", " (selesai).xlsx"),
                each.replace("koreksi", "salinan koreksi"),
                f"{each}.part",
            )
        ),
    ]
    for other in (f".{name}.part", f".{stale}.part", stale, *own):
        (home / PRIVATE / other).touch()
    assert run(home, workers) == 3
    assert workbooks(home) == sorted([name, *own])


def test_stale_workbooks_go_although_the_branch_has_nothing_to_correct_yet(
    home: Path, workers: Workers
) -> None:
    send(home, csv_bytes(faulty_rows()))
    run(home, workers)
    corrections(home)
    send(home, csv_bytes(true_rows()))
    read_and_judge(home, workers)
    with pytest.raises(HeldError, match="SDA has sent nothing"):
        corrections(home, "SDA")
    assert workbooks(home) == []


def test_no_workbook_is_written_while_a_run_holds_the_month(home: Path, workers: Workers) -> None:
    send(home, csv_bytes(faulty_rows()))
    run(home, workers)
    with (
        installation(home).ledger.lease(NOVEMBER),
        pytest.raises(HeldError, match="A run of 2021-11 is under way"),
    ):
        corrections(home)
    assert not (home / PRIVATE).exists()
    corrections(home)
    assert workbooks(home) == [name_of(csv_bytes(faulty_rows()))]


@pytest.mark.usefixtures("prefect")
def test_the_command_removes_the_workbook_of_a_corrected_file(home: Path) -> None:
    send(home, csv_bytes(faulty_rows()))
    assert removed_by_command(home) == 0
    corrections(home)
    assert workbooks(home) == [name_of(csv_bytes(faulty_rows()))]
    send(home, csv_bytes(true_rows()))
    assert removed_by_command(home) == 1
    assert workbooks(home) == []


def removed_by_command(home: Path) -> int:
    """How many workbooks `cakupan run` says that it has removed."""
    done = cakupan(home, "run", "2021-11", "--json")
    assert done.stdout, done.stderr
    (report,) = json.loads(done.stdout)
    return report["removed_workbooks"]  # type: ignore[no-any-return]
