"""What clerks do by hand: while a sum has one hidden part, hide its smallest other part, too."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from tests.attacker import Known, Rule, worked_out


def hide_greedily(known: Known, rules: Iterable[Rule]) -> list[bool]:
    """Which numbers are shown: all but the small ones, and what hides these in every sum."""
    sums = [
        [place for place, _ in rule.terms if known.truth[place]]
        for rule in rules
        if rule.low == rule.high
    ]
    of_place: dict[int, list[int]] = defaultdict(list)
    for number, places in enumerate(sums):
        for place in places:
            of_place[place].append(number)
    is_shown = only_small_hidden(known)
    waiting = list(range(len(sums)))
    while waiting:
        places = sums[waiting.pop()]
        others = [place for place in places if is_shown[place]]
        if len(places) - len(others) == 1 and others:
            place = min(others, key=lambda other: (known.truth[other], other))
            is_shown[place] = False
            waiting += of_place[place]
    return is_shown


def hide_until_safe(known: Known, rules: list[Rule]) -> list[bool]:
    """Which numbers are shown when clerks go on until the attacker works nothing out.

    Beside each number that he has worked out they hide the smallest that a rule ties to it; where
    all of these are hidden, the smallest that is tied to any hidden number.
    """
    is_shown = hide_greedily(known, rules)
    tied: dict[int, set[int]] = defaultdict(set)
    for rule in rules:
        places = [place for place, _ in rule.terms if known.truth[place]]
        for place in places:
            tied[place].update(places)

    def smallest(places: Iterable[int]) -> int:
        shown = {other for place in places for other in tied[place] if is_shown[other]}
        return min(shown, key=lambda other: (known.truth[other], other), default=-1)

    while found := list(worked_out(replace(known, is_shown=is_shown), rules)):
        chosen = {smallest([place]) for place in found} - {-1}
        hidden = [place for place, shown in enumerate(is_shown) if not shown]
        for place in chosen or {smallest(hidden)}:
            is_shown[place] = False
    return is_shown


def only_small_hidden(known: Known) -> list[bool]:
    """Which numbers are shown when only those are hidden that are smaller than their least."""
    return [not 0 < count < least for count, least in zip(known.truth, known.least, strict=True)]
