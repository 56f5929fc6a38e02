"""An object goes when every month that needs it is over, and it came before the day."""

from datetime import date

import pytest

from schemas.month import Month
from schemas.retention import RawUse
from transforms.retention import to_due

OCTOBER, NOVEMBER = Month(2021, 10), Month(2021, 11)
EARLY, DAY = date(2021, 12, 1), date(2022, 1, 1)


def use(name: str, month: Month = OCTOBER, last: date = EARLY) -> RawUse:
    """An object that was sent for a month."""
    return RawUse(name, month, last)


@pytest.mark.parametrize(
    ("uses", "over", "due"),
    [
        ([use("b"), use("a")], {OCTOBER}, {OCTOBER: ("a", "b")}),
        ([use("a")], set(), {}),
        ([use("a"), use("b", NOVEMBER)], {OCTOBER}, {OCTOBER: ("a",)}),
        ([use("a"), use("a", NOVEMBER)], {OCTOBER}, {}),
        ([use("a"), use("a", NOVEMBER)], {OCTOBER, NOVEMBER}, {NOVEMBER: ("a",)}),
        ([use("a", last=DAY)], {OCTOBER}, {}),
        ([use("a"), use("a", NOVEMBER, DAY)], {OCTOBER, NOVEMBER}, {}),
        ([], {OCTOBER}, {}),
    ],
)
def test_what_is_due(
    uses: list[RawUse], over: set[Month], due: dict[Month, tuple[str, ...]]
) -> None:
    assert to_due(uses, over, DAY) == due
