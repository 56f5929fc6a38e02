"""A month on a machine as deploy/ describes it: its server, a worker, what is deployed, its pages.

It takes about a minute and a half, so `make proof` runs it; tests/flows/test_deployments.py tries
the same flows without a worker. Pictures of the pages are in output/proof afterwards.
"""

from pathlib import Path
from typing import Any

from prefect.client.orchestration import SyncPrefectClient

from tests.browser import Screen, browse
from tests.commands import ROOT
from tests.homes import NOVEMBER, example, make_home, outputs
from tests.prefect_servers import Machine, machine
from transforms.masking import LONG_NUMBER

PICTURES = ROOT / "output/proof"


def artifacts(machine: Machine) -> dict[str, Any]:
    """The newest artifact of each key."""
    with SyncPrefectClient(machine.api) as client:
        found = sorted(client.read_artifacts(), key=lambda item: str(item.created))
    return {str(item.key): item for item in found}


def test_a_month_runs_by_itself_and_its_pages_show_it(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", example(NOVEMBER, divisor=400, branches=("BTU", "KDR")))
    (home / "inbox/2021-11/pemberi_kerja_KDR_202111.csv").unlink()
    with machine(home, tmp_path) as made:
        first = made.run("tick/daily", "2021-12-03T06:00+07:00")
        assert first.state is not None
        assert (first.name, first.state.name) == ("tick 2021-12-03 06:00", "Waits")
        assert set(first.tags) == {"cakupan", "2021-11"}
        assert "prepared, as the cut-off has come" in str(first.state.message)
        shown, before = artifacts(made), outputs(home)
        assert set(shown) == {"month-2021-11", "findings-2021-11"}
        page = shown["month-2021-11"].data
        assert "| KDR Kediri | 394 | **missing** | 4 | rendered |" in page
        assert (home / "output/2021-11/bulletins/cakupan-2021-11-KDR.pdf").as_uri() in page
        assert not any(LONG_NUMBER.search(str(item.data)) for item in shown.values())
        again = made.run("tick/daily", "2021-12-03T06:00+07:00")
        assert again.state is not None
        assert "Nothing new as of 2021-12-03 06:00 WIB" in str(again.state.message)
        assert outputs(home) == before
        by_hand = made.run("run/run", month="2021-11")
        assert by_hand.state is not None
        assert (by_hand.name, by_hand.state.name) == ("run 2021-11", "Completed")
        assert "Nothing to do: edition 2021-11 stands" in str(by_hand.state.message)
        assert outputs(home) == before
        refused = made.run("release/release", month="2021-11", by="Sari", confirm=5)
        assert refused.state is not None
        assert (refused.state.name, "approve" in str(refused.state.message)) == ("Failed", True)
        look(made, shown)
    assert "Traceback" not in (tmp_path / "worker.log").read_text()
    assert not (home / "output/2021-11/mail").exists()


def look(made: Machine, shown: dict[str, Any]) -> None:
    """Open the month's page and its findings in a browser, and keep a picture of each."""
    words = {"month-2021-11": "KDR Kediri", "findings-2021-11": "rows left out"}
    PICTURES.mkdir(parents=True, exist_ok=True)
    with browse() as tab:
        for key, word in words.items():
            tab.visit(f"{made.address}/artifacts/artifact/{shown[key].id}", Screen(1200, "light"))
            tab.wait_for(word)
            (PICTURES / f"{key}.png").write_bytes(tab.picture())
            assert tab.measure("() => document.body.scrollWidth <= innerWidth")
