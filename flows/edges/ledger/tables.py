"""The ledger's tables, as SQLAlchemy Core; migrations/ makes them."""

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def where(condition: str) -> dict[str, Any]:
    """A partial index, as both databases know it."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


leases = Table(
    "leases",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("owner", String, nullable=False),
    Column("renewed_at", DateTime(timezone=True), nullable=False),
)
"""One row per month: who may commit to it; one more: who mails what a watch finds.

A commit under an older epoch is refused.
"""

submissions = Table(
    "submissions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("month", String(7), nullable=False),
    Column("branch", String(32), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("format", String(10), nullable=False),
    Column("object", String(80), nullable=False),
    UniqueConstraint("month", "branch", "kind", "object", name="uq_submissions"),
)
"""One row per archived export of a branch, kind and month, however often it comes."""

arrivals = Table(
    "arrivals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission_id", ForeignKey("submissions.id"), nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("written_at", DateTime(timezone=True), nullable=False),
    Column("is_late", Boolean, nullable=False),
    Column("declared", JSON, nullable=False),
    Column("control", String(80), nullable=False),
    Index("ix_arrivals_submission", "submission_id"),
)
"""One row per time that a submission came, or counted again; a branch's last one is in force.

A late one came when the month was published. `declared` and `control` are what the control file
beside it said, and its object name.
"""

notices = Table(
    "notices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("month", String(7), nullable=False),
    Column("title", String, nullable=False),
    Column("branch", String(32), nullable=False),
    Column("kind", String(20)),
    Column("code", String(4), nullable=False),
    Column("fields", JSON, nullable=False),
    Index("ix_notices_month", "month"),
)
"""One row per thing in the inbox that the month's last run did not take, or not anew."""

readings = Table(
    "readings",
    metadata,
    Column("submission_id", ForeignKey("submissions.id"), primary_key=True),
    Column("contract", String(64), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("outcome", JSON, nullable=False),
    Column("read_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("state IN ('read', 'rejected')", name="state"),
)
"""One row per submission and reading contract (profile, rules, key, version)."""

judgements = Table(
    "judgements",
    metadata,
    Column("submission_id", ForeignKey("submissions.id"), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("outcome", JSON, nullable=False),
    Column("holds", JSON, nullable=False),
    CheckConstraint("state IN ('read', 'rejected')", name="state"),
)
"""One row per submission of the month's last run: what it was read to, and why it is held."""

acceptances = Table(
    "acceptances",
    metadata,
    Column("submission_id", ForeignKey("submissions.id"), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by", String, nullable=False),
    Column("why", String, nullable=False),
    Column("holds", JSON, nullable=False),
)
"""One row per held submission that a person took, with what it was held for; never changed."""

inbox_files = Table(
    "inbox_files",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("identity", String, primary_key=True),
    Column("object", String(80), nullable=False),
)
"""One row per file that the month's last run found in the inbox and had archived, by its identity.

Who finds the very file again need not read it.
"""

calculations = Table(
    "calculations",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("recipe", String(64), primary_key=True),
    Column("tables", JSON, nullable=False),
)
"""One row per month and recipe: the hash over inputs and code that its tables come from."""

renderings = Table(
    "renderings",
    metadata,
    Column("bulletin", String(80), primary_key=True),
    Column("environment", String(64), primary_key=True),
    Column("pdf", String(80), nullable=False),
    Column("words", String(80), nullable=False),
    Column("companion", String(80), nullable=False, server_default=""),
    Column("press_page", String(80), nullable=False, server_default=""),
    Column("press_text", String(80), nullable=False, server_default=""),
)
"""One row per bulletin's content and render environment; older ones have PDF and words only."""

editions = Table(
    "editions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("month", String(7), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("published", Date, nullable=False),
    Column("inputs", String(64), nullable=False),
    Column("tables", JSON, nullable=False),
    Column("manifest", String(80), nullable=False),
    Column("prepared_at", DateTime(timezone=True), nullable=False),
    Column("released_at", DateTime(timezone=True)),
    UniqueConstraint("month", "manifest", name="uq_editions"),
    Index("ix_editions_prepared", "month", unique=True, **where("state = 'prepared'")),
    Index("ix_editions_released", "month", "number", unique=True, **where("state = 'released'")),
    CheckConstraint("state IN ('prepared', 'superseded', 'released')", name="state"),
)
"""One row per edition; a prepared one is superseded by the next, a released one stays."""

edition_bulletins = Table(
    "edition_bulletins",
    metadata,
    Column("edition_id", ForeignKey("editions.id"), primary_key=True),
    Column("level", String(10), primary_key=True),
    Column("code", String(32), primary_key=True),
    Column("language", String(2), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("bulletin", String(80), nullable=False),
    Column("pdf", String(80), nullable=False),
    Column("words", String(80), nullable=False),
    Column("companion", String(80), nullable=False),
    Column("press_page", String(80), nullable=False),
    Column("press_text", String(80), nullable=False),
)
"""One row per edition, unit and language; older ones have PDF and words only."""

withheld_bulletins = Table(
    "withheld_bulletins",
    metadata,
    Column("edition_id", ForeignKey("editions.id"), primary_key=True),
    Column("level", String(10), primary_key=True),
    Column("code", String(32), primary_key=True),
    Column("language", String(2), primary_key=True),
    Column("why", String, nullable=False),
)
"""One row per bulletin that an edition lacks, because its pages had a fault."""

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("by", String, nullable=False),
    Column("what", String, nullable=False),
    Column("month", String(7), nullable=False),
    Column("why", String, nullable=False),
)
"""One row per action of a person; never changed."""
