"""What is made of a month: its calculation, its renderings, and the edition that holds them."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Literal

from schemas.bulletin import Level, edition_label, file_stem
from schemas.definitions import Language
from schemas.month import Month
from schemas.revision import SaidReason

EditionState = Literal["prepared", "superseded", "released"]
VerdictWord = Literal["approved", "revoked", "withdrawn"]
"""approved: it may be released; revoked: no longer; withdrawn: it was, and its mail is stopped."""


@dataclass(frozen=True)
class Calculation:
    """What was computed from one set of inputs."""

    tables: Mapping[str, str]
    """Object name of each table, under its contract's name."""

    def with_tables(self, tables: Mapping[str, str]) -> "Calculation":
        """The same with more tables."""
        return Calculation({**self.tables, **tables})


@dataclass(frozen=True)
class Rendering:
    """Object names of all that is made of a bulletin; empty where it is not made."""

    pdf: str
    words: str
    """Of its mail."""
    companion: str
    """The workbook of its tables; editions from before workbooks have none."""
    press_page: str
    """The press note as a document; a unit without data and a translation have none."""
    press_text: str


@dataclass(frozen=True)
class EditionBulletin:
    """One unit's bulletin of one language in an edition: its content's and a Rendering's names."""

    level: Level
    code: str
    language: Language
    digest: str
    """The mark of what the bulletin says, by which an unchanged one is known."""
    bulletin: str
    pdf: str
    words: str
    companion: str
    press_page: str
    press_text: str

    @property
    def stem(self) -> str:
        """What tells its files from those of other bulletins: KDR, or KDR-en."""
        return file_stem(self.code, self.language)


@dataclass(frozen=True)
class Withheld:
    """A bulletin that an edition lacks, because its pages had a fault."""

    level: Level
    code: str
    language: Language
    why: str
    """The fault in a sentence that quotes no page."""


Translations = Mapping[Language, tuple[str, ...]]
"""Codes of units by the language, other than Indonesian, in which their bulletin is told."""


@dataclass(frozen=True)
class Verdict:
    """What a person has decided of an edition."""

    word: VerdictWord
    content: str
    """The edition's content that he has seen."""
    at: datetime
    by: str
    why: str


@dataclass(frozen=True)
class Edition:
    """One edition as the ledger holds it."""

    id: int
    month: Month
    number: int
    state: EditionState
    published: date
    inputs: str
    """Hash over exports, reference data and settings that the figures come from."""
    calculation: Calculation
    """The tables that its bulletins were made from."""
    manifest: str
    """Object name of the manifest: inputs, environment, counts and outputs."""
    bulletins: tuple[EditionBulletin, ...]
    withheld: tuple[Withheld, ...] = ()
    verdict: Verdict | None = None
    """The last one."""

    @property
    def label(self) -> str:
        """The edition's name: `2021-11`, then `2021-11 (R1)`."""
        return edition_label(self.month, self.number)

    @property
    def languages(self) -> tuple[Language, ...]:
        """In which every bulletin of it is told, Indonesian first."""
        told: dict[Language, set[tuple[Level, str]]] = {}
        units = [(item.language, item.level, item.code) for item in self.bulletins]
        lacking = [(item.language, item.level, item.code) for item in self.withheld]
        for language, level, code in (*units, *lacking):
            told.setdefault(language, set()).add((level, code))
        every = told.get("id", set())
        return ("id", *sorted(one for one in told if one != "id" and told[one] == every))

    @property
    def content(self) -> str:
        """SHA-256 over the names of all that is made of its bulletins: what a person approves."""
        made, lacking = map(asdict, self.bulletins), map(asdict, self.withheld)
        rows = json.dumps([*made, *lacking], sort_keys=True)
        return sha256(rows.encode()).hexdigest()

    @property
    def is_approved(self) -> bool:
        """Whether a person has approved just what it holds, and has not taken that back."""
        verdict = self.verdict
        return verdict is not None and (verdict.word, verdict.content) == ("approved", self.content)

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was released and is no longer to be mailed."""
        return self.verdict is not None and self.verdict.word == "withdrawn"

    @property
    def standing(self) -> str:
        """Its state in a word, with what persons have decided."""
        if self.state == "prepared" and self.is_approved:
            return "approved"
        return "withdrawn" if self.is_withdrawn else self.state


@dataclass(frozen=True)
class Ending:
    """The edition with which a run of a month ends, and what it did not do."""

    edition: Edition
    is_new: bool
    """False: it stands as it was."""
    withheld: tuple[Withheld, ...]
    """Bulletins that it lacks, each with the fault of this run."""
    unkept: SaidReason | None
    """A person's word why it is revised, where no edition takes the place of a released one."""
    awaited: Translations
    """What is wanted, and comes only with the next edition."""
    dropped: Translations
    """What the edition before it has, and it has no longer."""
