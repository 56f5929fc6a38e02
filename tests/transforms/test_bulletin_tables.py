from dataclasses import replace
from decimal import Decimal

import pytest

from schemas.bulletin_rows import EmployerRow, Figure, OverlapRow, ProjectRow
from schemas.employers import REPORTS, SCALES, SIZES
from schemas.exports import Kind
from schemas.facts import Facts
from tests.facts import facts, submissions
from tests.observations import amended, observation, rate
from transforms.bulletin import to_bulletins
from transforms.bulletin_tables import (
    to_employer_rows,
    to_overlap_rows,
    to_programme_rows,
    to_project_rows,
    to_segment_rows,
)
from transforms.disclosure import HIDDEN, UNKNOWN
from transforms.lookup import Lookup, Unit

KDR = Unit("branch", "KDR", ("KDR",))
JATIM = Unit("kanwil", "JATIM", ("KDR", "SBY"))


def lookup(month: Facts, *rows: dict[str, object]) -> Lookup:
    """A month in which these numbers are published instead."""
    return Lookup.of(replace(month, observations=amended(month.observations, *rows)))


def lacking(kind: Kind) -> Facts:
    """Everything but one kind of KDR's."""
    return facts(
        0,
        submissions=tuple(
            item for item in submissions("KDR", "SBY", "JKP")
            if (item.submission.branch, item.submission.kind) != ("KDR", kind)
        ),
    )  # fmt: skip


def employers(count: int | None, status: str = "A", **named: str) -> dict[str, object]:
    """Employers that KDR holds."""
    usual = {"view": "held", "state": "active", "scale": "_T", "size": "_T", "kind": "_T"}
    return observation("employers", count, status=status, **usual | named)


def test_employers_are_told_by_each_breakdown_and_altogether() -> None:
    of_kdr = lookup(
        facts(50),
        employers(11, scale="BESAR"),
        employers(12, size="N5T19"),
        employers(13, kind="fewer"),
        employers(None, "Q", kind="more"),
        employers(14),
        employers(15, state="in_arrears", size="N0"),
        {**employers(16, size="N5T19"), "indicator": "registered_workers"},
        {**employers(17, state="in_arrears"), "indicator": "registered_workers"},
    )
    rows = {(row.breakdown, row.code): row for row in to_employer_rows(of_kdr, KDR)}
    assert list(rows) == [
        *(("scale", code) for code in SCALES),
        *(("size", code) for code in SIZES),
        *(("report", code) for code in REPORTS),
        ("all", "_T"),
    ]
    assert rows["scale", "BESAR"].active == Figure(11)
    assert (rows["size", "N5T19"].active, rows["size", "N5T19"].active_workers) == (
        Figure(12),
        Figure(16),
    )
    assert (rows["report", "fewer"].active, rows["report", "more"].active) == (Figure(13), HIDDEN)
    assert rows["size", "N0"].in_arrears == Figure(15)
    assert (rows["all", "_T"].active, rows["all", "_T"].in_arrears_workers) == (
        Figure(14),
        Figure(17),
    )


def test_a_bulletins_employers_are_all_that_are_active() -> None:
    (made,) = (item for item in to_bulletins(facts(50)) if item.code == "KDR")
    assert made.employers == made.employer_rows[-1].active == Figure(3)
    assert isinstance(made.employer_rows[-1], EmployerRow)


def test_projects_are_told_by_state() -> None:
    of_kdr = lookup(
        facts(50),
        observation("projects", 3, view="held", state="running"),
        observation("project_workers", None, view="held", state="running", status="Q"),
        observation("projects", 4, view="held", state="ended"),
    )
    nothing = Figure(0)
    assert to_project_rows(of_kdr, KDR) == (
        ProjectRow("ahead", nothing, nothing),
        ProjectRow("running", Figure(3), HIDDEN),
        ProjectRow("ended", Figure(4), nothing),
    )


def test_what_has_not_been_reported_has_no_rows_and_counts_as_unknown() -> None:
    assert to_employer_rows(Lookup.of(lacking(Kind.PEMBERI_KERJA)), KDR) == ()
    without_projects = Lookup.of(lacking(Kind.PROYEK_JAKON))
    assert to_project_rows(without_projects, KDR) == ()
    assert to_project_rows(without_projects, JATIM) != ()
    segments = {row.segment: row for row in to_segment_rows(without_projects, KDR)}
    assert (segments["JAKON"].persons, segments["JAKON"].held_persons) == (UNKNOWN, UNKNOWN)
    programmes = {row.programme: row for row in to_programme_rows(without_projects, KDR)}
    assert programmes["JKK"].jakon_persons == programmes["JHT"].jakon_persons == UNKNOWN


def test_project_workers_have_two_programmes() -> None:
    persons = {"segment": "JAKON", "sex": "_T", "age_group": "_T"}
    of_kdr = lookup(facts(50), observation("persons", 9, programme="JKK", **persons))
    rows = {row.programme: row.jakon_persons for row in to_programme_rows(of_kdr, KDR)}
    assert (rows["JKK"], rows["JHT"], rows["JP"]) == (Figure(9), Figure(0), Figure(0))


def test_everybody_is_covered_persons_and_project_workers() -> None:
    of_kdr = lookup(facts(50), observation("covered", 62), observation("covered", 70, view="held"))
    everybody = to_segment_rows(of_kdr, KDR)[-1]
    assert (everybody.segment, everybody.persons, everybody.held_persons) == (
        "ALL",
        Figure(62),
        Figure(70),
    )


@pytest.mark.parametrize(("unit", "kinds"), [(KDR, 5), (JATIM, 6), (Unit("national", "ID"), 7)])
def test_overlaps_are_those_that_a_unit_may_have(unit: Unit, kinds: int) -> None:
    assert len(to_overlap_rows(Lookup.of(facts(50)), unit)) == kinds


def test_overlaps_are_told_in_both_views() -> None:
    of_kdr = lookup(
        facts(50),
        observation("overlap_persons", 6, kind="areas"),
        observation("overlap_persons", None, view="held", kind="areas", status="Q"),
    )
    assert to_overlap_rows(of_kdr, KDR)[-1] == OverlapRow("areas", Figure(6), HIDDEN)


def test_what_areas_count_twice_is_the_surplus_and_no_difference_of_sums() -> None:
    month = facts(50)
    surplus = observation("overlap_surplus", 7, kind="areas")
    hidden = rate("total_coverage", None, 100, level="area", code="3571", status="Q")
    published = amended(month.observations, surplus, hidden)
    made = to_bulletins(replace(month, observations=published))[1]
    assert (made.code, made.overlap_persons) == ("KDR", Figure(7))
    assert made.areas[1].coverage.numerator == HIDDEN
    assert made.total.percent == Figure(Decimal("12.50"))
