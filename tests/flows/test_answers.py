"""What a run and a status show on the terminal, and the same in JSON."""

import json
from dataclasses import replace

import pytest

from flows.answers import show_branch, show_status
from flows.json_answers import run_json, status_json
from flows.run_answers import show_run
from schemas.arrivals import Notice
from schemas.edition import Withheld
from schemas.exports import Kind
from schemas.report import BranchLine, BranchReport, MonthStatus
from schemas.revision import Ground
from schemas.submission import Hold, Remark
from tests.facts import NOVEMBER
from tests.reports import arrival, branch, export, figure, run_report

NIL = export(arrivals=(arrival(format="nil"),))


def status(
    *branches: BranchReport,
    requests: tuple[str, ...] = (),
    withheld: tuple[Withheld, ...] = (),
) -> MonthStatus:
    """November's grid, with an edition that is prepared."""
    return MonthStatus(
        month=NOVEMBER,
        edition="2021-11",
        state="prepared",
        lines=tuple(BranchLine(item, "rendered", "") for item in branches),
        strangers=(),
        withheld=withheld,
        requests=requests,
        mails={},
        advice=("Next: cakupan release 2021-11",),
    )


def cells(shown: str, code: str) -> list[str]:
    """The cells of a branch's row."""
    (line,) = [line for line in shown.splitlines() if line.startswith(f"│ {code} ")]
    return [cell.strip() for cell in line.strip("│").split("│")]


def test_a_preliminary_figure_is_marked_and_explained(capsys: pytest.CaptureFixture[str]) -> None:
    refused = branch("KDR", export(Kind.PROYEK_JAKON, "rejected"), export(accepted=1500))
    whole = branch("SDA", export(Kind.PEMBERI_KERJA, "missing"), export(accepted=1500))
    figures = (figure("KDR", 1400, obs_status="P"), figure("SDA", 1400))
    show_run(run_report(refused, whole, figures=figures))
    shown = capsys.readouterr().out
    assert cells(shown, "KDR")[4:] == ["1.400*", "2.000", "70,00*"]
    assert cells(shown, "SDA")[4:] == ["1.400", "2.000", "70,00"]
    assert (
        "* preliminary, without Jakon workers; no proyek_jakon counts of: KDR (rejected)" in shown
    )
    assert "Coverage is whole, but no pemberi_kerja counts of: SDA (missing)" in shown


def test_a_nil_report_is_called_so(capsys: pytest.CaptureFixture[str]) -> None:
    show_run(run_report(branch("KDR", NIL)))
    assert cells(capsys.readouterr().out, "KDR")[1:4] == ["nil report", "", ""]
    show_status(status(branch("KDR", NIL)))
    assert cells(capsys.readouterr().out, "KDR")[1:3] == ["read nil report", "read 0"]
    show_branch(status(branch("KDR", NIL)))
    assert "nil report 00000001 of 2021-12-01 07:00:00 WIB" in capsys.readouterr().out


def test_which_of_several_files_counts_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    files = (arrival(1), arrival(2), arrival(3, is_late=True))
    one = status(branch("KDR", export(arrivals=files)))
    show_branch(one)
    at = "of 2021-12-01 07:00:00 WIB, received on 2021-12-01 07:00:00 WIB"
    assert [line for line in capsys.readouterr().out.splitlines() if "csv file" in line][:3] == [
        f"csv file 00000001 {at}: replaced",
        f"csv file 00000002 {at}: counts",
        f"csv file 00000003 {at} after publication: waits for a revision",
    ]
    (told,) = json.loads(status_json([one]))
    shown = told["branches"][0]["exports"][0]
    assert [file["fate"] for file in shown["files"]] == ["replaced", "counts", "late"]
    assert shown["nil"] is False


def test_a_late_file_is_something_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    late = branch("KDR", export(Kind.PROYEK_JAKON, arrivals=(arrival(), arrival(2, is_late=True))))
    show_run(run_report(branch("SDA"), late, is_new=False))
    shown = capsys.readouterr().out
    assert "Nothing to do" not in shown
    assert "Late files wait, of KDR; to use them: cakupan run 2021-11 --revise" in shown
    show_run(run_report(branch("SDA"), is_new=False))
    shown = capsys.readouterr().out
    assert "Nothing to do: edition 2021-11 stands, in output/2021-11/bulletins" in shown
    assert "Late" not in shown


def test_removed_workbooks_are_told_when_there_are_any(capsys: pytest.CaptureFixture[str]) -> None:
    report = run_report(branch("KDR"), removed_workbooks=1200)
    show_run(report)
    said = "Correction workbooks removed, for files replaced or clean by now: 1.200"
    assert said in capsys.readouterr().out
    assert json.loads(run_json([report]))[0]["removed_workbooks"] == 1200
    show_run(run_report(branch("KDR")))
    assert "workbooks" not in capsys.readouterr().out


def test_the_terminal_shows_ten_requests_and_the_next_step(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = tuple(f"Ask Office {n} for its export" for n in range(1200))
    long = status(branch("KDR"), requests=asked)
    show_status(long)
    assert [line for line in capsys.readouterr().out.splitlines() if line.startswith("•")] == [
        *(f"• {request}" for request in asked[:10]),
        "• … and 1.190 more exports are asked for or wait",
        "• Next: cakupan release 2021-11",
    ]
    (told,) = json.loads(status_json([long]))
    assert told["requests"] == list(asked)
    assert told["advice"] == ["Next: cakupan release 2021-11"]


def test_all_that_holds_an_export_is_told_with_the_command_that_takes_it() -> None:
    holds = (Hold("H507", {"rows": 65_535}), Hold("H508", {"totals": 1}))
    stranger = Notice("catatan.txt", "", None, "E123")
    held = branch("KDR", export(state="held", reasons=holds, notes=(Remark("N320"),)))
    (told,) = json.loads(run_json([run_report(held, strangers=(stranger,))]))
    shown = told["branches"][0]["exports"][0]
    assert shown["fault"] == (
        f"{holds[0].sentence} {holds[1].sentence} To take it all the same: "
        "cakupan run 2021-11 --accept KDR --kind peserta --by NAME --why TEXT"
    )
    assert shown["notes"] == ["N320 Same file received again; nothing changed."]
    assert told["strangers"] == [f"catatan.txt: {stranger.remark.sentence}"]


@pytest.mark.parametrize(
    ("said_by", "end"),
    [("", "say otherwise with --revise --reason"), ("Sri", "as Sri says")],
)
def test_why_an_edition_is_revised_is_told(
    capsys: pytest.CaptureFixture[str], said_by: str, end: str
) -> None:
    ground = Ground("2021-11", "LATE", said_by)
    report = run_report(branch("KDR"), edition="2021-11 (R1)", ground=ground)
    show_run(report)
    assert (
        f"Edition 2021-11 (R1) takes the place of 2021-11: LATE, late or replaced exports; {end}"
    ) in capsys.readouterr().out
    (told,) = json.loads(run_json([report]))
    assert told["revision"] == {"replaces": "2021-11", "reason": "LATE", "said_by": said_by}
    show_run(replace(report, is_new=False))
    assert "takes the place" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("is_released", "since"), [(True, "has changed since"), (False, "is released before")]
)
def test_a_reason_that_is_not_kept_is_told(
    capsys: pytest.CaptureFixture[str], is_released: bool, since: str
) -> None:
    report = run_report(branch("KDR"), unkept="CORRECTION", is_released=is_released)
    show_run(report)
    assert (
        f"Nothing {since} edition 2021-11, so there is nothing to revise; "
        "the reason CORRECTION was not kept"
    ) in " ".join(capsys.readouterr().out.split())
    (told,) = json.loads(run_json([report]))
    assert (told["unkept_reason"], told["is_released"]) == ("CORRECTION", is_released)


def test_languages_that_wait_or_are_gone_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    report = run_report(branch("KDR"), awaited={"en": ("ID", "KDR")}, dropped={"en": ("SDA",)})
    show_run(report)
    shown = capsys.readouterr().out
    assert (
        "Edition 2021-11 is released without the English bulletins of ID, KDR; "
        "they come with the next edition"
    ) in shown
    assert (
        "Edition 2021-11 no longer has the English bulletins of SDA; "
        "to have them: cakupan run 2021-11 --lang en"
    ) in shown
    (told,) = json.loads(run_json([report]))
    assert (told["awaited"], told["dropped"]) == ({"en": ["ID", "KDR"]}, {"en": ["SDA"]})
