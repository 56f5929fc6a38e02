"""When a batch of mails is to stop because of the mail server, and how fast it may go."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from schemas.relaying import Accepted, Deferred, Refused, TooLarge, Unknown

RELAY_FAULTS, REFUSALS = 3, 5
"""So many in a row end the batch: then it is not about single mails."""

Outcome = Accepted | Refused | Deferred | TooLarge | Unknown


@dataclass
class Series:
    """What went wrong just before, to stop when it is not about single mails."""

    faults: int = 0
    refusals: int = 0

    def after(self, outcome: Outcome) -> str:
        """Count an outcome; why the batch is to stop, or nothing."""
        is_fault = isinstance(outcome, Deferred) and outcome.is_relay_fault
        self.faults = self.faults + 1 if is_fault else 0
        self.refusals = self.refusals + 1 if isinstance(outcome, Refused) else 0
        if self.faults == RELAY_FAULTS and isinstance(outcome, Deferred):
            return f"{RELAY_FAULTS} times in a row {outcome.reason}; no try was counted"
        if self.refusals == REFUSALS and isinstance(outcome, Refused):
            return f"{REFUSALS} mails in a row were refused, the last as {outcome.reason}"
        return ""


@contextmanager
def paced(per_minute: int) -> Iterator[None]:
    """Let a mail take the time that is its due, so that no more go out in a minute."""
    start = time.monotonic()
    yield
    if per_minute:
        time.sleep(max(0.0, 60 / per_minute - (time.monotonic() - start)))
