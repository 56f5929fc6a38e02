from dataclasses import replace

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Figure, OverlapRow
from tests.facts import facts
from tests.observations import amended, observation
from transforms.bulletin import to_bulletins
from transforms.disclosure import HIDDEN

ROWS = [
    ("area", "branch", "KDR", "areas", 9),
    ("held", "branch", "KDR", "areas", 4),
    ("area", "kanwil", "JATIM", "provinces", 7),
    ("held", "national", "ID", "kanwils", 6),
]


def bulletins() -> dict[str, Bulletin]:
    """The bulletins of a month with some overlaps, by code."""
    month = facts(50)
    rows = [
        observation(
            "overlap_persons",
            persons if persons > 4 else None,
            status="A" if persons > 4 else "Q",
            view=view,
            level=level,
            code=code,
            kind=kind,
        )
        for view, level, code, kind, persons in ROWS
    ]
    made = to_bulletins(replace(month, observations=amended(month.observations, *rows)))
    return {bulletin.code: bulletin for bulletin in made}


def test_a_bulletin_says_who_has_several_of_a_kind_and_hides_small_numbers() -> None:
    made = bulletins()
    assert OverlapRow("areas", Figure(9), HIDDEN) in made["KDR"].overlaps
    assert OverlapRow("provinces", Figure(7), Figure(0)) in made["JATIM"].overlaps
    assert OverlapRow("kanwils", Figure(0), Figure(6)) in made["ID"].overlaps


def test_a_unit_tells_only_what_its_level_can_have_several_of() -> None:
    kinds = {code: len(bulletin.overlaps) for code, bulletin in bulletins().items()}
    assert (kinds["KDR"], kinds["JATIM"], kinds["ID"]) == (5, 6, 7)
