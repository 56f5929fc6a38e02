"""One bulletin whose pages have a fault: it is withheld and told, and the others go out."""

import json
from pathlib import Path

import polars as pl
import pytest

from tests.homes import NOVEMBER, cakupan, example, make_home, release

pytestmark = pytest.mark.usefixtures("prefect")

WHY = "expected letters that Source Sans has, found one that it lacks"


def test_a_page_with_a_fault_is_withheld_until_it_is_right(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", example(NOVEMBER, divisor=200, branches=("BTU",)))
    bulletins = home / "output/2021-11/bulletins"
    pdf = bulletins / "cakupan-2021-11-BTU.pdf"
    rename_city(home, "Ɓatu")

    done = cakupan(home, "run", "2021-11")
    assert done.returncode == 3
    assert f"Withheld, the Indonesian bulletin of BTU: {WHY}" in done.stdout
    assert "Ɓ" not in done.stdout + done.stderr
    assert not pdf.exists()
    assert (bulletins / "cakupan-2021-11-JATIM.pdf").exists()

    grid = cakupan(home, "status", "2021-11").stdout
    assert row(grid, "BTU")[4] == "withheld"
    (status,) = json.loads(cakupan(home, "status", "2021-11", "--json").stdout)
    (withheld,) = status["withheld"]
    assert withheld["code"] == "BTU"
    manifest = json.loads((home / "output/2021-11/manifest.json").read_text())
    assert manifest["withheld"] == status["withheld"]

    done = release(home, without="BTU")
    assert done.returncode == 3
    assert f"Withheld, the Indonesian bulletin of BTU: {WHY}" in done.stdout
    mails = {path.name for path in (home / "output/2021-11/mail").iterdir()}
    assert any("-JATIM-" in name for name in mails)
    assert not any("-BTU-" in name for name in mails)

    rename_city(home, "Ɓatu Raya")
    done = cakupan(home, "run", "2021-11")
    assert done.returncode == 3
    assert f"Withheld, the Indonesian bulletin of BTU: {WHY}" in done.stdout
    assert "Nothing to do: edition 2021-11 stands" in done.stdout

    rename_city(home, "Batu")
    done = cakupan(home, "run", "2021-11")
    assert done.returncode == 0, done.stderr
    assert "Withheld" not in done.stdout
    assert (
        "Edition 2021-11 (R1) takes the place of 2021-11: PAGE, a withheld page that can be printed"
    ) in done.stdout
    assert pdf.exists()


def rename_city(home: Path, name: str) -> None:
    """Give Batu's branch another city, which its bulletin alone prints."""
    file = home / "reference/branches.csv"
    city = pl.when(pl.col("branch") == "BTU").then(pl.lit(name)).otherwise("city")
    pl.read_csv(file, infer_schema=False).with_columns(city=city).write_csv(file)


def row(grid: str, code: str) -> list[str]:
    """The cells of a branch's row."""
    (line,) = [line for line in grid.splitlines() if line.startswith(f"│ {code} ")]
    return [cell.strip() for cell in line.strip("│").split("│")]
