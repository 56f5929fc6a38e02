"""What libraries find in the environment: how Prefect is run, and how patient clients of s3 are."""

import os
from pathlib import Path

PATIENCE = "10"
"""Times that s3 is asked, after waits that double up to 20 seconds: for about a minute."""


def be_patient() -> None:
    """Say how often s3 is asked again, to its clients and to polars, where nobody else says it."""
    tries = os.environ.setdefault("AWS_MAX_ATTEMPTS", PATIENCE)
    os.environ.setdefault("AWS_RETRY_MODE", "standard")
    os.environ.setdefault("POLARS_CLOUD_MAX_RETRIES", tries)
    os.environ.setdefault("POLARS_CLOUD_RETRY_TIMEOUT_MS", "120000")


PREFECT = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": (
        "prefect.server.concurrency.lease_storage.filesystem"
    ),
}
"""How Prefect is run: no telemetry, nothing of ours in its logs or results.

Leases are files: one that a dying machine kept in memory would block its deployment for ever.
"""
OWN_SERVER = {
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    "PREFECT_MEMOIZE_BLOCK_AUTO_REGISTRATION": "false",
    "PREFECT_UI_ENABLED": "0",
}
"""A command's own server has no pages on which blocks or events are seen, and no automations.

It keeps which flows and tasks ran, and how they ended; that it has no blocks is not to be taken
for their being there by a server with pages that somebody starts on the same database.
"""


def prefect_environment(home: Path, api_url: str) -> dict[str, str] | None:
    """Set Prefect up for this process and its server child, before Prefect is imported.

    Returns the child's environment, or None when PREFECT_API_URL names a server that somebody else
    runs; as Prefect has it, an empty one names none.
    """
    own = PREFECT | OWN_SERVER | {"PREFECT_HOME": str(home)}
    has_server = bool(os.environ.get("PREFECT_API_URL"))
    if not has_server:
        own["PREFECT_API_URL"] = api_url
    os.environ.update(own)
    return None if has_server else dict(os.environ)
