"""What became of each file that came for an export."""

import pytest

from schemas.report import Fate
from schemas.submission import Fault
from tests.reports import arrival, export


@pytest.mark.parametrize(
    ("state", "files", "fates"),
    [
        ("ready", ["1"], ["counts"]),
        ("received", ["1"], ["waiting"]),
        ("held", ["1", "2"], ["replaced", "held"]),
        ("rejected", ["1", "2", "3"], ["replaced", "replaced", "refused"]),
        ("ready", ["1", "2", "1"], ["repeated", "replaced", "counts"]),
        ("ready", ["1", "2 late"], ["counts", "late"]),
        ("ready", ["1", "2 late", "3 late"], ["counts", "replaced", "late"]),
        ("ready", ["1", "2 late", "2"], ["replaced", "repeated", "counts"]),
        ("late", ["1 late"], ["late"]),
        ("missing", [], []),
    ],
)
def test_each_arrival_has_its_fate(state: str, files: list[str], fates: list[str]) -> None:
    arrivals = tuple(arrival(int(name[0]), is_late=name.endswith("late")) for name in files)
    assert export(state=state, arrivals=arrivals).fates == tuple(map(Fate, fates))


def test_what_could_not_be_read_this_time_is_not_refused() -> None:
    refused = export(state="rejected", reasons=(Fault("E101"),))
    failed = export(state="rejected", reasons=(Fault("E139"), Fault("E124")))
    assert (refused.fates, failed.fates) == ((Fate.REFUSED,), (Fate.WAITING,))
    assert (refused.is_passing, failed.is_passing) == (False, True)


@pytest.mark.parametrize("codes", [("E139", "E101"), ("E101", "E139")])
def test_one_fault_of_the_file_is_enough_to_refuse_it(codes: tuple[str, ...]) -> None:
    assert not export(state="rejected", reasons=tuple(map(Fault, codes))).is_passing


def test_a_nil_report_is_one_while_it_is_in_force() -> None:
    nil, late = arrival(2, format="nil"), arrival(3, format="nil", is_late=True)
    assert export(arrivals=(arrival(), nil)).is_nil
    assert not export(arrivals=(nil, arrival(), late)).is_nil
    assert not export(state="missing", arrivals=()).is_nil
