"""Alembic's entry: migrates over the connection that the ledger hands in."""

from alembic import context

from flows.edges.ledger import delivery_tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=delivery_tables.deliveries.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
