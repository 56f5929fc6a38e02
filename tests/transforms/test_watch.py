"""What of a month waits for a person, before, on and after each of its days."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from schemas.month import Month
from schemas.watch import Holder, WatchedMonth
from transforms.watch import MOST, SILENCE, to_findings

CUTOFF, PUBLISHED = date(2021, 12, 3), date(2021, 12, 6)
NOON = datetime(2021, 12, 7, 12, tzinfo=UTC)
NOTHING = WatchedMonth(Month(2021, 11), "", "", PUBLISHED, CUTOFF, None, (), ())
PREPARED = replace(NOTHING, edition="2021-11", standing="prepared")
RELEASED = replace(PREPARED, standing="released")
ALIVE = Holder("host process 7", True, NOON - SILENCE)
DEAD = replace(ALIVE, is_alive=False)


def told(watched: WatchedMonth, day: date, subject: str) -> tuple[bool, str]:
    """What is found of one subject."""
    (found,) = (
        found for found in to_findings(watched, NOON, day) if found.subject == f"2021-11 {subject}"
    )
    return found.is_well, found.sentence


@pytest.mark.parametrize(
    ("subject", "watched", "day", "is_well", "words"),
    [
        ("edition", NOTHING, CUTOFF, True, "is to be prepared by 2021-12-03"),
        ("edition", NOTHING, date(2021, 12, 4), False, "cut-off day was 2021-12-03; cakupan run"),
        ("edition", PREPARED, date(2021, 12, 4), True, "edition 2021-11 is prepared"),
        ("release", PREPARED, PUBLISHED, True, "is due on 2021-12-06"),
        ("release", PREPARED, date(2021, 12, 7), False, "then cakupan approve 2021-11 --by NAME"),
        ("release", replace(PREPARED, standing="approved"), date(2021, 12, 7), False, "release 20"),
        (
            "release",
            NOTHING,
            date(2021, 12, 7),
            False,
            "due on 2021-12-06; cakupan run 2021-11",
        ),
        ("release", RELEASED, date(2021, 12, 7), True, "edition 2021-11 is out"),
        ("release", replace(PREPARED, standing="withdrawn"), CUTOFF, False, "--revise; if it was"),
        ("run", NOTHING, CUTOFF, True, "nobody is at work"),
        ("run", replace(NOTHING, holder=ALIVE), CUTOFF, True, "host process 7 is at work"),
        ("run", replace(NOTHING, holder=DEAD), CUTOFF, False, "was stopped before its end"),
        ("run", replace(PREPARED, holder=DEAD), CUTOFF, True, "nobody is at work"),
        ("mail", RELEASED, CUTOFF, True, "none waits"),
        ("mail", replace(RELEASED, mails=("1 mail held.",)), CUTOFF, False, "1 mail held."),
        ("exports", NOTHING, CUTOFF, True, "all are in"),
        ("exports", replace(NOTHING, requests=("Ask.",)), date(2021, 12, 2), True, "1 exports are"),
        ("exports", replace(NOTHING, requests=("Ask",)), CUTOFF, False, "Ask."),
        ("exports", replace(RELEASED, requests=("Ask",)), CUTOFF, True, "did not count when"),
        ("exports and mail", replace(RELEASED, obstacle="Lost."), CUTOFF, False, "Lost."),
    ],
)
def test_each_finding(
    subject: str, watched: WatchedMonth, day: date, is_well: bool, words: str
) -> None:
    found, sentence = told(watched, day, subject)
    assert found == is_well
    assert words in sentence


def test_a_run_that_lives_and_is_silent_for_long_is_stuck() -> None:
    silent = replace(ALIVE, renewed=NOON - SILENCE - timedelta(seconds=1))
    found = told(replace(NOTHING, holder=silent), CUTOFF, "run")
    assert found == (
        False,
        "host process 7 has said nothing since 2021-12-07 11:29; if it no longer works, stop it, "
        "then cakupan run 2021-11",
    )


def test_only_the_first_requests_are_told() -> None:
    requests = tuple(f"Ask {number}" for number in range(MOST + 2))
    _, sentence = told(replace(NOTHING, requests=requests), PUBLISHED, "exports")
    assert sentence.endswith(f"Ask {MOST - 1}. And 2 more.")
