"""What the ledger says of a month's PDFs and editions."""

from collections.abc import Collection
from dataclasses import asdict, fields
from datetime import datetime

import sqlalchemy as sa

from flows.edges.ledger import now, utc
from flows.edges.ledger.delivery_tables import approvals
from flows.edges.ledger.tables import (
    edition_bulletins,
    editions,
    renderings,
    withheld_bulletins,
)
from schemas.edition import (
    Calculation,
    Edition,
    EditionBulletin,
    EditionState,
    Rendering,
    Verdict,
    VerdictWord,
    Withheld,
)
from schemas.errors import HeldError
from schemas.month import Month


def find_renderings(
    connection: sa.Connection, bulletins: Collection[str], environment: str
) -> dict[str, Rendering]:
    """What was made of contents in this environment, by the name of each that was rendered."""
    rows = connection.execute(
        sa.select(renderings).where(
            renderings.c.environment == environment, renderings.c.bulletin.in_(bulletins)
        )
    )
    return {
        row.bulletin: Rendering(
            **{item.name: getattr(row, item.name) for item in fields(Rendering)}
        )
        for row in rows
    }


def record_rendering(
    connection: sa.Connection, bulletin: str, environment: str, made: Rendering
) -> None:
    """Record what was made of this content in this environment."""
    connection.execute(
        sa.insert(renderings).values(bulletin=bulletin, environment=environment, **asdict(made))
    )


def newest(connection: sa.Connection, month: Month, *, released: bool = False) -> Edition | None:
    """The month's newest edition that is not superseded, or its newest released one."""
    states = ["released"] if released else ["prepared", "released"]
    row = connection.execute(
        sa.select(editions)
        .where(editions.c.month == str(month), editions.c.state.in_(states))
        .order_by(editions.c.number.desc(), editions.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else to_edition(connection, row)


def released(connection: sa.Connection, month: Month) -> list[Edition]:
    """Every released edition of a month, oldest first."""
    return of_month(connection, month, ["released"])


def of_month(
    connection: sa.Connection, month: Month, states: Collection[EditionState] = ()
) -> list[Edition]:
    """Every edition of a month, in any state or in these, by number."""
    query = sa.select(editions).filter_by(month=str(month))
    if states:
        query = query.where(editions.c.state.in_(states))
    rows = connection.execute(query.order_by(editions.c.number, editions.c.id))
    return [to_edition(connection, row) for row in rows]


def of_manifests(connection: sa.Connection, names: Collection[str]) -> list[Edition]:
    """The editions that have these manifests, by month."""
    rows = connection.execute(
        sa.select(editions).where(editions.c.manifest.in_(names)).order_by(editions.c.month)
    )
    return [to_edition(connection, row) for row in rows]


def prepare(connection: sa.Connection, edition: Edition) -> None:
    """Record an edition as prepared; one that was prepared before it is superseded.

    `edition.id` and `edition.state` are the ledger's to give, and ignored.
    """
    supersede(connection, edition.month)
    again = connection.execute(
        sa.update(editions)
        .where(editions.c.month == str(edition.month), editions.c.manifest == edition.manifest)
        .values(state="prepared", prepared_at=now())
    )
    if again.rowcount:
        return
    edition_id = connection.execute(
        sa.insert(editions)
        .values(
            month=str(edition.month),
            number=edition.number,
            state="prepared",
            published=edition.published,
            inputs=edition.inputs,
            tables=dict(edition.calculation.tables),
            manifest=edition.manifest,
            prepared_at=now(),
        )
        .returning(editions.c.id)
    ).scalar_one()
    for table, items in (
        (edition_bulletins, edition.bulletins),
        (withheld_bulletins, edition.withheld),
    ):
        rows = [{"edition_id": edition_id, **asdict(item)} for item in items]
        if rows:
            connection.execute(sa.insert(table), rows)


def supersede(connection: sa.Connection, month: Month) -> None:
    """Let a month have no prepared edition."""
    connection.execute(
        sa.update(editions)
        .where(editions.c.month == str(month), editions.c.state == "prepared")
        .values(state="superseded")
    )


def lock(connection: sa.Connection, edition: Edition) -> Edition:
    """An edition as it is now, and stays until the transaction ends: for verdict and release."""
    row = connection.execute(
        sa.select(editions).where(editions.c.id == edition.id).with_for_update()
    ).one()
    return to_edition(connection, row)


def release(connection: sa.Connection, edition: Edition) -> None:
    """Let a prepared edition be released, for good; HeldError when it is prepared no longer."""
    released = connection.execute(
        sa.update(editions)
        .where(editions.c.id == edition.id, editions.c.state == "prepared")
        .values(state="released", released_at=now())
    )
    if released.rowcount != 1:
        raise HeldError(
            f"Edition {edition.label} is no longer prepared; look at it and release again."
        )


def judge(
    connection: sa.Connection, edition: Edition, word: VerdictWord, *, by: str, why: str
) -> None:
    """Write down what a person has decided of what an edition holds."""
    connection.execute(
        sa.insert(approvals).values(
            edition_id=edition.id, verdict=word, content=edition.content, at=now(), by=by, why=why
        )
    )


def verdict(connection: sa.Connection, edition_id: int) -> Verdict | None:
    """What was decided last of an edition."""
    row = connection.execute(
        sa.select(approvals)
        .filter_by(edition_id=edition_id)
        .order_by(approvals.c.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return Verdict(row.verdict, row.content, utc(row.at), row.by, row.why)


def months(connection: sa.Connection) -> list[Month]:
    """All months that have an edition, oldest first."""
    found = connection.execute(
        sa.select(editions.c.month).distinct().order_by(editions.c.month)
    ).scalars()
    return [Month.parse(month) for month in found]


def prepared_months(connection: sa.Connection) -> list[Month]:
    """All months that have a prepared edition, which is to be released, oldest first."""
    found = connection.execute(
        sa.select(editions.c.month).filter_by(state="prepared").order_by(editions.c.month)
    ).scalars()
    return [Month.parse(month) for month in found]


def prepared_at(connection: sa.Connection, edition: Edition) -> datetime:
    """When an edition was prepared."""
    query = sa.select(editions.c.prepared_at).where(editions.c.id == edition.id)
    return utc(connection.execute(query).scalar_one())


def to_edition(connection: sa.Connection, row: sa.Row[tuple[object, ...]]) -> Edition:
    """The edition of a row, with all that it holds and lacks."""
    bulletins, withheld = (
        connection.execute(
            sa.select(*(table.c[field.name] for field in fields(item)))
            .filter_by(edition_id=row.id)
            .order_by(table.c.level, table.c.code, table.c.language)
        )
        for table, item in ((edition_bulletins, EditionBulletin), (withheld_bulletins, Withheld))
    )
    return Edition(
        id=row.id,
        month=Month.parse(row.month),
        number=row.number,
        state=row.state,
        published=row.published,
        inputs=row.inputs,
        calculation=Calculation(row.tables),
        manifest=row.manifest,
        bulletins=tuple(EditionBulletin(*kept) for kept in bulletins),
        withheld=tuple(Withheld(*kept) for kept in withheld),
        verdict=verdict(connection, row.id),
    )
