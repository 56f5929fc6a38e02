"""A home whose months were read, released and are long past; purges of it may be killed."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa

from flows.edges.ledger import editions, retention
from flows.edges.workers import Workers
from flows.installation import Installation
from flows.retention import plan_purge, purge
from flows.settings import Settings
from schemas.edition import Edition, EditionBulletin
from schemas.month import Month
from schemas.retention import PurgeOrder, PurgePlan, PurgeReport
from tests.builders import csv_bytes
from tests.calculations import nothing_counted
from tests.correction_homes import NAME, faulty_rows, send
from tests.correction_homes import empty_home as plain_home
from tests.homes import NOVEMBER
from tests.offices import open_office

LONG_AGO = datetime(2021, 12, 5, 17, 30, tzinfo=UTC)
"""When all came: in Jakarta it was the sixth already."""
DAY = date(2024, 1, 1)
CONTROL = "peserta_KDR_202111.kontrol.toml"
NIL = "proyek_jakon_KDR_202111.kontrol.toml"


def past_home(folder: Path, workers: Workers) -> Path:
    """November's files of Kediri were read and its edition is out; the inbox is as it was."""
    home = plain_home(folder)
    send(home, csv_bytes(faulty_rows()))
    send(home, b"baris = 80\n", CONTROL)
    send(home, b"nihil = true\n", NIL)
    open_office(home, workers).run()
    release(home)
    age(home)
    return home


def opened(home: Path) -> Installation:
    """The installation of a home."""
    return Installation.open(Settings(home=home, settle_seconds=0))


def release(home: Path, month: Month = NOVEMBER, number: int = 0) -> None:
    """Let a month's edition be out."""
    installation = opened(home)
    bulletin = EditionBulletin("branch", "KDR", "id", "d", "b.json", *"pwcnt")
    told = json.dumps({"edition": f"{month} {number}", "earlier": {}}).encode()
    manifest = installation.objects.put(told, ".json")
    tables = nothing_counted(installation)
    made = Edition(0, month, number, "prepared", month.last_day, "i", tables, manifest, (bulletin,))
    with installation.ledger.begin() as connection:
        editions.prepare(connection, made)
        newest = editions.newest(connection, month)
        assert newest is not None
        editions.release(connection, newest)


def age(home: Path) -> None:
    """Let all that came have come long ago."""
    with opened(home).ledger.begin() as connection:
        connection.execute(sa.text("UPDATE arrivals SET received_at = :at"), {"at": LONG_AGO})


def plan(home: Path, before: date = DAY) -> PurgePlan:
    """What a purge would remove."""
    return plan_purge(opened(home), before)


def purged(home: Path, before: date = DAY) -> PurgeReport:
    """What a purge by Sari, who has looked at the plan, removes."""
    installation = opened(home)
    found = plan_purge(installation, before)
    return purge(installation, found, PurgeOrder(found.files, "Sari", "masa simpan habis"))


def purge_home(folder: str) -> None:
    """The same in a job that may be killed."""
    purged(Path(folder))


def raw(home: Path) -> set[bytes]:
    """The raw bytes in the store of all that was ever sent."""
    installation = opened(home)
    with installation.ledger.begin() as connection:
        names = {use.object for use in retention.raw_uses(connection)}
    places = (Path(installation.objects.url(name)) for name in names)
    return {place.read_bytes() for place in places if place.exists()}


def persons(home: Path) -> list[Path]:
    """Files of the home, but for the inbox, that hold a name as it was sent."""
    files = (path for path in home.rglob("*") if path.is_file() and "inbox" not in path.parts)
    return [path for path in files if NAME.encode() in path.read_bytes()]
