"""Settings of all tests: hypothesis draws the same examples everywhere, and times nothing."""

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import fsspec
import hypothesis
import pytest

from flows.edges.ledger import Ledger
from flows.edges.workers import PRELOADED, Workers
from flows.server import prefect_server
from flows.settings import Settings
from tests.clusters import BUCKET, s3_environment, s3_server
from tests.jobs import IMPORTED
from tests.ledgers import fresh_ledger, postgres_server
from tests.lines import Line

for profile, examples in {"cakupan": 25, "proof": 200}.items():
    hypothesis.settings.register_profile(
        profile, deadline=None, derandomize=True, max_examples=examples
    )
hypothesis.settings.load_profile("cakupan")

multiprocessing.get_context("forkserver").set_forkserver_preload([*IMPORTED, PRELOADED])


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of the long proof."""
    parser.addoption("--every-byte", action="store_true", help="cut exports at every single byte")
    parser.addoption("--countries", type=int, default=3, help="how many countries are attacked")
    parser.addoption("--every-call", action="store_true", help="kill senders and runs everywhere")
    parser.addoption("--documents", type=int, default=5, help="which document must be as the first")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each random country."""
    if "seed_of_country" in metafunc.fixturenames:
        metafunc.parametrize("seed_of_country", range(metafunc.config.getoption("--countries")))


@pytest.fixture(scope="session")
def stride(request: pytest.FixtureRequest) -> int:
    """Bytes from one cut to the next in the middle of an export.

    A prime meets each place of a row at least once; `make proof` cuts at every byte, which takes
    six minutes.
    """
    return 1 if request.config.getoption("--every-byte") else 151


@pytest.fixture(scope="session")
def every_call(request: pytest.FixtureRequest) -> bool:
    """Whether senders are killed at every system call, and runs at every step, not at some."""
    return bool(request.config.getoption("--every-call"))


@pytest.fixture(scope="session")
def documents(request: pytest.FixtureRequest) -> int:
    """Which bulletin of a process must be the same bytes as a first one."""
    return int(request.config.getoption("--documents"))


@pytest.fixture(scope="session")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One real Prefect server for all tests, at PREFECT_API_URL; yields its home."""
    settings = Settings(store=str(tmp_path_factory.mktemp("prefect")))
    with prefect_server(settings) as server:
        server.wait()
        yield settings.prefect_home


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL server of our own."""
    with postgres_server(tmp_path_factory.mktemp("postgres")) as url:
        yield url


@pytest.fixture(scope="session")
def s3() -> Iterator[Line]:
    """The line to an s3 server with an empty bucket; clients find it in the environment."""
    with s3_server() as (port, _process), pytest.MonkeyPatch.context() as patch:
        line = Line(port)
        for name, value in s3_environment(line.port).items():
            patch.setenv(name, value)
        fsspec.filesystem("s3").mkdir(BUCKET)
        yield line
        line.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """A fresh ledger on a real SQLite, and one on a real PostgreSQL."""
    if request.param == "sqlite":
        opened = Ledger.open(f"sqlite:///{tmp_path}/ledger.db")
    else:
        opened = fresh_ledger(request.getfixturevalue("postgres"))
    yield opened
    opened.engine.dispose()


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    """One worker for all tests that read exports themselves."""
    with Workers(processes=1) as started:
        yield started
