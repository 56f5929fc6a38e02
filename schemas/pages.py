"""Pages of the documentation that are written from the schemas, and held against them."""

from collections.abc import Iterable, Iterator
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"


def markdown_table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table of Markdown."""
    return "".join(f"| {' | '.join(line)} |\n" for line in _lines(heads, rows))


def keep(page: Path, text: str, module: str, arguments: list[str]) -> str | None:
    """Write a module's page, or with `--check` only say when it is no longer this text."""
    if arguments not in ([], ["--check"]):
        return f"usage: python -m {module} [--check]"
    if arguments == ["--check"]:
        current = page.read_text("utf-8") if page.exists() else ""
        return None if current == text else f"{page.name} is out of date: python -m {module}"
    page.write_text(text, "utf-8")
    return None


def _lines(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[Iterable[str]]:
    yield heads
    yield ("---" for _ in heads)
    for row in rows:
        yield (cell.replace("|", r"\|") for cell in row)
