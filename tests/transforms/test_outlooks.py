from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Figure, TargetRow
from schemas.exports import Kind
from schemas.facts import Facts
from schemas.month import Month
from tests.facts import NOVEMBER, earlier, facts, people, submissions
from tests.observations import amended
from tests.observations import rate as rate_row
from transforms import table_notes
from transforms.bulletin import to_bulletins
from transforms.disclosure import HIDDEN, UNKNOWN
from transforms.lookup import Lookup, Unit
from transforms.outlooks import to_past

KDR = Unit("branch", "KDR", ("KDR",))
GOAL = {
    "level": "branch", "code": "KDR", "indicator": "total_coverage", "target_month": "2022-12",
    "percent": 60.0, "source": "Perda",
}  # fmt: skip


def of_kdr(month: Facts) -> Bulletin:
    """KDR's bulletin."""
    return next(made for made in to_bulletins(month) if made.code == "KDR")


def test_every_month_is_held_against_this_months_workers() -> None:
    made = of_kdr(facts(50, earlier=earlier(30, 40, workers=100), targets=[GOAL]))
    assert [point.percent for point in made.series[-3:]] == [
        Decimal("7.50"), Decimal("10.00"), Decimal("12.50"),
    ]  # fmt: skip  # of 400, not 30 and 40 percent
    assert made.changes[0].points == Figure(Decimal("2.50"))
    assert made.series[-3].path_percent == Decimal("7.50")
    assert made.target is not None
    assert made.target.outlook is not None
    assert made.target.outlook.path_percent == Decimal("14.50")  # 7.5 + 2 of 15 steps to 60
    assert made.is_rebased
    assert "Semua bulan dihitung atas jumlah pekerja yang terbaru." in table_notes.series_note(made)


def test_months_over_the_same_workers_are_not_rebased() -> None:
    made = of_kdr(facts(50, earlier=earlier(30, 40)))
    assert not made.is_rebased
    assert "jumlah pekerja yang terbaru" not in table_notes.series_note(made)


def test_other_workers_before_the_series_do_not_show() -> None:
    old = earlier(*range(30, 44), workers=400)
    first = old["month"] == str(NOVEMBER + -14)
    assert first.sum() == 1
    changed = old.with_columns(
        denominator=first.replace_strict(
            {True: 100, False: 400}, return_dtype=old["denominator"].dtype
        )
    )
    assert not of_kdr(facts(50, earlier=type(old)(changed))).is_rebased


def test_without_workers_of_this_month_the_newest_known_count() -> None:
    month = facts(50, workers=[("3578", "all", 600)], earlier=earlier(30, 40, workers=100))
    past = to_past(month, Lookup.of(month), KDR)
    assert [known.workers for known in past.known.values()] == [100, 100]
    assert NOVEMBER not in past.known


def test_small_months_of_the_history_are_not_shown() -> None:
    made = of_kdr(facts(50, earlier=earlier(4, 0, 5)))
    assert [point.persons for point in made.series[-4:]] == [None, 0, 5, 50]


def test_a_new_round_is_told_with_its_first_month() -> None:
    month = facts(50, before=people(40))
    assert month.previous is not None
    older = rate_row("total_coverage", 40, 380, month="2021-10", round="Sakernas Agustus 2020")
    changed = replace(month, previous=amended(month.previous, older))
    assert of_kdr(changed).new_round == "Sakernas Agustus 2021"
    assert of_kdr(month).new_round == ""
    assert of_kdr(facts(50)).new_round == ""
    unknown = rate_row("total_coverage", 40, None, month="2021-10", round=None, status="O")
    assert of_kdr(replace(month, previous=amended(month.previous, unknown))).new_round == ""


def aim(percent: float, target_month: str = "2022-12") -> dict[str, Any]:
    """A target for formal coverage: 50 of 160 workers, 31.25 percent."""
    return GOAL | {
        "indicator": "formal_coverage", "percent": percent, "target_month": target_month,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("target", "gap", "status"),
    [
        (aim(31.25), Figure(0), "reached"),
        (aim(31.26), Figure(1), "open"),
        (aim(60.0), Figure(46), "open"),
        (aim(60.0, "2021-11"), Figure(46), "missed"),
        (aim(31.25, "2021-11"), Figure(0), "reached"),
    ],
)
def test_a_target_of_another_indicator_has_its_own_gap(
    target: dict[str, Any], gap: Figure, status: str
) -> None:
    (row,) = of_kdr(facts(50, targets=[target, GOAL])).other_targets
    assert (row.name, row.gap, row.status) == ("Cakupan pekerja formal", gap, status)
    assert row.month == Month.parse(target["target_month"])
    assert row.rate.percent == Figure(Decimal("31.25"))


def test_targets_of_other_units_and_none_at_all_make_no_table() -> None:
    assert of_kdr(facts(50, targets=[GOAL])).other_targets == ()
    assert of_kdr(facts(50, targets=[aim(60.0) | {"code": "SBY"}])).other_targets == ()


def only(month: Facts) -> TargetRow:
    """KDR's one target for another indicator."""
    (row,) = of_kdr(month).other_targets
    return row


def test_a_target_of_a_rate_that_is_hidden_missing_or_provisional_is_not_judged() -> None:
    month = facts(50, targets=[aim(60.0)])
    secret = rate_row("formal_coverage", None, 160, status="Q")
    hidden = only(replace(month, observations=amended(month.observations, secret)))
    assert (hidden.gap, hidden.status) == (HIDDEN, "unknown")
    late = tuple(
        item for item in submissions("KDR", "SBY", "JKP")
        if (item.submission.branch, item.submission.kind) != ("SBY", Kind.PESERTA)
    )  # fmt: skip
    provisional = only(facts(0, targets=[aim(60.0)], submissions=late))
    assert (provisional.gap, provisional.status) == (UNKNOWN, "unknown")
    unknown = only(facts(50, targets=[aim(60.0)], workers=[("3571", "all", 100)]))
    assert (unknown.gap, unknown.status) == (UNKNOWN, "unknown")


@pytest.mark.parametrize("lacking", [Kind.PESERTA, Kind.PROYEK_JAKON])
def test_a_branch_whose_neighbour_is_late_is_compared_with_nothing(lacking: Kind) -> None:
    late = tuple(
        item for item in submissions("KDR", "SBY", "JKP")
        if (item.submission.branch, item.submission.kind) != ("SBY", lacking)
    )  # fmt: skip
    made = of_kdr(facts(0, earlier=earlier(30, 40), targets=[GOAL], submissions=late))
    assert made.is_preliminary
    assert made.changes == ()
    assert made.series[-1].percent is None
    assert made.target is not None
    assert made.target.outlook is None
