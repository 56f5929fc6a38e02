"""What the ledger knows of a branch's file: the submission, and what became of it."""

from dataclasses import dataclass

from schemas.exports import Kind
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

    @property
    def digest(self) -> str:
        """The first eight hex digits of the file's SHA-256, by which messages name it."""
        return self.object[:8]


@dataclass(frozen=True)
class Fault:
    """Why a submission was rejected: its E code and the sentence, without any cell."""

    code: str
    sentence: str


@dataclass(frozen=True)
class ReadSubmission:
    """A submission and what became of it under one reading contract."""

    submission: Submission
    outcome: Reading | Fault

    @property
    def reading(self) -> Reading | None:
        """What was read; None when the file was rejected."""
        return self.outcome if isinstance(self.outcome, Reading) else None
