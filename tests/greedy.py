"""What clerks do by hand: while a sum has one hidden part, hide its smallest other part, too."""

from collections import defaultdict
from collections.abc import Iterable

from tests.attacker import Known, Rule


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


def only_small_hidden(known: Known) -> list[bool]:
    """Which numbers are shown when only those are hidden that are smaller than their least."""
    return [not 0 < count < least for count, least in zip(known.truth, known.least, strict=True)]
