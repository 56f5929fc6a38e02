"""What an edition was made beside is found by its manifest, whatever came since."""

from dataclasses import replace
from pathlib import Path

import pytest

from flows.edges.ledger import editions
from flows.installation import Installation
from flows.past import find_past, find_past_of
from flows.settings import Settings
from schemas.edition import Edition
from schemas.errors import StoreError
from tests.homes import NOVEMBER, OCTOBER
from tests.ledgers import edition


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation.open(Settings(home=tmp_path))


def released(installation: Installation, made: Edition) -> Edition:
    with installation.ledger.begin() as connection:
        editions.prepare(connection, made)
        prepared = editions.newest(connection, made.month)
        assert prepared is not None
        editions.release(connection, prepared)
    return replace(prepared, state="released")


def test_later_editions_are_not_what_one_was_made_beside(installation: Installation) -> None:
    october = released(installation, replace(edition(manifest="o0"), month=OCTOBER))
    first = released(installation, edition())
    later = released(installation, replace(edition(1, "o1"), month=OCTOBER))
    second = released(installation, edition(1, "m2"))
    manifest = {"earlier": {str(OCTOBER): "o0"}}
    past = find_past_of(installation, first, manifest)
    assert (past.earlier, past.released) == ({OCTOBER: october}, ())
    assert find_past_of(installation, second, manifest).released == (first,)
    now = find_past(installation, NOVEMBER)
    assert (now.earlier, now.released) == ({OCTOBER: later}, (first, second))


def test_an_edition_takes_the_place_of_the_newest_released_one_below_it(
    installation: Installation,
) -> None:
    assert find_past(installation, NOVEMBER).replaced(1) is None
    first = released(installation, edition())
    corrected = released(installation, edition(1, "m2"))
    past = find_past(installation, NOVEMBER)
    assert [past.replaced(number) for number in range(3)] == [None, first, corrected]


def test_what_the_ledger_has_lost_is_told(installation: Installation) -> None:
    with pytest.raises(StoreError, match="Expected 1 editions that 2021-11 was made beside"):
        find_past_of(installation, edition(), {"earlier": {str(OCTOBER): "o0"}})


def test_a_manifest_from_before_they_were_named_is_told(installation: Installation) -> None:
    with pytest.raises(StoreError, match="an older version of Cakupan has written it"):
        find_past_of(installation, edition(), {})
