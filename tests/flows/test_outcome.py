"""Errors that are carried past Prefect: the first, or all that refuse a bulletin."""

import pytest

from flows.outcome import Caught, all_told
from schemas.errors import RenderError, StoreError


def test_results_are_told_in_their_order() -> None:
    assert all_told([1, 2, 3]) == [1, 2, 3]


def test_every_refused_bulletin_is_told() -> None:
    refused = [Caught(RenderError(f"{branch}: too large")) for branch in ("KDR", "SDA")]
    with pytest.raises(RenderError, match=r"^KDR: too large\nSDA: too large$"):
        all_told([1, *refused])


def test_another_error_is_told_by_itself() -> None:
    lost = StoreError("the store is full")
    with pytest.raises(StoreError, match=r"^the store is full$"):
        all_told([Caught(lost), Caught(RenderError("KDR: too large"))])
