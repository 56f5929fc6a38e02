"""Measures disclosure control of two national months: seconds, cells hidden, memory.

514 areas, 325 branches, all that an edition publishes of them, from generated registrations; the
second month with its changes. The time is that of one core, and is given beside what a loop of
plain Python takes on this machine. Run: python tests/benchmarks/bench_protection.py [persons]
"""

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.countries import nation  # after the path
from tests.country_months import to_calculated
from transforms.hiding import to_hidden_cells
from transforms.observations import to_observations
from transforms.publication import Publication, to_cells

PERSONS = 3_000_000
ROUNDS = 20_000_000
MEBIBYTE = 1024


def main() -> None:
    """Protect a nation for two months; print what each took and what it hides."""
    persons = int(sys.argv[1]) if len(sys.argv) > 1 else PERSONS
    country = nation(5, persons)
    before = previous = None
    for delivery in country.deliveries:
        calculated = to_calculated(country, delivery, before)
        cells = to_cells(calculated, previous)
        publication = Publication(cells, calculated.territories, calculated.members, previous)
        loop = _seconds(lambda: sum(number * number for number in range(ROUNDS)))
        start = time.process_time()
        hidden = to_hidden_cells(publication, [])
        seconds = time.process_time() - start
        previous = to_observations(delivery.month, calculated, cells, hidden)
        before = delivery
        numbers = cells.filter(pl.col("count") > 0)
        small = numbers.filter(pl.col("count") < pl.col("least"))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEBIBYTE
        print(  # noqa: T201  # a script
            f"protection of {delivery.month}: {delivery.registrations.height:,} registrations, "
            f"{cells.height:,} cells, {numbers.height:,} not 0: {seconds:.1f} s "
            f"({seconds / loop:.1f} times the loop of {loop:.1f} s), {memory:,} MiB; "
            f"{small.height / numbers.height:.1%} are too small, "
            f"{hidden.filter(pl.col('count') > 0).height / numbers.height:.1%} are hidden"
        )


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    main()
