import polars as pl

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Figure, OverlapRow
from schemas.columns import column_types
from schemas.coverage import Overlaps
from tests.facts import facts
from transforms.bulletin import to_bulletins
from transforms.disclosure import HIDDEN

ROWS = [
    ("area", "branch", "KDR", "areas", 9, 9),
    ("held", "branch", "KDR", "areas", 4, 5),
    ("area", "kanwil", "JATIM", "provinces", 7, 8),
    ("held", "national", "ID", "kanwils", 6, 6),
]


def bulletins() -> dict[str, Bulletin]:
    """The bulletins of a month with some overlaps, by code."""
    table = pl.DataFrame(ROWS, schema=column_types(Overlaps), orient="row")
    made = to_bulletins(facts(50, overlaps=Overlaps.validate(table)))
    return {bulletin.code: bulletin for bulletin in made}


def test_a_bulletin_says_who_has_several_of_a_kind_and_hides_small_numbers() -> None:
    made = bulletins()
    assert OverlapRow("areas", Figure(9), HIDDEN) in made["KDR"].overlaps
    assert OverlapRow("provinces", Figure(7), Figure(0)) in made["JATIM"].overlaps
    assert OverlapRow("kanwils", Figure(0), Figure(6)) in made["ID"].overlaps


def test_a_unit_tells_only_what_its_level_can_have_several_of() -> None:
    kinds = {code: len(bulletin.overlaps) for code, bulletin in bulletins().items()}
    assert (kinds["KDR"], kinds["JATIM"], kinds["ID"]) == (5, 6, 7)
