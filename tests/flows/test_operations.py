"""The page on operations tells what its commands print."""

from pathlib import Path

import pytest

from tests.operations import PAGE, retold


@pytest.mark.usefixtures("prefect")
def test_the_page_tells_what_the_commands_print(tmp_path: Path) -> None:
    page = PAGE.read_text("utf-8")
    assert retold(page, tmp_path / "home").splitlines() == page.splitlines(), (
        "look at the new page: python -m tests.operations"
    )
