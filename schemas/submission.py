"""What the ledger knows of a branch's file: the submission, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from schemas.codes import CONTENTS, FAULTS, HOLDS
from schemas.errors import FILE_FAULTS, NOTES
from schemas.exports import Declared, Kind
from schemas.grouping import filled, number
from schemas.month import Month
from schemas.reading import Reading


@dataclass(frozen=True)
class Submission:
    """One archived export; the same bytes for a branch, kind and month are one submission."""

    id: int
    month: Month
    branch: str
    kind: Kind
    format: str
    object: str
    """Name of the raw bytes in the object store; starts with their SHA-256."""
    declared: Declared = field(default=Declared())
    """What the control file beside it says of it."""

    @property
    def digest(self) -> str:
        """The first eight hex digits of the file's SHA-256, by which messages name it."""
        return self.object[:8]


SENTENCES = FILE_FAULTS | HOLDS | NOTES
"""What head office reads of a file, by its code."""


@dataclass(frozen=True)
class Remark:
    """Something that is to be told of a file: its code and the safe fields of its sentence."""

    code: str
    fields: dict[str, str | int] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What head office reads."""
        return f"{self.code} {filled(SENTENCES[self.code], self.fields)}"


@dataclass(frozen=True)
class Fault(Remark):
    """Why a submission was rejected, by an E code."""

    @property
    def notice(self) -> str:
        """What the branch reads, in Indonesian."""
        return self.told(str, number)

    def told(self, say: Callable[[str], str], group: Callable[[int], str]) -> str:
        """What the branch reads, through a translation and with numbers as its language has them.

        A content that the English sentence names stands as its own Indonesian message.
        """
        fields = {
            name: say(CONTENTS[str(value)]) if str(value) in CONTENTS else value
            for name, value in self.fields.items()
        }
        return filled(say(FAULTS[self.code]), fields, group)


@dataclass(frozen=True)
class Hold(Remark):
    """Why a file waits for a person's decision, by an H code."""


@dataclass(frozen=True)
class Held:
    """A submission that was read well but is not plausible and that nobody has accepted yet."""

    reading: Reading
    holds: tuple[Hold, ...]


@dataclass(frozen=True)
class ReadSubmission:
    """A submission and what became of it under one reading contract."""

    submission: Submission
    outcome: Reading | Held | Fault

    @property
    def reading(self) -> Reading | None:
        """What counts; None when the file was rejected or is held."""
        return self.outcome if isinstance(self.outcome, Reading) else None
