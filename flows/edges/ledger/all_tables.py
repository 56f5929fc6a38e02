"""Every table of the ledger: whoever compares or migrates it whole needs them all."""

from flows.edges.ledger import backfill_tables, delivery_tables, retention_tables, tables

MODULES = (tables, delivery_tables, backfill_tables, retention_tables)
"""Each adds its own to one `metadata`."""
metadata = tables.metadata
