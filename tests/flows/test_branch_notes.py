"""What is to be told of many branches stays short, and nothing that needs an act is lost."""

from flows.branch_notes import MOST, coverage_lines, every_note, note_lines, stranger_lines
from schemas.arrivals import Acceptance, Notice
from schemas.exports import Kind
from schemas.report import BranchReport
from schemas.submission import Fault, Hold, Remark
from tests.facts import NOVEMBER
from tests.reports import NIGHT, branch, export, figure

REPLACED = Remark(
    "N325",
    {
        "digest": "00000002", "written": "8 o'clock",
        "replaced": "00000001", "earlier": "7 o'clock",
    },
)  # fmt: skip  # each file with its time
LATE = Remark("E125", {"edition": "2021-11", "month": "2021-11", "digest": "00000001"})
EMPTY = "E101 The file is empty; export it again."
CUT = Hold("H507", {"rows": 65_535})


def empty(count: int) -> list[BranchReport]:
    """So many branches, each of which sent an empty peserta export."""
    return [
        branch(f"B{n:02}", export(state="rejected", reasons=(Fault("E101"),))) for n in range(count)
    ]


def test_replaced_files_are_one_line_with_their_branches() -> None:
    replaced = [export(kind, notes=(REPLACED,)) for kind in Kind]
    one = [branch("KDR", replaced[0])]
    assert list(note_lines(NOVEMBER, one)) == [f"KDR peserta 00000001: {REPLACED.sentence}"]
    assert list(note_lines(NOVEMBER, [branch("KDR", *replaced), branch("SDA", *replaced)])) == [
        "N325 6 files replace earlier ones, and all are kept: KDR, SDA"
    ]


def test_late_files_are_one_line_that_says_what_to_do() -> None:
    late = export(notes=(LATE,))
    assert list(note_lines(NOVEMBER, [branch("KDR", late), branch("SDA", late)])) == [
        "E125 2 files came after publication and wait for `cakupan run 2021-11 --revise`: KDR, SDA"
    ]


def test_faults_are_told_one_by_one_and_cut_after_ten() -> None:
    told = [f"B{n:02} peserta 00000001: {EMPTY}" for n in range(MOST)]
    assert list(note_lines(NOVEMBER, empty(MOST))) == told
    assert list(note_lines(NOVEMBER, empty(MOST + 2))) == [
        *told,
        "E101: and 2 more, of B10, B11; see each by cakupan status 2021-11 --branch B10",
    ]


def test_each_code_is_cut_on_its_own() -> None:
    noted = branch("ZZZ", export(notes=(Remark("N320"),)))
    lines = list(note_lines(NOVEMBER, [*empty(MOST + 20), noted]))
    assert lines[-1] == "ZZZ peserta 00000001: N320 Same file received again; nothing changed."
    assert len(lines) == MOST + 2
    assert "of B10, B11, B12, B13, B14, B15, B16, B17, B18, B19, and 10 more;" in lines[-2]


def test_each_reason_of_a_hold_is_told_under_its_own_code() -> None:
    other = Hold("H508", {"totals": 1})
    both = branch("KDR", export(state="held", reasons=(other, CUT)))
    one = branch("SDA", export(state="held", reasons=(CUT,)))
    command = "To take it all the same: cakupan run 2021-11 --accept"
    assert list(note_lines(NOVEMBER, [both, one])) == [
        f"KDR peserta 00000001: {CUT.sentence}",
        f"SDA peserta 00000001: {CUT.sentence}",
        f"KDR peserta 00000001: {other.sentence}",
        f"KDR peserta 00000001: {command} KDR --kind peserta --by NAME --why TEXT",
        f"SDA peserta 00000001: {command} SDA --kind peserta --by NAME --why TEXT",
    ]


def test_who_took_a_held_file_is_told() -> None:
    taken = export(acceptance=Acceptance("Sri", "the mill has closed", NIGHT, (CUT,)))
    assert list(every_note(NOVEMBER, branch("KDR", taken))) == [
        "KDR peserta 00000001: Taken by Sri on 2021-12-01 07:00:00 WIB (the mill has closed) "
        f"although: {CUT.sentence}"
    ]


def test_missing_exports_are_one_line_a_kind() -> None:
    missing = export(Kind.PROYEK_JAKON, "missing", digest="", arrivals=())
    assert list(note_lines(NOVEMBER, [branch("KDR", missing)])) == [
        "KDR Office KDR has not sent its proyek_jakon export."
    ]
    assert list(note_lines(NOVEMBER, [branch("KDR", missing), branch("SDA", missing)])) == [
        "2 branches have not sent their proyek_jakon export: KDR, SDA"
    ]


def test_one_branch_is_told_whole() -> None:
    noted = branch(
        "KDR",
        export(notes=(Remark("N320"),) * (MOST + 5)),
        export(Kind.PROYEK_JAKON, "missing", digest="", arrivals=()),
    )
    assert list(every_note(NOVEMBER, noted)) == [
        "KDR Office KDR has not sent its proyek_jakon export.",
        *["KDR peserta 00000001: N320 Same file received again; nothing changed."] * (MOST + 5),
    ]


def test_strangers_are_cut_code_by_code() -> None:
    unknown = [
        Notice(f"peserta_Z{n:02}_202111.csv", "", Kind.PESERTA, "E119") for n in range(MOST + 3)
    ]
    special = Notice("catatan.txt", "", None, "E123")
    lines = list(stranger_lines(NOVEMBER, [*unknown, special]))
    assert lines[0] == (
        f"Not taken from the inbox: peserta_Z00_202111.csv: {unknown[0].remark.sentence}"
    )
    assert lines[MOST:] == [
        "E119: and 3 more: cakupan status 2021-11 --json",
        f"Not taken from the inbox: catatan.txt: {special.remark.sentence}",
    ]


def test_what_coverage_lacks_is_named() -> None:
    branches = [
        branch("BTU", export(Kind.PROYEK_JAKON, "rejected"), export(accepted=50)),
        branch("KDR", export(Kind.PROYEK_JAKON, "missing"), export(accepted=50)),
        branch("SDA", export(Kind.PEMBERI_KERJA, "held"), export(accepted=50)),
        branch("SMN", *(export(kind, "missing") for kind in Kind)),
    ]
    covered = {code: figure(code, 50) for code in ("BTU", "KDR", "SDA")}
    assert list(coverage_lines(branches, covered)) == [
        "* preliminary, without Jakon workers; no proyek_jakon counts of: "
        "BTU (rejected), KDR (missing)",
        "Coverage is whole, but no pemberi_kerja counts of: SDA (held)",
    ]


def test_why_covered_is_more_than_accepted_is_told_only_where_it_is() -> None:
    branches = [branch(code, export(accepted=50)) for code in ("BTU", "KDR", "SMN")]
    covered = {"BTU": figure("BTU", 51), "KDR": figure("KDR", 50), "SMN": figure("SMN", None)}
    assert list(coverage_lines(branches, covered)) == [
        "Covered is more than accepted where Jakon workers and other branches' persons who work "
        "there come on top: BTU"
    ]
    assert list(coverage_lines(branches[1:], covered)) == []
