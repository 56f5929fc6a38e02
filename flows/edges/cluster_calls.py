"""What goes to a machine of a cluster and what comes back, and who may carry it out.

A call goes as bytes, so Dask neither looks into it nor tells of it; what it raises comes back as a
value, because Dask writes errors and arguments of a failed task to its log.
"""

import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flows.edges.workers import Workers

Code = Mapping[str, str]
"""Everything that decides which bytes a machine makes, by name: our sources and the libraries."""
MOST_CALLS = 256
"""Calls under way at once, however large the cluster is."""
OURS = "cakupan"
"""Under which a machine tells the scheduler its code."""

_HANDS: list[Workers] = []


@dataclass(frozen=True)
class Returned:
    """A function's result."""

    value: Any


@dataclass(frozen=True)
class Raised:
    """What a function raised instead, or that its process died."""

    error: Exception


def resource_of(code: Code) -> str:
    """What the machines with this very code offer, and calls from such a one ask for."""
    return f"{OURS}-{sha256(repr(sorted(code.items())).encode()).hexdigest()[:16]}"


def packed(function: Callable[..., Any], argument: Any, timeout: float) -> bytes:
    """A call as it travels."""
    return pickle.dumps((function, argument, timeout))


def lend_hands(workers: Workers) -> None:
    """Let these workers carry out whatever calls come to this process."""
    _HANDS[:] = [workers]


def carry_out(call: bytes) -> Returned | Raised:
    """Carry out a call that has come to this machine, in one of its limited processes."""
    (workers,) = _HANDS
    function, argument, timeout = pickle.loads(call)
    try:
        return Returned(workers.call(function, argument, timeout=timeout))
    except Exception as error:
        return Raised(error)
