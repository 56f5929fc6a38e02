"""Makes text that may name a person unrecognisable, and keeps its shape."""

import re
import unicodedata

LONGEST = 40
"""Signs of a cell that are shown."""
LONG_NUMBER = re.compile(r"\d(?:[ ._·()\-]*\d){8,}")
"""What may be a person's number, whole or in groups: nine digits or more."""


def masked(text: str) -> str:
    """Every digit as 9, every letter as A, other signs as they are, those without a shape as ·."""
    shown = "".join(map(_shape, text[:LONGEST]))
    return shown if len(text) <= LONGEST else f"{shown}…"


def without_digits(text: str) -> str:
    """A heading or a sheet's name with every digit as 9, fit for one line."""
    return "".join(sign if sign.isalpha() else _shape(sign) for sign in text[:LONGEST])


def _shape(sign: str) -> str:
    match unicodedata.category(sign)[0]:
        case "N":
            return "9"
        case "L" | "M":
            return "A"
        case "C" | "Z" if sign != " ":
            return "·"
        case _:
            return sign
