"""400 days of the schedule: late branches, holidays, days without a machine, days that came twice.

Only the preparing itself is replaced (tests/worlds.py), which would take minutes. Reference data,
which do not change here, are read once for each month.
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random

import pytest

from flows import schedule as schedule_module
from flows.edges.reference import read_reference
from schemas.exports import Kind
from schemas.month import JAKARTA, Month
from schemas.schedule import Why
from tests.worlds import World, open_world
from transforms.calendar import working_day_after

BRANCHES = ("BTU", "KDR", "SMN")
EXPORTS = [(branch, kind) for branch in BRANCHES for kind in Kind]
FIRST, DAYS = datetime(2020, 11, 20, 6, tzinfo=JAKARTA), 400
MONTHS = [Month(2020, 11) + later for later in range(13)]
SIX = time(6, tzinfo=JAKARTA)


@dataclass(frozen=True)
class Sending:
    """One file that a branch sends."""

    at: datetime
    month: Month
    branch: str
    kind: Kind
    number: int = 0

    def put(self, inbox: Path) -> None:
        name = f"{self.kind}_{self.branch}_{str(self.month).replace('-', '')}-{self.number}.csv"
        path = inbox / str(self.month) / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{name}\n")
        os.utime(path, (self.at.timestamp(), self.at.timestamp()))


def sendings(chance: Random) -> Iterator[Sending]:
    """What branches send: most within days, some early, late or never, and some once more."""
    for month in MONTHS:
        over = datetime.combine((month + 1).first_day, time(tzinfo=JAKARTA))
        is_punctual = month.number % 4 == 0  # everything comes on the first two days
        for place, (branch, kind) in enumerate(EXPORTS):
            hours = chance.uniform(-72, 40) if is_punctual or not place else chance.gauss(60, 70)
            if not is_punctual and place and chance.random() < 0.03:
                continue
            sent = Sending(over + timedelta(hours=max(hours, -96)), month, branch, kind)
            yield sent
            if chance.random() < 0.1:
                again = sent.at + timedelta(hours=chance.uniform(2, 400))
                yield Sending(again, month, branch, kind, 1)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(schedule_module, "read_reference", cache(read_reference))
    return open_world(tmp_path, monkeypatch, set(BRANCHES), FIRST)


@dataclass
class Expected:
    """What should happen to a month, told by what was sent and when somebody looked."""

    sent: list[Sending]
    prepared: list[tuple[datetime, Why]] = field(default_factory=list)
    last: datetime = FIRST
    is_released: bool = False

    def look(self, month: Month, scheduled: datetime, now: datetime) -> Why | None:
        """Why it should be prepared when it is looked after."""
        here = [item for item in self.sent if item.at <= now]
        if self.is_released or not here or Month.at(scheduled) <= month:
            return None
        if self.prepared:
            return Why.NEWS if any(item.at > self.last for item in here) else None
        if {(item.branch, item.kind) for item in here} == set(EXPORTS):
            return Why.COMPLETE
        cutoff = working_day_after(month, 3)
        return Why.CUT_OFF if scheduled.astimezone(JAKARTA).date() >= cutoff else None


def test_400_days_of_daily_ticks(world: World) -> None:
    chance = Random(20211128)
    coming = sorted(sendings(chance), key=lambda item: item.at)
    months = {month: Expected([s for s in coming if s.month == month]) for month in MONTHS}
    to_release = {month: chance.uniform(0, 3) for month in MONTHS[:-1]}
    missed: list[datetime] = []
    off = 0
    for day in range(DAYS):
        scheduled = datetime.combine((FIRST + timedelta(days=day)).date(), SIX)
        world.now = scheduled + timedelta(minutes=chance.uniform(0, 2))
        while coming and coming[0].at <= world.now:
            coming.pop(0).put(world.installation.inbox)
        if off or chance.random() < 0.03:
            off = off - 1 if off else chance.randint(1, 11)
            missed.append(scheduled)
            continue
        late = missed if chance.random() < 0.5 else []  # the scheduler may make up for them
        missed = []
        for moment in (*late, scheduled):
            check(world, months, moment)
        if chance.random() < 0.2:
            world.now += timedelta(seconds=chance.uniform(1, 3600))
            assert world.tick(scheduled).is_idle
        for month, wait in to_release.items():
            expected = months[month]
            due = expected.prepared and world.now - expected.prepared[0][0] > timedelta(days=wait)
            if due and not expected.is_released:
                world.release(month)
                expected.is_released = True
    everything(world, months)


def check(world: World, months: dict[Month, Expected], scheduled: datetime) -> None:
    """One tick does just what is expected."""
    due = {}
    for month, expected in months.items():
        is_old = any(later > month and other.prepared for later, other in months.items())
        why = (
            None if is_old and not expected.prepared else expected.look(month, scheduled, world.now)
        )
        if why is not None:
            due[month] = why
            expected.prepared.append((world.now, why))
            expected.last = world.now
    report = world.tick(scheduled)
    assert {tended.month: tended.why for tended in report.months if tended.why} == due
    assert all(tended.obstacle is None for tended in report.months)


def everything(world: World, months: dict[Month, Expected]) -> None:
    """The year as a whole: each month once, at the right day, and all sorts of days were there."""
    first = [month for month, _ in world.prepared]
    assert list(dict.fromkeys(first)) == MONTHS
    whys = Counter(why for item in months.values() for _, why in item.prepared)
    assert [item.prepared[0][1] is not Why.NEWS for item in months.values()] == [True] * 13
    assert whys[Why.COMPLETE] >= 3
    assert whys[Why.CUT_OFF] >= 5
    assert whys[Why.NEWS] >= 5
    late = [item for report in world.told for t in report.months for item in t.arrived]
    assert sum(item.is_late for item in late) >= 5
    assert len(late) == sum(len(item.sent) for item in months.values())
    assert {item.month for item in world.released()} == set(MONTHS[:-1])
    assert all(item.is_withdrawn is False and item.verdict for item in world.released())
