"""What comes into the inbox: files for an export, what was noticed, and what was decided."""

from dataclasses import dataclass, field
from datetime import datetime

from schemas.exports import Declared, Kind
from schemas.submission import Hold, Remark, Submission

Export = tuple[str, Kind]
"""What is expected once a month: the export of a branch and kind."""


@dataclass(frozen=True)
class SentFile:
    """One archived file for an export; a later one replaces an earlier one."""

    written: datetime
    """When its sender last wrote it, by the file's own time."""
    object: str
    format: str


@dataclass(frozen=True)
class Taken:
    """One file of an expected export that was taken from the inbox into the archive."""

    title: str
    """How it is named: safe to show."""
    branch: str
    kind: Kind
    file: SentFile
    identity: str
    """By which the very file is known again as long as nothing of it is changed; empty of one that
    was touched just now, as a further change might not show."""
    declared: Declared | None = None
    """What a control file declares of the export beside it; None for an export itself."""

    @property
    def export(self) -> Export:
        """The export that it was sent for."""
        return self.branch, self.kind


@dataclass(frozen=True)
class Sent:
    """All that lies in the inbox for the export of one branch and kind."""

    branch: str
    kind: Kind
    files: tuple[SentFile, ...]
    """From the earliest to the one that counts; none when only a control file lies there."""
    declared: Declared = field(default=Declared())
    """What the newest control file says of the file that counts."""
    control: str = ""
    """Object name of that control file."""

    @property
    def export(self) -> Export:
        """The export that it is sent for."""
        return self.branch, self.kind


@dataclass(frozen=True)
class Arrival:
    """One time that a file came, or counted again; the last one of an export is in force."""

    submission: Submission
    """The file, with what was declared of it this time."""
    received: datetime
    written: datetime
    is_late: bool
    """It came when the month was published, so only a revision uses it."""
    control: str
    """Object name of the control file beside it; empty when there was none."""


@dataclass(frozen=True)
class Notice:
    """Something in the inbox that was not taken, or not anew."""

    title: str
    """How it is named: safe to show."""
    branch: str
    """The expected branch that it came from; empty when it is not known."""
    kind: Kind | None
    """The kind of its export; None when it is not known."""
    code: str
    fields: dict[str, str | int] = field(default_factory=dict)

    @property
    def remark(self) -> Remark:
        """What is to be told of it."""
        return Remark(self.code, self.fields)


@dataclass(frozen=True)
class Acceptance:
    """A person's decision to take the very bytes of a held file."""

    by: str
    why: str
    at: datetime
    holds: tuple[Hold, ...]
    """What it was held for."""


@dataclass(frozen=True)
class Consent:
    """A person's word that a branch's held exports are right."""

    branch: str
    kind: Kind | None
    """None: all that are held."""
    by: str
    why: str
