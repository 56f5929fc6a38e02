"""What the ledger says of purges, on a real SQLite and a real PostgreSQL."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from flows.edges.ledger import Ledger, retention, submissions
from flows.edges.ledger.retention_tables import tombstones
from schemas.arrivals import Sent, SentFile
from schemas.exports import Declared, Kind
from schemas.month import Month
from schemas.retention import RawUse
from tests.ledgers import NOVEMBER

EXPORT, CONTROL, OTHER = (f"{sign * 64}.csv" for sign in "abc")
WRITTEN = datetime(2021, 12, 1, tzinfo=UTC)
EVENING = datetime(2021, 12, 5, 17, 30, tzinfo=UTC)


def receive(ledger: Ledger, *names: str, month: Month = NOVEMBER, control: str = CONTROL) -> None:
    """Kediri sends these files for a month."""
    files = tuple(SentFile(WRITTEN, name, "csv") for name in names)
    sent = [Sent("KDR", Kind.PESERTA, files, Declared(rows=1), control)]
    with ledger.begin() as connection:
        submissions.receive(connection, month, sent, is_late=False)


def bury(ledger: Ledger, *names: str, by: str = "Sari") -> None:
    with ledger.begin() as connection:
        retention.bury(connection, names, by=by, why="habis")


def in_force(ledger: Ledger) -> dict[str, str]:
    """Who purged what is not there."""
    with ledger.begin() as connection:
        found = retention.every(connection)
        assert retention.find(connection, [*found, OTHER]) == found
    return {name: stone.by for name, stone in found.items()}


def test_every_month_in_which_an_object_came_is_told_with_its_last_day(ledger: Ledger) -> None:
    receive(ledger, EXPORT)
    receive(ledger, EXPORT, month=NOVEMBER + 1, control="")
    with ledger.begin() as connection:
        statement = sa.text("UPDATE arrivals SET received_at = :time").bindparams(
            sa.bindparam("time", EVENING, sa.DateTime(timezone=True))
        )
        connection.execute(statement)
        found = retention.raw_uses(connection)
        assert retention.raw_uses_of(connection, [EXPORT, OTHER]) == [found[0], found[2]]
    day = date(2021, 12, 6)
    assert found == [
        RawUse(EXPORT, NOVEMBER, day),
        RawUse(CONTROL, NOVEMBER, day),
        RawUse(EXPORT, NOVEMBER + 1, day),
    ]


def test_an_object_is_purged_until_it_comes_again(ledger: Ledger) -> None:
    receive(ledger, EXPORT)
    bury(ledger, EXPORT, CONTROL)
    bury(ledger, EXPORT, by="Rina")
    assert in_force(ledger) == {EXPORT: "Sari", CONTROL: "Sari"}
    receive(ledger, EXPORT, control="")
    assert in_force(ledger) == {CONTROL: "Sari"}
    bury(ledger, EXPORT, by="Rina")
    assert in_force(ledger) == {EXPORT: "Rina", CONTROL: "Sari"}


def test_a_month_knows_only_what_was_sent_for_it(ledger: Ledger) -> None:
    receive(ledger, EXPORT)
    receive(ledger, OTHER, month=NOVEMBER + 1, control="")
    bury(ledger, EXPORT, CONTROL, OTHER)
    with ledger.begin() as connection:
        assert set(retention.of_month(connection, NOVEMBER)) == {EXPORT, CONTROL}
        assert set(retention.of_month(connection, NOVEMBER + 1)) == {OTHER}


def test_many_names_are_found(ledger: Ledger) -> None:
    names = [f"{number:064x}.csv" for number in range(3 * retention.CHUNK + 1)]
    bury(ledger, *names)
    assert set(in_force(ledger)) == set(names)


@pytest.mark.parametrize("change", ["UPDATE tombstones SET why = ''", "DELETE FROM tombstones"])
def test_a_tombstone_is_never_changed(ledger: Ledger, change: str) -> None:
    bury(ledger, EXPORT)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), ledger.begin() as connection:
        connection.execute(sa.text(change))
    with ledger.begin() as connection:
        assert connection.execute(sa.select(tombstones.c.why)).scalars().all() == ["habis"]
