"""Errors that are carried past Prefect: those of single pages, of all, and of anything else."""

import pytest
from prefect.utilities.collections import visit_collection

from flows.outcome import Caught, Done, Outcome, attempt, rendered, some, told
from schemas.errors import RenderError, StoreError


def test_results_are_told_in_their_order() -> None:
    assert rendered([Done(1), Done(2), Done(3)]) == [1, 2, 3]


def test_work_is_told_as_it_came_out() -> None:
    assert told(attempt(lambda: "whole")) == "whole"
    with pytest.raises(ZeroDivisionError):
        told(attempt(lambda: 1 // 0))


def test_prefect_does_not_look_into_a_result() -> None:
    looked: list[object] = []
    visit_collection(Done([1, 2]), looked.append)
    assert [type(each) for each in looked] == [Done]


def test_a_page_that_was_not_rendered_keeps_its_place() -> None:
    fault = RenderError("KDR: too large")
    outcomes: list[Outcome[int]] = [Done(1), Caught(fault), Done(3)]
    assert rendered(outcomes) == [1, fault, 3]


def test_when_no_page_was_rendered_every_fault_is_told() -> None:
    refused: list[Outcome[int]] = [
        Caught(RenderError(f"{branch}: too large")) for branch in ("KDR", "SDA")
    ]
    with pytest.raises(RenderError, match=r"^KDR: too large\nSDA: too large$"):
        some(rendered(refused))
    assert some([]) == []


def test_another_error_is_told_by_itself() -> None:
    lost = StoreError("the store is full")
    with pytest.raises(StoreError, match=r"^the store is full$"):
        rendered([Caught(lost), Caught(RenderError("KDR: too large"))])
