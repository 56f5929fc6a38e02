"""Settings of all tests: hypothesis draws the same examples everywhere, and times nothing."""

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from flows.server import prefect_server
from flows.settings import Settings

hypothesis.settings.register_profile("cakupan", deadline=None, derandomize=True, max_examples=60)
hypothesis.settings.load_profile("cakupan")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option of the long proof."""
    parser.addoption("--every-byte", action="store_true", help="cut exports at every single byte")


@pytest.fixture(scope="session")
def stride(request: pytest.FixtureRequest) -> int:
    """Bytes from one cut to the next in the middle of an export.

    A prime meets each place of a row some eight times; every byte takes six minutes.
    """
    return 1 if request.config.getoption("--every-byte") else 23


@pytest.fixture(scope="session")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One real Prefect server for all tests, at PREFECT_API_URL; yields its home."""
    settings = Settings(store=str(tmp_path_factory.mktemp("prefect")))
    with prefect_server(settings) as server:
        server.wait()
        yield settings.prefect_home
