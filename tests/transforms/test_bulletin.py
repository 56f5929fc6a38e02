from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Figure, Mark, Shared
from schemas.errors import DataError
from schemas.exports import Kind
from schemas.facts import Facts, Replaced
from schemas.funnel import Lack, Missing, Remark, Usage
from schemas.month import Month
from schemas.reading import Reading
from schemas.revision import Revision
from schemas.submission import Fault, Held, Hold, ReadSubmission
from tests.facts import NOVEMBER, earlier, facts, people, read_submission, submissions
from tests.observations import amended, observation
from transforms.bulletin import to_bulletins
from transforms.disclosure import HIDDEN

GOAL = {
    "level": "branch", "code": "KDR", "indicator": "total_coverage", "target_month": "2022-12",
    "percent": 60.0, "source": "Perda",
}  # fmt: skip


def bulletin(month: Facts, code: str = "KDR") -> Bulletin:
    """One unit's bulletin."""
    return next(made for made in to_bulletins(month) if made.code == code)


def test_every_branch_kanwil_and_the_nation_gets_one_in_order() -> None:
    made = to_bulletins(facts())
    assert [b.code for b in made] == ["JKP", "KDR", "SBY", "DKI", "JATIM", "ID"]
    assert [b.serial for b in made] == [1, 2, 3, 4, 5, 6]
    assert made[4].branches_expected == 2


def test_the_headline_is_the_area_view() -> None:
    made = bulletin(facts(50), "SBY")  # SBY serves 3571, where KDR's people work
    assert made.total.numerator == Figure(50)
    assert made.total.denominator == Figure(700)
    held = {row.segment: row.held_persons for row in made.segments}
    assert held["ALL"] == Figure(0)


def test_change_against_last_month_is_on_this_months_workers() -> None:
    made = bulletin(facts(50, earlier=earlier(30, 40, workers=100)))
    (change,) = made.changes
    assert (change.month, change.persons) == (Month(2021, 10), Figure(10))
    assert change.points == Figure(Decimal("2.50"))  # 10 of 400, not 12.5 - 40 percent


def test_change_against_last_year_needs_that_month() -> None:
    made = bulletin(facts(50, earlier=earlier(*range(12))))
    assert [change.month for change in made.changes] == [Month(2021, 10), Month(2020, 11)]


def test_segments_are_compared_with_what_last_month_published() -> None:
    rows = bulletin(facts(50, before=people(20))).segments
    for row in (rows[0], rows[-1]):
        assert (row.persons, row.previous_persons, row.change_persons) == (
            Figure(50),
            Figure(20),
            Figure(30),
        )
    assert bulletin(facts(50)).segments[0].previous_persons.mark is Mark.UNKNOWN


def test_segments_of_a_month_that_waits_for_somebody_are_compared_with_nothing() -> None:
    month = facts(50, before=people(20))
    late = amended(
        month.observations,
        observation("persons", 50, segment="PU", programme="_T", sex="_T", age_group="_T",
                    status="P"),
    )  # fmt: skip
    row = bulletin(replace(month, observations=late)).segments[0]
    assert (row.persons, row.previous_persons) == (Figure(50), Figure(20))
    assert row.change_persons.mark is Mark.UNKNOWN


def test_the_series_is_thirteen_months_and_marks_history() -> None:
    series = bulletin(facts(50, earlier=earlier(10, 20))).series
    assert [point.month for point in series] == [NOVEMBER + offset for offset in range(-12, 1)]
    assert [point.persons for point in series] == [None] * 10 + [10, 20, 50]
    assert [point.is_history for point in series] == [False] * 10 + [True, True, False]


def test_the_path_starts_where_something_is_known() -> None:
    series = bulletin(facts(50, targets=[GOAL], earlier=earlier(40))).series
    assert [point.path_percent is None for point in series] == [True] * 11 + [False, False]
    assert series[-2].path_percent == series[-2].percent


def test_a_unit_without_target_has_none() -> None:
    assert bulletin(facts(50)).target is None
    assert bulletin(facts(50, targets=[GOAL])).target is not None


@pytest.mark.parametrize(("due", "expected"), [("2021-11", "2021-11"), ("2021-10", "2022-12")])
def test_the_next_target_that_is_not_past_counts(due: str, expected: str) -> None:
    other = {**GOAL, "target_month": due, "percent": 5.0, "valid_from": date(2020, 1, 2)}
    target = bulletin(facts(50, targets=[GOAL, other])).target
    assert target is not None
    assert str(target.month) == expected


def missing(kind: Kind) -> Facts:
    """Everything but one kind of KDR's."""
    return facts(
        0,
        submissions=tuple(
            item for item in submissions("KDR", "SBY", "JKP")
            if (item.submission.branch, item.submission.kind) != ("KDR", kind)
        ),
    )  # fmt: skip


def test_a_branch_without_its_export_is_not_received_and_the_kanwil_is_preliminary() -> None:
    month = missing(Kind.PESERTA)
    assert not bulletin(month).is_received
    assert bulletin(month).is_preliminary
    kanwil = bulletin(month, "JATIM")
    assert (kanwil.branches_received, kanwil.branches_expected) == (1, 2)
    assert kanwil.is_preliminary
    assert not bulletin(month, "DKI").is_preliminary


def test_a_missing_month_does_not_stand_in_the_series_as_zero() -> None:
    assert bulletin(missing(Kind.PESERTA)).series[-1].percent is None


def test_employers_of_a_branch_that_sent_none_are_unknown_not_zero() -> None:
    month = missing(Kind.PEMBERI_KERJA)
    made = bulletin(month)
    assert made.employers.mark is Mark.UNKNOWN
    assert made.missing == (Missing("pemberi_kerja", "Kdr", "missing", None),)
    assert made.is_received
    assert bulletin(month, "JATIM").missing == made.missing
    assert bulletin(month, "DKI").missing == ()


def outcome(kind: Kind, outcome: Held | Fault) -> Facts:
    """Everything in, but one kind of KDR's with this outcome."""
    others = (item for item in submissions("KDR", "SBY", "JKP"))
    return facts(
        0,
        submissions=tuple(
            replace(item, outcome=outcome)
            if (item.submission.branch, item.submission.kind) == ("KDR", kind)
            else item
            for item in others
        ),
    )


def held_reading() -> Held:
    """A well read export of 40 rows that is not plausible."""
    read = read_submission("KDR", Kind.PESERTA, 40, findings=(("N304", 40),)).outcome
    assert isinstance(read, Reading)
    return Held(read, (Hold("H507", {"rows": 65_536}),))


@pytest.mark.parametrize(
    ("became", "lack", "fault"),
    [
        (Fault("E101"), "refused", Fault("E101")),
        (Fault("E139"), "unread", Fault("E139")),
        (held_reading(), "held", None),
    ],
)
def test_an_export_without_figures_says_why_to_its_branch_alone(
    became: Held | Fault, lack: Lack, fault: Fault | None
) -> None:
    month = outcome(Kind.PESERTA, became)
    made = bulletin(month)
    assert not made.is_received
    assert made.missing == (Missing("peserta", "Kdr", lack, fault),)
    assert bulletin(month, "JATIM").missing == (Missing("peserta", "Kdr", lack, None),)


def test_nothing_of_a_held_export_is_in_the_funnel_or_the_findings() -> None:
    kanwil = bulletin(outcome(Kind.PESERTA, held_reading()), "JATIM")
    assert kanwil.funnel.received == Figure(0)
    assert kanwil.remarks == ()


def test_small_cells_are_hidden() -> None:
    made = bulletin(facts(4))
    assert made.total.numerator.mark is Mark.HIDDEN
    assert made.total.percent.mark is Mark.HIDDEN
    assert made.segments[0].persons.mark is Mark.HIDDEN
    assert made.segments[1].persons == Figure(0)


def test_the_funnel_adds_up_and_names_its_losses() -> None:
    read = read_submission(
        "KDR", Kind.PESERTA, 58, readable=57, valid=55, unique=50,
        losses=(("readable", "Q217", 1), ("valid", "Q201", 2), ("unique", "Q213", 5)),
    )  # fmt: skip
    made = bulletin(
        facts(50, submissions=(read, *submissions("KDR")[1:], *submissions("SBY", "JKP")))
    )
    funnel = made.funnel
    stages = (funnel.received, funnel.readable, funnel.valid, funnel.unique, funnel.active)
    assert stages == tuple(map(Figure, (58, 57, 55, 50, 50)))
    assert sum(loss.rows for loss in funnel.losses) == 8
    assert {loss.code for loss in funnel.losses} == {"Q217", "Q201", "Q213"}


def test_a_funnel_that_loses_a_row_in_silence_stops_the_edition() -> None:
    read = read_submission("KDR", Kind.PESERTA, 51, unique=50)
    with pytest.raises(DataError, match="51 rows should be unique, but 50 are"):
        to_bulletins(facts(50, submissions=(read, *submissions("SBY", "JKP"))))


def test_losses_are_not_told_where_a_number_of_the_funnel_is_hidden() -> None:
    read = read_submission(
        "KDR", Kind.PESERTA, 58, readable=58, valid=52, unique=52,
        losses=(("valid", "Q201", 6),),
    )  # fmt: skip
    submissions_ = (read, *submissions("KDR")[1:], *submissions("SBY", "JKP"))
    funnel = bulletin(facts(3, submissions=submissions_)).funnel
    assert (funnel.received, funnel.active, funnel.losses) == (Figure(58), HIDDEN, ())


def noticed(branch: str, kind: Kind, *findings: tuple[str, int]) -> ReadSubmission:
    """A submission with findings."""
    return read_submission(branch, kind, findings=findings)


def test_findings_of_all_exports_add_up_the_most_frequent_first() -> None:
    month = facts(
        0,
        submissions=(
            noticed("KDR", Kind.PESERTA, ("N301", 1), ("N304", 5), ("N332", 90)),
            noticed("KDR", Kind.PEMBERI_KERJA, ("N304", 2), ("N301", 1)),
            noticed("SBY", Kind.PESERTA, ("N330", 9)),
            noticed("JKP", Kind.PEMBERI_KERJA, ("N316", 1)),
        ),
    )
    told = [(remark.code, remark.count) for remark in bulletin(month, "JATIM").remarks]
    assert told == [("N330", 9), ("N304", 7), ("N301", 2)]  # N332 is told by the funnel
    assert bulletin(month).remarks[0] == Remark("N304", 7)
    assert bulletin(month, "ID").remarks == bulletin(month, "JATIM").remarks  # JKP is left out


def test_rows_of_the_other_exports_are_told_with_what_is_used_of_them() -> None:
    month = facts(
        0,
        submissions=(
            *submissions("KDR")[:1],
            read_submission("KDR", Kind.PEMBERI_KERJA, 40, unique=37),
            *submissions("SBY")[:1],
            read_submission("SBY", Kind.PEMBERI_KERJA, 10),
        ),
    )
    assert bulletin(month).usages == (Usage("pemberi_kerja", 40, 37),)
    assert bulletin(month, "JATIM").usages == (Usage("pemberi_kerja", 50, 47),)


def test_what_branches_share_is_told_above_them() -> None:
    month = facts(50)
    jatim = {"view": "held", "level": "kanwil", "code": "JATIM"}
    shared = amended(
        month.observations,
        observation("shared", None, **jatim, kind="persons", status="Q"),
        observation("shared", 12, **jatim, kind="registrations"),
    )
    month = replace(month, observations=shared)
    assert bulletin(month, "JATIM").shared == Shared(HIDDEN, Figure(12), Figure(0))
    assert bulletin(month, "ID").shared == Shared(Figure(0), Figure(0), Figure(0))
    assert bulletin(month).shared is None


def test_a_rate_over_a_hundred_leaves_nobody_uncovered() -> None:
    row = bulletin(facts(150)).areas[-1]
    assert row.coverage.percent == Figure(Decimal("150.00"))
    assert row.gap_persons == Figure(0)


def test_a_preliminary_unit_is_compared_with_nothing() -> None:
    kanwil = bulletin(missing(Kind.PESERTA), "JATIM")
    assert kanwil.total.numerator == Figure(0)
    assert kanwil.changes == ()
    assert kanwil.series[-1].percent is None


def test_a_missing_branch_is_unknown_and_not_zero_above_itself() -> None:
    rows = {row.code: row for row in bulletin(missing(Kind.PESERTA), "JATIM").branches}
    assert rows["KDR"].coverage.percent.mark is Mark.UNKNOWN
    assert rows["SBY"].coverage.percent == Figure(Decimal("0.00"))
    areas = {row.code: row for row in bulletin(missing(Kind.PESERTA), "JATIM").areas}
    assert areas["3506"].coverage.percent.mark is Mark.UNKNOWN  # only KDR serves it
    assert areas["3571"].coverage.percent == Figure(Decimal("0.00"))  # SBY serves it too


def test_a_hidden_rate_is_in_no_series_and_no_change() -> None:
    made = bulletin(facts(4, earlier=earlier(20), targets=[GOAL]))
    assert made.series[-1].percent is None
    assert made.changes == ()
    assert made.target is not None
    assert made.target.outlook is None


def replacing(before: Facts, now: Facts) -> Facts:
    """The same month once more, late exports being the reason."""
    return replace(now, edition=1, replaced=Replaced("2021-11", "LATE", before.observations))


def test_a_revised_bulletin_tells_what_each_figure_was() -> None:
    made = bulletin(replacing(facts(40), facts(50)))
    assert made.revision is not None
    assert (made.revision.replaces, made.revision.reason) == ("2021-11", "LATE")
    assert made.revision.changed > 10
    assert made.total.numerator == Figure(50, was=Figure(40))
    assert made.workers == made.total.denominator == Figure(400)
    assert made.employers == Figure(3)
    (pu, *_) = made.segments
    assert (pu.persons, pu.held_persons) == (Figure(50, was=Figure(40)),) * 2
    rows = {row.code: row for row in made.areas}
    assert rows["3571"].gap_persons == Figure(50, was=Figure(60))
    assert not rows["3506"].coverage.percent.is_revised


def test_a_figure_that_is_shown_for_the_first_time_is_revised() -> None:
    made = bulletin(replacing(facts(4), facts(50)))
    assert made.total.numerator == Figure(50, was=HIDDEN)
    assert made.total.numerator.is_revised


def test_a_figure_that_is_hidden_now_is_not_revised_but_tells_what_it_was() -> None:
    made = bulletin(replacing(facts(50), facts(4)))
    assert made.total.numerator.mark is Mark.HIDDEN
    assert made.total.numerator.was == Figure(50)
    assert not made.total.numerator.is_revised


def test_a_bulletin_of_which_nothing_changed_is_the_first_one_with_its_revision() -> None:
    first = bulletin(facts(50))
    made = bulletin(replacing(facts(50), facts(50)))
    assert made.revision == Revision("2021-11", "LATE", 0)
    assert replace(made, edition=0, revision=None, provenance=first.provenance) == first


def test_a_change_since_last_month_is_revised_with_the_month() -> None:
    past = earlier(30)
    (change,) = bulletin(replacing(facts(40), facts(50, earlier=past))).changes
    assert change.persons == Figure(20, was=Figure(10))
    assert change.points == Figure(Decimal("5.00"), was=Figure(Decimal("2.50")))


def test_employers_that_are_not_reported_any_more_are_unknown_and_tell_what_they_were() -> None:
    read = tuple(
        item for item in facts().submissions if item.submission.kind is not Kind.PEMBERI_KERJA
    )
    made = bulletin(replacing(facts(50), facts(50, submissions=read)))
    assert made.employers.mark is Mark.UNKNOWN
    assert made.employers.was == Figure(3)
