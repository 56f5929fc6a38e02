"""How a concept is defined: its term and text in two languages, filled with our own constants."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from schemas.coverage import AGE_BOUNDS, NOT_APPLICABLE, TOTAL, UNKNOWN
from schemas.employers import SIZE_BOUNDS
from schemas.grouping import number
from schemas.revision import Reason
from schemas.rules import GRACE_MONTHS
from schemas.thresholds import (
    HOLD_LEAST_PERSONS,
    HOLD_MOST_PERSONS,
    HOLD_MOVE_PERCENT,
    HOLD_REJECTED_PERCENT,
    HOLD_ZERO_PERCENT,
    HORIZON,
    JUDGED_NIKS,
    MIN_DENOMINATOR,
    MIN_EMPLOYERS,
    MIN_PERSONS,
    MOVED_EMPLOYERS,
    MOVED_PERSONS,
    PACE_KNOWN,
    PACE_MONTHS,
    SHEET_ROWS,
)

Language = Literal["id", "en"]

REVISIONS: dict[Reason, dict[Language, str]] = {
    "LATE": {"id": "ekspor terlambat atau diganti", "en": "late or replaced exports"},
    "REFERENCE": {
        "id": "penyebut, target, atau wilayah baru",
        "en": "new denominators, targets or areas",
    },
    "METHOD": {"id": "aturan berubah", "en": "a changed rule"},
    "CORRECTION": {"id": "kekeliruan kami", "en": "our own mistake"},
    "EARLIER": {
        "id": "angka bulan sebelumnya diperbaiki",
        "en": "corrected figures of earlier months",
    },
    "PAGE": {
        "id": "halaman yang ditahan kini dapat dicetak",
        "en": "a withheld page that can be printed now",
    },
}
"""Why an edition after the first is made."""

_WORDS: dict[str, dict[Language, str]] = {
    "none": {"id": "tanpa pekerja", "en": "no worker"},
    "below": {"id": "di bawah {0}", "en": "below {0}"},
    "from": {"id": "{0} atau lebih", "en": "{0} or more"},
}


@dataclass(frozen=True)
class Concept:
    """One thing that a number of ours is, or that is done to it.

    In texts `{name}` stands for what Values.fields tells, and a sign of the bulletins stands
    between backticks.
    """

    id: str
    term_id: str
    term_en: str
    text_id: str
    text_en: str
    source: str
    """The file of the project that holds the rule."""
    column: Literal[1, 2, 3] | None = None
    """The column of a bulletin's page of definitions; None: not printed there.

    The page says the Indonesian text, or what the catalogue has for it: the English text here is
    the methodology's, which tells more.
    """


@dataclass(frozen=True)
class Definition:
    """A concept in one language, filled."""

    term: str
    text: str


@dataclass(frozen=True)
class Values:
    """The constants that texts tell of; an installation's settings may replace some."""

    grace_months: int = GRACE_MONTHS
    min_persons: int = MIN_PERSONS
    min_employers: int = MIN_EMPLOYERS
    min_denominator: int = MIN_DENOMINATOR
    pace_months: int = PACE_MONTHS
    pace_known: int = PACE_KNOWN
    horizon: int = HORIZON
    age_bounds: tuple[int, ...] = AGE_BOUNDS
    size_bounds: tuple[int, ...] = SIZE_BOUNDS
    move_percent: int = HOLD_MOVE_PERCENT
    rejected_percent: int = HOLD_REJECTED_PERCENT
    zero_percent: int = HOLD_ZERO_PERCENT
    least_persons: int = HOLD_LEAST_PERSONS
    most_persons: int = HOLD_MOST_PERSONS
    moved_persons: int = MOVED_PERSONS
    moved_employers: int = MOVED_EMPLOYERS
    judged_niks: int = JUDGED_NIKS
    sheet_rows: tuple[int, ...] = SHEET_ROWS

    def fields(self, language: Language) -> dict[str, str]:
        """Every field of a text in a language, numbers grouped as it groups them."""
        counts = {name: value for name, value in vars(self).items() if isinstance(value, int)}
        sheet_rows = [_number(rows, language) for rows in self.sheet_rows]
        return {
            **{name: _number(value, language) for name, value in counts.items()},
            "small_persons": _class(1, self.min_persons),
            "small_employers": _class(1, self.min_employers),
            "horizon_years": _number(self.horizon // 12, language),
            "ages": ", ".join(age_names(language, self.age_bounds)),
            "sizes": ", ".join(size_names(language, self.size_bounds)),
            "sheet_rows": ", ".join(sheet_rows),
            "reasons": "; ".join(f"{code}: {text[language]}" for code, text in REVISIONS.items()),
            "total": TOTAL,
            "not_applicable": NOT_APPLICABLE,
            "unknown": UNKNOWN,
        }


def age_names(language: Language, bounds: Sequence[int] = AGE_BOUNDS) -> list[str]:
    """What each of AGE_GROUPS holds, in completed years."""
    return [_WORDS["below"][language].format(bounds[0]), *_classes(language, bounds)]


def size_names(language: Language, bounds: Sequence[int] = SIZE_BOUNDS) -> list[str]:
    """What each of SIZES holds, in active registrations."""
    return [_WORDS["none"][language], *_classes(language, bounds)]


def define(concept: Concept, language: Language, values: Values) -> Definition:
    """A concept in one language; KeyError when its text has a field that nothing fills."""
    term, text = (
        (concept.term_id, concept.text_id)
        if language == "id"
        else (concept.term_en, concept.text_en)
    )
    return Definition(term, text.format_map(values.fields(language)))


def _classes(language: Language, bounds: Sequence[int]) -> list[str]:
    """The classes between bounds, and the open one at the end."""
    closed = [_class(low, high) for low, high in pairwise(bounds)]
    return [*closed, _WORDS["from"][language].format(bounds[-1])]


def _class(low: int, high: int) -> str:
    """Whole numbers from `low` to below `high`."""
    return f"{low}–{high - 1}" if high - low > 1 else f"{low}"


def _number(value: int, language: Language) -> str:
    return number(value) if language == "id" else f"{value:,}"
