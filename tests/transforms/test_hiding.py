"""No number that is hidden can be worked out of what is shown, and known, in any edition."""

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from pandera.typing.polars import DataFrame
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from schemas.employers import Employers
from schemas.errors import DataError
from schemas.observations import DIMENSIONS, Cells, Observations
from schemas.projects import Projects
from schemas.registrations import Registrations
from tests.builders import NOVEMBER, employers, projects, registrations
from tests.calculations import Rows, calculated, churned, random_rows
from transforms.flow_relations import to_persons_relations
from transforms.hiding import (
    Edition,
    Published,
    to_edition,
    to_hidden_cells,
    to_known_counts,
    to_known_flows,
)
from transforms.observations import to_observations
from transforms.protection import System
from transforms.publication import UNIT, Publication, to_cells
from transforms.relations import numbered
from transforms.systems import NUMBER, Known, to_system

OCTOBER = NOVEMBER + -1
EVERYBODY = ("KDR", "SBY", "JKP")


def edition(
    rows: Rows,
    earlier: list[Published],
    before: tuple[Rows, DataFrame[Observations]] | None = None,
    received: tuple[str, ...] = EVERYBODY,
) -> Published:
    """An edition as a run would publish it."""
    rows_before, previous = before or (None, None)
    counted = calculated(rows, rows_before, received)
    cells = to_cells(counted, previous)
    publication = Publication(cells, counted.territories, counted.members, previous)
    hidden = to_hidden_cells(publication, earlier)
    return Published(publication, to_observations(NOVEMBER, counted, cells, hidden))


def hidden_of(published: Published) -> DataFrame[Cells]:
    """The cells of an edition that its observations hide."""
    is_hidden = pl.col("numerator").is_null() & (pl.col("obs_status") == "Q")
    names = published.observations.filter(is_hidden).select(DIMENSIONS)
    cells = published.publication.cells
    return Cells.validate(cells.join(names, on=DIMENSIONS, how="semi"))


def disclosed(known: list[Known]) -> list[dict[str, object]]:
    """Hidden numbers that a linear programme over all editions narrows to less than their width."""
    numbers, system = to_system(known)
    is_hidden = system.states == 2
    found = []
    pairs = zip(numbers.iter_rows(named=True), _widths(system, is_hidden), strict=False)
    for place, (row, width) in enumerate(pairs):
        if is_hidden[place] and width < system.widths[place] - 1e-6:
            found.append({**row, "interval": width})
    return found


def _widths(system: System, is_hidden: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How wide the interval of each number is, or as wide as it must be."""
    size = len(system.values)
    shape = (int(system.rows.max(initial=-1)) + 1, size)
    rows = csr_array((system.coefficients, (system.rows, system.columns)), shape=shape)
    sums = rows @ system.values
    low = np.where(is_hidden, system.least, system.values)
    # Nobody needs to know whether a number may be more.
    high = np.where(is_hidden, system.values + 1_000_000, system.values)
    bounds = np.column_stack([low, high])
    both = vstack([rows, -rows])
    reach = np.concatenate([sums + system.rises, system.falls - sums])
    is_secret = is_hidden & (system.widths > 0)
    signs = np.random.default_rng(1).choice([-1.0, 1.0], (8, size))
    aims = [is_secret * 1.0, is_secret * -1.0, *(is_secret * each for each in signs)]
    highest, lowest = system.values.astype(float), system.values.astype(float)
    while True:
        for aim in aims:
            solved = linprog(aim, A_ub=both, b_ub=reach, bounds=bounds, method="highs")
            assert solved.status == 0, solved.message
            highest, lowest = np.maximum(highest, solved.x), np.minimum(lowest, solved.x)
        narrow = np.flatnonzero(is_secret & (highest - lowest < system.widths - 1e-6))
        is_secret[narrow[:1]] = False
        if not len(narrow):
            return np.asarray(highest - lowest)
        single = np.zeros(size)
        single[narrow[0]] = 1.0
        aims = [single, -single]


def _is_compared(each: Edition) -> bool:
    return each.publication.previous is not None


def attacked(*editions: Published) -> list[dict[str, object]]:
    """What the editions disclose of persons and all else, and of changes."""
    known = [to_edition(each) for each in editions]
    nothing = known[0].hidden.select("level", "code").clear()
    changes = [to_known_flows(each, nothing) for each in known if _is_compared(each)]
    return [
        *disclosed([to_known_counts(each) for each in known]),
        *(disclosed(changes) if changes else []),
    ]


@pytest.mark.parametrize(
    ("seed", "size", "share"),
    [(0, 30, 0.2), (1, 80, 0.1), (2, 300, 0.2), (3, 1500, 0.05), (4, 5000, 0.02)],
)
def test_hidden_numbers_of_two_months_stay_unknown(seed: int, size: int, share: float) -> None:
    base = random_rows(seed, size)
    october, november = churned(base, seed, share), churned(base, seed + 100, share)
    received = ("KDR", "JKP") if seed == 1 else EVERYBODY
    first = edition(october, [], received=received)
    second = edition(november, [], (october, first.observations), received)
    assert hidden_of(first).height
    assert attacked(first) == attacked(second) == []


def late(rows: Rows, after: int) -> Rows:
    """What was known before the last registrations came."""
    people = rows.registrations.filter(pl.col("row") <= after)
    return Rows(Registrations.validate(people), rows.employers, rows.projects)


def test_changes_move_with_the_persons_of_their_unit() -> None:
    base = random_rows(3, 1_500)
    october, november = churned(base, 3, 0.05), churned(base, 103, 0.05)
    first = edition(october, [])
    second = edition(november, [], (october, first.observations))
    cells = numbered(second.publication.cells)
    relations = to_persons_relations(cells)
    everybody = pl.col("programme") == "_T"
    persons = cells.filter(everybody, indicator="persons").select("cell", *UNIT, "segment")
    before = first.publication.cells.filter(
        everybody, view="area", indicator="persons", sex="_T", age_group="_T"
    ).select(*UNIT, "segment", "count")
    rows = relations.terms.join(persons, on="cell", validate="m:1").join(relations.bounds, on="row")
    known = rows.join(before, on=[*UNIT, "segment"], validate="1:1")
    assert known.height == rows.height > 20
    assert known.filter(pl.col("total") != -pl.col("count")).is_empty()
    assert known.filter(
        (pl.col("least") != pl.col("total")) | (pl.col("most") != pl.col("total"))
    ).is_empty()
    changes = cells.filter(indicator="change_persons", kind="joined")["cell"].implode()
    gains = relations.terms.filter(pl.col("cell").is_in(changes))
    assert gains["coefficient"].unique().to_list() == [1.0]


@pytest.mark.parametrize("seed", [10, 12])
def test_an_edition_after_another_leaves_both_unknown(seed: int) -> None:
    rows = random_rows(seed, size=300)
    first = edition(late(rows, rows.registrations.height * 2 // 3), [])
    second = edition(rows, [first])
    assert attacked(first, second) == []
    kept = first.publication.cells.join(second.publication.cells, on=NUMBER, how="semi")
    was, now = (kept.join(hidden_of(each), on=NUMBER, how="semi") for each in (first, second))
    assert was.equals(now)
    assert was.height


def test_a_rerun_hides_the_same() -> None:
    rows = random_rows(3, size=80)
    first = edition(rows, [])
    again = edition(rows, [first])
    assert first.observations.equals(again.observations)


def test_the_order_of_rows_hides_the_same() -> None:
    rows = random_rows(4, size=40)
    turned = Rows(
        Registrations.validate(rows.registrations.reverse()),
        Employers.validate(rows.employers.reverse()),
        Projects.validate(rows.projects.reverse()),
    )
    assert edition(rows, []).observations.equals(edition(turned, []).observations)


def test_what_editions_disclose_together_is_refused() -> None:
    def saving(count: int) -> Rows:
        has_jht = [place < count for place in range(5)]
        return Rows(registrations(person=range(1, 6), has_jht=has_jht), employers(), projects())

    # All five had JHT; that there still are five bounds how many of them have it now.
    first = edition(saving(5), [])
    assert attacked(edition(saving(0), [first]), first) == []
    with pytest.raises(DataError, match=r"would disclose \d+ .* first jht_coverage of area 3571"):
        edition(saving(3), [first])


def test_few_hidden_changes_leave_others_shown() -> None:
    base = random_rows(3, 12_000)
    before, now = churned(base, 3, 0.01), churned(base, 53, 0.01)
    second = edition(now, [], (before, edition(before, []).observations))
    changes = second.publication.cells.filter(indicator="change_persons")
    hidden = hidden_of(second).filter(indicator="change_persons")
    assert changes.filter(pl.col("count").is_between(1, 4)).height < hidden.height < changes.height
