"""What a person asks of a run."""

from dataclasses import dataclass

from schemas.arrivals import Consent
from schemas.definitions import Language
from schemas.revision import SaidReason


@dataclass(frozen=True)
class Orders:
    """How a run is to be other than usual."""

    revise: bool = False
    """Files count that came when the month was published."""
    reason: SaidReason | None = None
    """Why an edition is revised, where the reason that is found is not it."""
    consent: Consent | None = None
    """A held export counts."""
    languages: tuple[Language, ...] = ("id",)
    """In which every bulletin is told; each also comes in those of its recipients."""
