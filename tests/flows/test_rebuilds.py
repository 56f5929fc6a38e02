"""Which later months show figures that another edition would replace, or has replaced."""

import json
from dataclasses import replace
from pathlib import Path

from flows.edges.ledger import editions
from flows.installation import Installation
from flows.rebuilds import showing_others, to_rebuild
from flows.settings import Settings
from schemas.edition import Calculation, Edition
from schemas.month import Month
from schemas.observations import Observations
from tests.homes import NOVEMBER, OCTOBER
from tests.ledgers import edition


def release(
    installation: Installation, month: Month, figures: str, earlier: dict[Month, Edition]
) -> Edition:
    """Let a month's next edition be out, made beside these."""
    beside = {str(each): made.manifest for each, made in earlier.items()}
    tables = Calculation({Observations.__name__: figures})
    with installation.ledger.begin() as connection:
        number = len(editions.released(connection, month))
        told = json.dumps({"edition": f"{month} {number}", "earlier": beside})
        manifest = installation.objects.put(told.encode(), ".json")
        made = replace(edition(number, manifest), month=month, calculation=tables)
        editions.prepare(connection, made)
        prepared = editions.newest(connection, month)
        assert prepared is not None
        editions.release(connection, prepared)
    return prepared


def test_only_other_figures_let_a_later_month_be_made_again(tmp_path: Path) -> None:
    installation = Installation.open(Settings(home=tmp_path))
    october = release(installation, OCTOBER, "o.parquet", {})
    release(installation, NOVEMBER, "n.parquet", {OCTOBER: october})
    assert showing_others(installation, OCTOBER, "o.parquet") == ()
    assert showing_others(installation, OCTOBER, "p.parquet") == (NOVEMBER,)
    release(installation, OCTOBER, "o.parquet", {})
    assert to_rebuild(installation, OCTOBER) == (), "other targets, and no other figure"
    release(installation, OCTOBER, "p.parquet", {})
    assert to_rebuild(installation, OCTOBER) == (NOVEMBER,)
