"""What is known between counts holds in every month, or the month is not published."""

import polars as pl
import pytest

from schemas.errors import DataError
from schemas.observations import DIMENSIONS, Cells
from tests.calculations import calculated, churned, random_rows
from transforms.hierarchy import to_level_relations
from transforms.publication import Publication, to_cells
from transforms.relations import Relations, numbered, to_relations, to_unit_relations

JATIM = ("kanwil JATIM _T", "kanwil JATIM _Z")


def publication(seed: int) -> Publication:
    counted = calculated(random_rows(seed, size=200))
    cells = to_cells(counted, None)
    return Publication(cells, counted.territories, counted.members)


def known(published: Publication) -> tuple[pl.DataFrame, list[Relations]]:
    cells = numbered(published.cells)
    return cells, [to_unit_relations(cells), to_level_relations(published, cells)]


def said(cells: pl.DataFrame, relations: Relations, *names: str) -> set[frozenset[str]]:
    """Of every relation without bounds, the cells by some of their dimensions."""
    exact = relations.terms.join(relations.bounds, on="row", how="anti")
    named = exact.join(cells, on="cell", how="left", validate="m:1").with_columns(
        pl.concat_str(*names, separator=" ").alias("name")
    )
    rows = named.group_by("row").agg("name")["name"].to_list()
    return {frozenset(row) for row in rows}


@pytest.mark.parametrize("seed", range(3))
def test_every_relation_adds_up_to_what_it_may(seed: int) -> None:
    cells, relations = known(publication(seed))
    for each in relations:
        counted = each.terms.join(cells.select("cell", "count"), on="cell", validate="m:1")
        totals = counted.group_by("row").agg(added=(pl.col("count") * pl.col("coefficient")).sum())
        both = totals.join(each.bounds, on="row", how="left", validate="1:1")
        assert (both["added"] == both["total"].fill_null(0)).all()
        assert both.drop_nulls().filter(~pl.col("total").is_between("least", "most")).is_empty()


@pytest.mark.parametrize(
    "expected",
    [
        {"persons PU", "persons PMI", "persons BPU", "persons _T"},
        {"covered _Z", "total_coverage _Z"},
        {"covered _Z", "ucj_coverage _Z"},
        {"covered _Z", "persons _T", "persons JAKON"},
        {"formal_coverage _Z", "persons PU"},
        {"persons_outside _Z", "persons _T"},
        {"project_workers _Z", "persons JAKON"},
        {"registrations _Z", "persons _T", "overlap_surplus _Z"},
    ],
)
def test_a_unit_has_the_sums_that_every_reader_knows(expected: set[str]) -> None:
    cells, (within, _) = known(publication(0))
    assert expected in said(cells, within, "indicator", "segment")


@pytest.mark.parametrize(
    "expected",
    [
        {"area area 3506 _T", "area area 3571 _T", "area branch KDR _T", "area branch KDR _Z"},
        {
            "held branch KDR _T",
            "held branch SBY _T",
            "held kanwil JATIM _T",
            "held kanwil JATIM _Z",
        },
        {"held branch JKP PU", "held kanwil DKI PU"},
        {"area area 3171 BPU", "area branch JKP BPU"},
        {"area area 3171 BPU", "area kanwil DKI BPU"},
    ],
)
def test_levels_have_the_sums_that_every_reader_knows(expected: set[str]) -> None:
    cells, (_, between) = known(publication(0))
    assert expected in said(cells, between, "view", "level", "code", "segment")


@pytest.mark.parametrize(
    ("indicator", "code", "named"),
    [
        ("persons", {"segment": "PU", "sex": "L"}, "within a unit"),
        ("overlap_surplus", {"kind": "areas"}, "persons"),
        ("formal_coverage", {}, "within a unit"),
    ],
)
def test_a_wrong_count_stops_the_month(indicator: str, code: dict[str, str], named: str) -> None:
    published = publication(0)
    is_wrong = pl.all_horizontal(
        pl.col(name) == value
        for name, value in {"indicator": indicator, "level": "national", **code}.items()
    )
    count = pl.col("count") + is_wrong.cast(pl.Int64)
    wrong = Cells.validate(published.cells.with_columns(count.alias("count")))
    with pytest.raises(DataError, match=rf"\({named}\): all must hold, but \d+ of"):
        known(Publication(wrong, published.territories, published.members))


@pytest.mark.parametrize(
    ("bound", "counts", "expected"),
    [
        ("equal", (7, 7), []),
        ("if_equal", (7, 7), []),
        ("at_least", (7, 4), [(3, 0, 2**40)]),
        ("loose", (7, 4), [(3, 0, 2**40)]),
        ("loose", (4, 6), [(-2, -7, 2**40)]),
        ("loose", (1, 10), [(-9, -18, 2**40)]),
        ("about", (9, 1), [(8, 0, 16)]),
        ("about", (5, 5), [(0, -5, 5)]),
        ("known", (9, 1), [(8, 8, 8)]),
        ("between", (9, 1), [(8, 0, 20)]),
    ],
)
def test_bounds(bound: str, counts: tuple[int, int], expected: list[tuple[int, ...]]) -> None:
    terms = pl.DataFrame(
        {"key": 1, "bound": bound, "cell": [0, 1], "count": counts, "least": 5, "most": 20}
    ).with_columns(coefficient=pl.Series([1.0, -1.0]))
    made = to_relations(terms, ["key"], "a test")
    assert made.bounds.select("total", "least", "most").rows() == expected
    assert made.terms.height == 2


def test_what_is_not_equal_by_itself_is_no_relation() -> None:
    terms = pl.DataFrame({"key": 1, "bound": "if_equal", "cell": 0, "count": 1, "least": 5})
    assert to_relations(terms.with_columns(coefficient=1.0), ["key"], "a test").terms.is_empty()


def test_every_cell_is_in_a_relation() -> None:
    base = random_rows(2, size=100)
    counted = calculated(churned(base, 1), churned(base, 2))
    cells = to_cells(counted, None)
    numbers, relations = known(Publication(cells, counted.territories, counted.members))
    used = pl.concat(each.terms.select("cell") for each in relations).unique()
    alone = numbers.join(used, on="cell", how="anti")
    # Projects by state stand for themselves at the lowest level only if no Kanwil holds them.
    assert alone.select(DIMENSIONS).rows() == []
