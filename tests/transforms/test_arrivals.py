from datetime import UTC, datetime
from itertools import permutations

from schemas.arrivals import Sent, SentFile, Taken
from schemas.exports import Declared, Kind
from transforms.arrivals import to_notices, to_sent


def at(minute: int) -> datetime:
    """A time on a day of November."""
    return datetime(2021, 11, 30, 8, minute, tzinfo=UTC)


def taken(object: str, minute: int, branch: str = "KDR", format: str = "csv") -> Taken:
    """A peserta file of a branch, written at a minute."""
    file = SentFile(at(minute), object, format)
    return Taken(f"peserta {branch}", branch, Kind.PESERTA, file, f"{object} {minute}")


def control(object: str, minute: int, rows: int) -> Taken:
    """A control file of KDR that declares so many rows."""
    file = SentFile(at(minute), object, "kontrol.toml")
    return Taken("peserta KDR", "KDR", Kind.PESERTA, file, object, Declared(rows=rows))


def test_the_newest_file_counts_then_the_greater_hash_in_whatever_order_they_are_found() -> None:
    files = [taken("b", 1), taken("c", 0), taken("a", 1), taken("d", 0, branch="SBY")]
    for order in permutations(files):
        kdr, sby = to_sent(order)
        assert [file.object for file in kdr.files] == ["c", "a", "b"]
        assert (sby.branch, [file.object for file in sby.files]) == ("SBY", ["d"])


def test_equal_bytes_under_two_names_are_one_file_as_old_as_the_newer() -> None:
    files = [taken("a", 0), taken("b", 1), taken("a", 2)]
    (kdr,) = to_sent(files)
    assert [(file.object, file.written) for file in kdr.files] == [("b", at(1)), ("a", at(2))]
    (notice,) = to_notices(files, [kdr], set())
    assert notice.remark.sentence == "N320 Same file received again; nothing changed."
    assert (notice.branch, notice.kind) == ("KDR", Kind.PESERTA)


def test_the_same_bytes_of_two_branches_are_not_the_same_file() -> None:
    files = [taken("a", 0), taken("a", 0, branch="SBY")]
    assert list(to_notices(files, to_sent(files), set())) == []


def test_the_newest_control_file_speaks_of_the_file_that_counts() -> None:
    (kdr,) = to_sent([control("t", 5, 10), taken("a", 1), control("s", 0, 9)])
    assert kdr == Sent("KDR", Kind.PESERTA, (SentFile(at(1), "a", "csv"),), Declared(rows=10), "t")


def test_a_nil_report_that_counts_has_no_totals() -> None:
    (kdr,) = to_sent([control("t", 5, 10), taken("a", 1), taken("n", 2, format="nil")])
    assert (kdr.files[-1].format, kdr.declared, kdr.control) == ("nil", Declared(), "")


def test_a_control_file_without_any_export_is_told() -> None:
    files = [control("t", 5, 10)]
    sent = to_sent(files)
    (notice,) = to_notices(files, sent, set())
    assert notice.remark.sentence.startswith(
        "E142 The control file of KDR's peserta has come without"
    )
    assert list(to_notices(files, sent, {("KDR", Kind.PESERTA)})) == []
