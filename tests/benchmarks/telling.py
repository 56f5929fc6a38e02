"""Tells who watches a benchmark what is done, and which promises were kept."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def told(what: str) -> Iterator[None]:
    """Say what is done and how long it took."""
    start = time.perf_counter()
    yield
    print(f"{what}: {time.perf_counter() - start:.1f} s", file=sys.stderr)  # noqa: T201  # a script


def held(what: str, measured: float, promised: float) -> str:
    """What is promised to be at most so much, and whether it was kept."""
    return _promise(what, measured, f"at most {promised:.3g}", is_kept=measured <= promised)


def reached(what: str, measured: float, promised: float) -> str:
    """What is promised to be at least so much, and whether it was kept."""
    return _promise(what, measured, f"at least {promised:.3g}", is_kept=measured >= promised)


def _promise(what: str, measured: float, promised: str, *, is_kept: bool) -> str:
    kept = "holds" if is_kept else "does NOT hold"
    return f"  {what}: {measured:.3g}; promised: {promised}, which {kept}"
