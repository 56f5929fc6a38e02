from dataclasses import replace

import pytest

from schemas.exports import Kind
from schemas.reading import Reading, Summary
from transforms.plausibility import Thresholds, to_holds

USUAL = Summary(
    persons=1000,
    segments=(("PU", 800), ("PMI", 0), ("BPU", 200)),
    employers=100,
    niks=1100,
    niks_ending_in_zero=110,
    lines=1101,
)


def reading(received: int = 1100, unique: int = 1090, **changes: object) -> Reading:
    """A reading with the usual counts but for some of its summary."""
    return Reading(
        rows="r",
        rejects="x",
        received=received,
        readable=received,
        valid=unique,
        unique=unique,
        losses=(),
        findings=(),
        summary=replace(USUAL, **changes),  # type: ignore[arg-type]
    )


def codes(
    now: Reading, before: Reading | None = None, kind: Kind = Kind.PESERTA, **thresholds: int
) -> list[str]:
    """Why a reading is held."""
    return [hold.code for hold in to_holds(kind, now, before, Thresholds(**thresholds))]


def test_a_usual_month_is_not_held() -> None:
    assert codes(reading(), reading()) == []
    assert codes(reading()) == []


@pytest.mark.parametrize(
    ("before", "now", "is_held"),
    [
        (1000, 1250, False),
        (1000, 1251, True),
        (1000, 750, False),
        (1000, 749, True),
        (10, 109, False),  # moved by 99 persons
        (10, 110, True),
        (0, 99, False),
        (0, 100, True),
        (100, 0, True),
        (99, 0, False),
    ],
)
def test_persons_and_segments_move_by_a_quarter_at_most(
    before: int, now: int, is_held: bool
) -> None:
    assert codes(reading(persons=now), reading(persons=before)) == ["H501"] * is_held
    segments = [(("PU", 800), ("PMI", persons)) for persons in (before, now)]
    was, found = (reading(segments=parts) for parts in segments)
    assert codes(found, was) == ["H503"] * is_held


def test_a_segment_that_is_gone_is_told_with_its_persons() -> None:
    now = reading(segments=(("PU", 800),))
    (hold,) = to_holds(Kind.PESERTA, now, reading(), Thresholds())
    assert hold.sentence == (
        "H503 Active persons of segment BPU moved from 200 to 0, more than 25 % in a month."
    )


@pytest.mark.parametrize("kind", [Kind.PESERTA, Kind.PEMBERI_KERJA])
@pytest.mark.parametrize(
    ("before", "now", "is_held"),
    [(100, 125, False), (100, 126, True), (10, 29, False), (10, 30, True), (10, 0, False)],
)
def test_employers_move_by_a_quarter_at_most(
    kind: Kind, before: int, now: int, is_held: bool
) -> None:
    found = codes(reading(employers=now), reading(employers=before), kind)
    assert [code for code in found if code != "H505"] == ["H502"] * is_held


@pytest.mark.parametrize(
    ("received", "unique", "is_held"),
    [(100, 95, False), (100, 94, True), (0, 0, False), (3, 2, True)],
)
def test_five_percent_of_the_rows_may_be_rejected(
    received: int, unique: int, is_held: bool
) -> None:
    assert codes(reading(received, unique)) == ["H504"] * is_held


@pytest.mark.parametrize(
    ("persons", "employers", "is_held"),
    [(100, 100, False), (99, 100, True), (2000, 1, False), (2001, 1, True), (0, 0, False),
     (0, 1, True), (1, 0, True)],
)  # fmt: skip
def test_an_employer_has_1_to_2000_persons(persons: int, employers: int, is_held: bool) -> None:
    now = reading(segments=(("PU", persons),), employers=employers)
    assert codes(now) == ["H505"] * is_held
    assert codes(now, kind=Kind.PEMBERI_KERJA) == []


@pytest.mark.parametrize(
    ("zeros", "niks", "is_held"),
    [(200, 1000, False), (201, 1000, True), (21, 100, True), (99, 99, False)],
)
def test_a_fifth_of_the_nik_may_end_in_0(zeros: int, niks: int, is_held: bool) -> None:
    assert codes(reading(niks=niks, niks_ending_in_zero=zeros)) == ["H506"] * is_held


@pytest.mark.parametrize("rows", [65_535, 65_536, 1_048_575, 1_048_576])
def test_a_full_sheet_is_held_whether_its_heading_counts_or_not(rows: int) -> None:
    assert codes(reading(lines=rows)) == ["H507"]
    assert codes(reading(rows, rows, lines=rows + 2)) == ["H507"]
    assert codes(reading(lines=rows - 2)) == []


def test_a_total_row_that_disagrees_is_held() -> None:
    now = replace(reading(), losses=(("readable", "Q217", 3), ("readable", "Q219", 2)))
    (hold,) = to_holds(Kind.PESERTA, now, None, Thresholds())
    assert hold.sentence.startswith("H508 2 total row(s)")


def test_every_threshold_can_be_set() -> None:
    now, before = reading(1000, 900, persons=1300, niks_ending_in_zero=300), reading()
    assert codes(now, before) == ["H501", "H504", "H506"]
    assert codes(now, before, move_percent=30, rejected_percent=10, zero_percent=30) == []
    assert codes(now, now, rejected_percent=9, zero_percent=30, least_persons=9) == ["H504", "H505"]
    assert codes(reading(), most_persons=7) == ["H505"]
