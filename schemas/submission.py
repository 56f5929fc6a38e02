"""What the ledger knows of a branch's file: the submission, and what became of it."""

from dataclasses import dataclass
from enum import StrEnum

from schemas.exports import Kind
from schemas.month import Month


class SubmissionState(StrEnum):
    """How far a submission has come."""

    RECEIVED = "received"
    READ = "read"
    REJECTED = "rejected"


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
class ReadSubmission:
    """A submission under one reading contract: typed rows, or the fault it was rejected for."""

    submission: Submission
    state: SubmissionState
    rows: str
    """Object name of the typed rows; empty when rejected."""
    rejects: str
    received: int
    readable: int
    valid: int
    unique: int
    losses: tuple[tuple[str, str, int], ...]
    """(step, rule code, rows), each lost row once."""
    findings: tuple[tuple[str, int], ...]
    fault_code: str
    """E code when rejected, else empty."""
    fault: str
    """The fault's sentence, without any cell."""
