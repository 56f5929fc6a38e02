"""Measures how long, and with how much memory, files that grow without bound are refused.

Run: PYTHONPATH=. python tests/benchmarks/bench_bombs.py
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.cases.bombs import BOMBS, MOST_MEMORY, measured  # after the path

MOST_SECONDS = 5


def main() -> None:
    """Read each bomb in a process of its own and print what it took."""
    for bomb in BOMBS:
        with tempfile.TemporaryDirectory() as folder:
            taken = measured(bomb, Path(folder))
            size = sum(path.stat().st_size for path in Path(folder).glob("??/*"))
        holds = (
            taken.code == bomb.code
            and taken.seconds < MOST_SECONDS
            and taken.peak_bytes < MOST_MEMORY
        )
        print(  # noqa: T201  # a script
            f"{bomb.name} ({size:,} bytes): {taken.code} after {taken.seconds:.2f} s with "
            f"{taken.peak_bytes / 2**20:,.0f} MiB; 5 s and 1 GiB {'hold' if holds else 'BROKEN'}"
        )


if __name__ == "__main__":
    main()
