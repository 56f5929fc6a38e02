"""The self-test passes, and fails for each way in which a rule can be broken."""

from dataclasses import replace

import polars as pl
import pytest

from schemas.errors import DataError
from schemas.exports import Kind
from schemas.rules import RULES, Rule
from transforms.acceptance import STAGES
from transforms.quality import self_test


def changed(place: int, rule: Rule) -> tuple[Rule, ...]:
    """All rules, with one changed."""
    return (*RULES[:place], rule, *RULES[place + 1 :])


def test_every_rule_is_proved() -> None:
    assert self_test() == len(RULES)


@pytest.mark.parametrize("place", range(0, len(RULES), 9))
def test_a_rule_that_catches_nothing_is_found(place: int) -> None:
    lame = replace(RULES[place], holds=pl.lit(value=True))
    with pytest.raises(DataError, match=f"{lame.code} for {lame.column} of {lame.kind} misses"):
        self_test(changed(place, lame))


@pytest.mark.parametrize("place", range(4, len(RULES), 17))
def test_a_rule_that_refuses_good_rows_is_found(place: int) -> None:
    strict = replace(RULES[place], holds=pl.lit(value=False))
    with pytest.raises(DataError, match="Self-test"):
        self_test(changed(place, strict))


def test_clashes_that_are_not_found_stop_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    blind = replace(STAGES[Kind.PESERTA], owner=None)
    monkeypatch.setitem(STAGES, Kind.PESERTA, blind)
    with pytest.raises(DataError, match="clashing rows of peserta"):
        self_test()
