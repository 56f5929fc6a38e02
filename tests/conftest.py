"""Settings of all tests: hypothesis draws the same examples everywhere, and times nothing."""

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from flows.server import prefect_server
from flows.settings import Settings

hypothesis.settings.register_profile("cakupan", deadline=None, derandomize=True, max_examples=60)
hypothesis.settings.load_profile("cakupan")


@pytest.fixture(scope="session")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One real Prefect server for all tests, at PREFECT_API_URL; yields its home."""
    settings = Settings(store=str(tmp_path_factory.mktemp("prefect")))
    with prefect_server(settings) as server:
        server.wait()
        yield settings.prefect_home
