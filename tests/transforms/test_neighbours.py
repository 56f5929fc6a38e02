from dataclasses import replace

import pytest

from schemas.bulletin_rows import Neighbour, SharedArea
from schemas.exports import Kind
from schemas.facts import Facts
from schemas.reference import Branches
from tests.facts import facts, submissions
from transforms.bulletin import to_bulletins
from transforms.lookup import Lookup, Unit
from transforms.neighbours import to_neighbours, to_shared_areas

KDR = Unit("branch", "KDR", ("KDR",))
SBY = Unit("branch", "SBY", ("SBY",))
JKP = Unit("branch", "JKP", ("JKP",))
JATIM = Unit("kanwil", "JATIM", ("KDR", "SBY"))


def without(branch: str, kind: Kind) -> Facts:
    """Nobody is counted; one export has not come."""
    return facts(
        0,
        submissions=tuple(
            item for item in submissions("KDR", "SBY", "JKP")
            if (item.submission.branch, item.submission.kind) != (branch, kind)
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "shared"),
    [
        (KDR, (SharedArea("Kota Kediri", ("Sby",)),)),
        (SBY, (SharedArea("Kota Kediri", ("Kdr",)),)),
        (JKP, ()),
        (JATIM, ()),
    ],
)
def test_areas_of_others_are_named(unit: Unit, shared: tuple[SharedArea, ...]) -> None:
    month = facts(0)
    assert to_shared_areas(Lookup.of(month), unit) == shared


def test_a_closed_branch_shares_nothing() -> None:
    month = facts(0)
    is_closed = month.reference.branches["branch"] == "SBY"
    branches = Branches.validate(month.reference.branches.with_columns(active=~is_closed))
    closed = replace(month, reference=replace(month.reference, branches=branches))
    assert to_shared_areas(Lookup.of(closed), KDR) == ()


@pytest.mark.parametrize(
    ("branch", "kind", "unit", "neighbours"),
    [
        ("SBY", Kind.PESERTA, KDR, (Neighbour("Sby", ("Kota Kediri",), "peserta"),)),
        ("SBY", Kind.PROYEK_JAKON, KDR, (Neighbour("Sby", ("Kota Kediri",), "proyek_jakon"),)),
        ("SBY", Kind.PEMBERI_KERJA, KDR, ()),
        ("SBY", Kind.PESERTA, JATIM, ()),
        ("JKP", Kind.PESERTA, KDR, ()),
        ("KDR", Kind.PESERTA, KDR, ()),
    ],
)
def test_whom_a_unit_waits_for_is_named(
    branch: str, kind: Kind, unit: Unit, neighbours: tuple[Neighbour, ...]
) -> None:
    month = without(branch, kind)
    assert to_neighbours(Lookup.of(month), unit) == neighbours
    (bulletin,) = (made for made in to_bulletins(month) if made.code == unit.code)
    assert bulletin.neighbours == neighbours


@pytest.mark.parametrize(
    ("branch", "kind", "preliminary"),
    [
        ("SBY", Kind.PESERTA, {"KDR", "SBY", "JATIM", "ID"}),
        ("SBY", Kind.PROYEK_JAKON, {"KDR", "SBY", "JATIM", "ID"}),
        ("SBY", Kind.PEMBERI_KERJA, set()),
        ("JKP", Kind.PESERTA, {"JKP", "DKI", "ID"}),
    ],
)
def test_every_bulletin_that_waits_for_a_branch_is_preliminary(
    branch: str, kind: Kind, preliminary: set[str]
) -> None:
    made = to_bulletins(without(branch, kind))
    assert {bulletin.code for bulletin in made if bulletin.is_preliminary} == preliminary
