"""What a whole cluster stands on: s3, PostgreSQL, Prefect's server on it, and Dask's scheduler.

All are started, each a process of its own, and ended at the end.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import fsspec
import sqlalchemy as sa

from flows.edges.folders import Folder
from tests.clusters import BUCKET, running_scheduler, s3_environment, s3_server
from tests.ledgers import postgres_server
from tests.prefect_servers import server

DRIVER = "postgresql+asyncpg"
"""What Prefect's server speaks to PostgreSQL with."""


@dataclass(frozen=True)
class Ground:
    """The addresses of what runs, and its processes by what they are called."""

    postgres: str
    scheduler: str
    environment: Mapping[str, str]
    processes: Mapping[str, int]

    def installation(self, home: Path) -> dict[str, str]:
        """The environment of commands that coordinate from a home, with all else of their own.

        Nothing is in their ledger, store and output yet; they are named as the home is.
        """
        root = f"s3://{BUCKET}/{home.name}"
        return {
            **self.environment,
            "CAKUPAN_HOME": str(home),
            "CAKUPAN_STORE": f"{root}/store",
            "CAKUPAN_OUTPUT": f"{root}/output",
            "CAKUPAN_LEDGER_URL": new_database(self.postgres, home.name),
            "CAKUPAN_RUNNER": "dask",
            "CAKUPAN_DASK_ADDRESS": self.scheduler,
        }


@contextmanager
def common_ground(folder: Path, say: Callable[[str], object]) -> Iterator[Ground]:
    """Start all of it, in a folder, and tell of each; clients of s3 find it in the environment."""
    with ExitStack() as running:
        port, s3 = running.enter_context(s3_server())
        os.environ |= s3_environment(port)
        fsspec.filesystem("s3").mkdir(BUCKET)
        say(f"s3 at {os.environ['AWS_ENDPOINT_URL']}: bucket {BUCKET}")
        (folder / "postgres").mkdir()
        postgres = running.enter_context(postgres_server(folder / "postgres"))
        say(f"PostgreSQL at {postgres}")
        address, scheduler = running.enter_context(running_scheduler(folder))
        say(f"Dask's scheduler at {address}")
        database = sa.make_url(new_database(postgres, "prefect")).set(drivername=DRIVER)
        url = database.render_as_string(hide_password=False)
        made = running.enter_context(server(folder, PREFECT_API_DATABASE_CONNECTION_URL=url))
        say(f"Prefect's server at {made.address}, its database at the same PostgreSQL")
        first = (folder / "postgres/data/postmaster.pid").read_text("utf-8").split()[0]
        processes = {"s3": s3, "scheduler": scheduler}
        yield Ground(
            postgres,
            address,
            made.environment,
            {name: process.pid for name, process in processes.items()}
            | {"PostgreSQL": int(first), "Prefect's server": made.server},
        )


def new_database(url: str, name: str) -> str:
    """The URL of one more database of a PostgreSQL server."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return sa.make_url(url).set(database=name).render_as_string(hide_password=False)


def every_file(output: Folder) -> dict[str, bytes | None]:
    """Every file of an output, by its path."""
    found = [name for depth in ("*/*.*", "*/*/*.*") for name in output.names(depth)]
    return {name: output.read(name) for name in sorted(found)}


def differing(one: Folder, other: Folder) -> tuple[dict[str, int], list[str]]:
    """How many files two outputs have, by their endings, and the names of those that differ."""
    left, right = every_file(one), every_file(other)
    names = sorted({*left, *right})
    endings = [name.rpartition(".")[2] for name in names]
    counts = {ending: endings.count(ending) for ending in sorted({*endings})}
    return counts, [name for name in names if left.get(name) != right.get(name)]
