from dataclasses import fields, replace

import pytest

from schemas.bulletin_rows import ChangeRow, Figure, ViewBridge
from schemas.exports import Kind
from schemas.facts import Facts
from tests.builders import registrations
from tests.facts import facts, people, submissions
from tests.observations import amended, observation
from transforms.change_rows import to_change_table, to_view_bridge
from transforms.disclosure import HIDDEN, whole
from transforms.lookup import Lookup, Unit

KDR = Unit("branch", "KDR", ("KDR",))
JATIM = Unit("kanwil", "JATIM", ("KDR", "SBY"))
NATION = Unit("national", "ID", ("JKP", "KDR", "SBY"))


def crossing() -> Facts:
    """KDR holds 10 persons, 4 of them in 3571, where SBY holds 5 others and 2 of the same."""
    return facts(
        held=registrations(
            person=[*range(1, 11), 1, 2, 21, 22, 23, 24, 25],
            branch=["KDR"] * 10 + ["SBY"] * 7,
            area=["3571"] * 4 + ["3578"] * 6 + ["3571"] * 7,
            card=range(1, 18),
        ),
    )


def test_a_view_is_bridged_to_the_other() -> None:
    bridge = ViewBridge(*map(Figure, (10, 6, 4, 5, 9)))
    hidden_small = ViewBridge(bridge.held, bridge.outside, HIDDEN, bridge.of_others, bridge.area)
    assert to_view_bridge(Lookup.of(crossing()), KDR) == hidden_small


@pytest.mark.parametrize("unit", [KDR, JATIM, NATION])
def test_a_bridge_adds_up_where_all_of_it_is_shown(unit: Unit) -> None:
    held = registrations(
        person=[*range(1, 31), *range(1, 7), *range(41, 61)],
        branch=["KDR"] * 30 + ["SBY"] * 26,
        area=["3571"] * 12 + ["3578"] * 18 + ["3571"] * 16 + ["3171"] * 10,
    )
    bridge = to_view_bridge(Lookup.of(facts(held=held)), unit)
    if bridge is None:
        assert unit == NATION  # everybody works where a branch serves
        return
    assert whole(bridge.held) - whole(bridge.outside) == whole(bridge.inside)
    assert whole(bridge.inside) + whole(bridge.of_others) == whole(bridge.area)


def test_equal_views_need_no_bridge() -> None:
    assert to_view_bridge(Lookup.of(facts(50)), KDR) is None


def test_a_bridge_without_a_shown_step_is_none() -> None:
    month = crossing()
    steps = (
        observation("persons_outside", None, view="held", status="Q"),
        observation("persons_of_others", None, status="Q"),
    )
    hidden = replace(month, observations=amended(month.observations, *steps))
    assert to_view_bridge(Lookup.of(hidden), KDR) is None


def moving() -> Facts:
    """October and November of Kediri: 8 joined, 6 left, 7 moved in from Surabaya, 5 changed."""
    before = registrations(
        person=range(1, 61),
        area=["3571"] * 50 + ["3578"] * 10,
        branch=["KDR"] * 50 + ["SBY"] * 10,
        segment=["PU"] * 40 + ["BPU"] * 20,
        employer=[1] * 40 + [None] * 20,
    )
    now = registrations(
        person=[*range(7, 58), *range(101, 109)],
        area=["3571"] * 59,
        segment=["PU"] * 34 + ["PU"] * 5 + ["BPU"] * 20,
        employer=[1] * 39 + [None] * 20,
    )
    return facts(held=now, before=before)


def balance(row: ChangeRow) -> int:
    """What is left of a row when all that came and went is taken away."""
    gains = (row.joined, row.moved_in, row.segment_in)
    losses = (row.left, row.moved_out, row.segment_out)
    return (
        whole(row.before)
        + sum(whole(flow) for flow in gains if flow)
        - sum(whole(flow) for flow in losses if flow)
        - whole(row.now)
    )


@pytest.mark.parametrize("unit", [KDR, JATIM, NATION])
def test_a_month_leads_to_the_next(unit: Unit) -> None:
    table = to_change_table(Lookup.of(moving()), unit)
    assert table is not None
    assert not table.is_split_provisional
    whole_rows = [row for row in table.rows if all(f.is_shown for f in figures(row))]
    assert {row.segment for row in whole_rows} >= {"PMI"}
    assert [balance(row) for row in whole_rows] == [0] * len(whole_rows)


def figures(row: ChangeRow) -> list[Figure]:
    """All numbers of a row."""
    values = [getattr(row, field.name) for field in fields(row)]
    return [value for value in values if isinstance(value, Figure)]


def test_who_came_and_went_is_told_by_segment_and_altogether() -> None:
    table = to_change_table(Lookup.of(moving()), KDR)
    assert table is not None
    rows = {row.segment: row for row in table.rows}
    everybody = rows["ALL"]
    assert (everybody.joined, everybody.left, everybody.moved_in) == tuple(map(Figure, (8, 6, 7)))
    assert (everybody.segment_in, everybody.segment_out) == (None, None)
    assert (everybody.before, everybody.now) == (Figure(50), Figure(59))
    assert (rows["PU"].segment_in, rows["BPU"].segment_out) == (Figure(5), Figure(5))
    assert rows["PU"].left == Figure(6)


def test_the_first_month_has_no_table_of_changes() -> None:
    assert to_change_table(Lookup.of(facts(50)), KDR) is None


def test_a_month_that_waits_for_somebody_is_not_taken_apart() -> None:
    read = tuple(
        item for item in submissions("KDR", "SBY", "JKP")
        if (item.submission.branch, item.submission.kind) != ("JKP", Kind.PESERTA)
    )  # fmt: skip
    lookup = Lookup.of(facts(50, before=people(40), submissions=read))
    assert to_change_table(lookup, NATION) is None
    table = to_change_table(lookup, KDR)
    assert table is not None
    assert table.is_split_provisional


def test_a_table_without_any_shown_flow_is_none() -> None:
    month = facts(50, before=people(40))
    flows = month.observations.filter(indicator="change_persons", code="KDR")
    hidden = [
        row | {"numerator": None, "value": None, "obs_status": "Q", "conf_status": "C"}
        for row in flows.to_dicts()
    ]
    hidden_month = replace(month, observations=amended(month.observations, *hidden))
    assert to_change_table(Lookup.of(month), KDR) is not None
    assert to_change_table(Lookup.of(hidden_month), KDR) is None
