"""Measures disclosure control of a national month: seconds, cells hidden, memory.

514 areas, 325 branches, all that an edition publishes of them, from generated registrations. The
time is that of one core, and is given beside what a loop of plain Python takes on this machine.
Run: python tests/benchmarks/bench_protection.py [persons]
"""

import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from schemas.observations import DIMENSIONS  # after the path
from tests.countries import nation
from tests.country_months import to_calculated
from transforms.hiding import Edition, to_known_counts
from transforms.protection import HIDDEN, protect
from transforms.publication import Publication, to_cells
from transforms.systems import to_system

PERSONS = 3_000_000
ROUNDS = 20_000_000
MEBIBYTE = 1024


def main() -> None:
    """Protect a nation; print what it took and what it hides."""
    persons = int(sys.argv[1]) if len(sys.argv) > 1 else PERSONS
    country = nation(5, persons)
    calculated = to_calculated(country, country.deliveries[0], None)
    start = time.process_time()
    sum(number * number for number in range(ROUNDS))
    loop = time.process_time() - start
    start = time.process_time()
    cells = to_cells(calculated, None)
    publication = Publication(cells, calculated.territories, calculated.members)
    nothing = cells.select(DIMENSIONS).clear()
    _, system = to_system([to_known_counts(Edition(publication, nothing, is_published=False))])
    built = time.process_time() - start
    start = time.process_time()
    protection = protect(system)
    seconds = time.process_time() - start
    is_number = (system.widths > 0) & (system.values > 0)
    is_small = is_number & (system.states == HIDDEN)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEBIBYTE
    print(  # noqa: T201  # a script
        f"protection: {cells.height:,} cells, {is_number.sum():,} not 0, "
        f"{system.rows.max() + 1:,} relations: {built:.1f} s to build, {seconds:.1f} s to protect "
        f"({seconds / loop:.1f} times the loop of {loop:.1f} s), {memory:,} MiB; "
        f"{is_small.sum() / is_number.sum():.1%} are too small, "
        f"{(protection.is_hidden & is_number).sum() / is_number.sum():.1%} are hidden, "
        f"{len(protection.unprotected)} can't be protected"
    )


if __name__ == "__main__":
    main()
