from dataclasses import replace

from schemas.exports import Kind
from schemas.reading import Reading
from schemas.submission import Fault, Held, Hold, ReadSubmission, Submission
from tests.facts import read_submission
from transforms.verdicts import to_verdicts

SAME, OTHER = "a" * 64, "b" * 64
HOLDS = (Hold("H507", {"rows": 65_535}),)


def read(
    id: int, branch: str, object: str, outcome: Reading | Fault | None = None
) -> ReadSubmission:
    """A submission of some bytes; without an outcome it was read well."""
    whole = read_submission(branch, Kind.PESERTA, 5)
    submission = replace(whole.submission, id=id, object=object)
    return ReadSubmission(submission, outcome or whole.outcome)


def test_a_file_that_its_own_branch_sent_as_well_is_a_copy() -> None:
    foreign = read(2, "SBY", f"{SAME}.txt", Fault("E119"))
    (well, copy) = to_verdicts([read(1, "KDR", f"{SAME}.csv"), foreign], {}, [])
    assert isinstance(well.outcome, Reading)
    assert copy.outcome == Fault("E120")


def test_other_bytes_other_faults_and_two_foreign_files_stay_what_they_are() -> None:
    reads = (
        read(1, "KDR", f"{OTHER}.csv"),
        read(2, "SBY", f"{SAME}.csv", Fault("E119")),
        read(3, "JKP", f"{SAME}.csv", Fault("E119")),
        read(4, "BTU", f"{OTHER}.csv", Fault("E112")),
    )
    assert to_verdicts(reads, {}, []) == reads


def test_a_held_file_does_not_count_until_it_is_accepted() -> None:
    reads = (read(1, "KDR", f"{SAME}.csv"), read(2, "SBY", f"{OTHER}.csv"))
    (kdr, sby) = to_verdicts(reads, {1: HOLDS}, [])
    assert kdr.outcome == Held(reads[0].outcome, HOLDS)  # type: ignore[arg-type]
    assert kdr.reading is None
    assert sby == reads[1]
    assert to_verdicts(reads, {1: HOLDS}, [1]) == reads


def test_a_copy_of_a_held_file_is_a_copy() -> None:
    reads = [read(1, "KDR", f"{SAME}.csv"), read(2, "SBY", f"{SAME}.csv", Fault("E119"))]
    assert to_verdicts(reads, {1: HOLDS}, [])[1].outcome == Fault("E120")


def test_the_submission_is_kept() -> None:
    before = read(1, "KDR", f"{SAME}.csv")
    (after,) = to_verdicts([before], {1: HOLDS}, [])
    assert isinstance(after.submission, Submission)
    assert after.submission == before.submission
