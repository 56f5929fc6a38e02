"""Installations with a clock of their own, in which months are prepared in no time.

Ledger, inbox, archive, decisions and answers are the real ones. Only the preparing is replaced, at
the seam that the schedule has for it: it takes in what lies there, and writes an edition that holds
nothing into the ledger.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.approval import approve
from flows.edges import ledger as ledger_module
from flows.edges.ledger import editions, reference_arrivals, submissions, tables
from flows.edges.ledger.delivery_tables import approvals
from flows.edges.reference import read_reference
from flows.installation import Installation
from flows.intake import take_in
from flows.schedule import look_after
from flows.settings import Settings
from schemas.edition import Edition, EditionBulletin
from schemas.month import Month
from schemas.schedule import TickReport
from tests.calculations import nothing_counted
from tests.references import copy_reference
from transforms.calendar import working_day_after


@dataclass
class World:
    """An installation whose clock is ours, and what has happened in it."""

    installation: Installation
    now: datetime
    prepared: list[tuple[Month, datetime]] = field(default_factory=list)
    told: list[TickReport] = field(default_factory=list)

    def clock(self) -> datetime:
        return self.now.astimezone(UTC)

    def tick(self, scheduled: datetime) -> TickReport:
        before = self.standings()
        report = look_after(self.installation, scheduled, self.prepare)
        assert self.standings() == before
        self.told.append(report)
        return report

    def standings(self) -> list[object]:
        """What is released, and what persons have said."""
        with self.installation.ledger.begin() as connection:
            return [
                *connection.execute(sa.select(tables.editions.c.id).filter_by(state="released")),
                *connection.execute(sa.select(approvals)),
            ]

    def released(self) -> list[Edition]:
        with self.installation.ledger.begin() as connection:
            return [
                item
                for month in editions.months(connection)
                for item in editions.released(connection, month)
            ]

    def prepare(self, month: Month) -> None:
        """Take in what lies there, and make an edition of it that holds nothing."""
        home = self.installation
        reference = read_reference(home.reference, month, home.objects)
        self.prepared.append((month, self.now))
        with home.ledger.lease(month) as lease:
            take_in(home, month, reference, lease, revise=False)
            with home.ledger.begin(lease) as connection:
                used = [
                    {
                        "branch": item.branch,
                        "kind": item.kind.value,
                        "object": item.object,
                        "declared": asdict(item.declared),
                    }
                    for item in submissions.current(connection, month)
                ]
                manifest = json.dumps({"exports": used}).encode()
                made = Edition(
                    id=0, month=month, number=0, state="prepared", inputs="",
                    published=working_day_after(month, 4), calculation=nothing_counted(home),
                    manifest=home.objects.put(manifest, ".json"),
                    bulletins=(EditionBulletin("national", "ID", "id", "d", "b.json", *"pwcnt"),),
                )  # fmt: skip  # as few lines as it is worth
                editions.prepare(connection, made)

    def release(self, month: Month) -> None:
        """Rina approves, and the edition is out."""
        approve(self.installation, month, by="Rina", why="")
        with self.installation.ledger.begin() as connection:
            newest = editions.newest(connection, month)
            assert newest is not None
            editions.release(connection, newest)


def open_world(home: Path, patch: pytest.MonkeyPatch, branches: set[str], now: datetime) -> World:
    """A new installation of some branches, where it is now."""
    copy_reference(home / "reference", branches)
    (home / "inbox").mkdir()
    made = World(Installation.open(Settings(home=home, settle_seconds=0)), now)
    for module in (ledger_module, submissions, editions, reference_arrivals):
        patch.setattr(module, "now", made.clock)
    return made
