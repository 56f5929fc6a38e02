"""Whole numbers as head office reads them, in tables and in sentences alike."""

from collections.abc import Callable, Mapping
from string import Formatter
from typing import Any


def number(value: int) -> str:
    """A whole number with points between thousands: 143.864.

    Bulletins write theirs by transforms.numerals.whole, with the typesetter's minus sign.
    """
    return f"{value:,}".replace(",", ".")


def mails(count: int) -> str:
    """So many mails: 1 mail, 1.200 mails."""
    return f"{number(count)} mail" + ("" if count == 1 else "s")


def filled(
    sentence: str, fields: Mapping[str, str | int], group: Callable[[int], str] = number
) -> str:
    """A code's sentence with its fields; amounts are grouped, positions ("{line:d}") are not."""
    return _Grouping(group).vformat(sentence, (), fields)


class _Grouping(Formatter):
    """Groups the whole numbers for which the sentence gives no format of its own."""

    def __init__(self, group: Callable[[int], str]) -> None:
        """Group by this function."""
        self._group = group

    def format_field(self, value: Any, format_spec: str) -> str:
        """One field as the sentence shows it."""
        if isinstance(value, int) and not format_spec:
            return self._group(value)
        return format(value, format_spec)
