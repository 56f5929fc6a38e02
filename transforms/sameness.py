"""Whether two editions' bulletins of a unit say the same of the month."""

from dataclasses import asdict
from typing import Any

from schemas.bulletin import Bulletin

OF_THE_EDITION = {"edition", "published", "revision", "serial", "language", "provenance"}
"""What a bulletin holds of its edition and not of the month."""


def say_the_same(one: Bulletin, other: Bulletin) -> bool:
    """Whether a reader of one bulletin learns nothing else of the month from the other."""
    return _content(one) == _content(other)


def _content(bulletin: Bulletin) -> dict[str, Any]:
    whole = asdict(bulletin, dict_factory=_without_history)
    return {name: value for name, value in whole.items() if name not in OF_THE_EDITION}


def _without_history(items: list[tuple[str, Any]]) -> dict[str, Any]:
    """The parts of a figure and of all else, but not what it was in an earlier edition."""
    return {name: value for name, value in items if name != "was"}
