"""Errors that are carried past Prefect: those of single pages, of all, and of anything else."""

import pytest

from flows.outcome import Caught, rendered, some
from schemas.errors import RenderError, StoreError


def test_results_are_told_in_their_order() -> None:
    assert rendered([1, 2, 3]) == [1, 2, 3]


def test_a_page_that_was_not_rendered_keeps_its_place() -> None:
    fault = RenderError("KDR: too large")
    assert rendered([1, Caught(fault), 3]) == [1, fault, 3]


def test_when_no_page_was_rendered_every_fault_is_told() -> None:
    refused = [Caught(RenderError(f"{branch}: too large")) for branch in ("KDR", "SDA")]
    with pytest.raises(RenderError, match=r"^KDR: too large\nSDA: too large$"):
        some(rendered(refused))
    assert some([]) == []


def test_another_error_is_told_by_itself() -> None:
    lost = StoreError("the store is full")
    with pytest.raises(StoreError, match=r"^the store is full$"):
        rendered([Caught(lost), Caught(RenderError("KDR: too large"))])
