"""Writes docs/data-dictionary.md from the schemas: `python -m schemas.dictionary [--check]`."""

import sys
from importlib import import_module
from pkgutil import iter_modules

import pandera.polars as pa
import polars as pl

import schemas
from schemas.codes import FINDINGS, HOLDS, REJECTIONS
from schemas.control_file import CONTROL_KEYS
from schemas.errors import FILE_FAULTS, NOTES
from schemas.pages import DOCS, keep, markdown_table
from schemas.rules import RULES

PAGE = DOCS / "data-dictionary.md"

HEAD = """\
# Data dictionary

Every table that passes between two stages, and every code that a branch may be told. Written by
`python -m schemas.dictionary` from `schemas/`; to change this page, change the schema.
"""

CONTROL_FILES = """\
## Control files

A branch may put a TOML file beside its export, named like it but ending in `.kontrol.toml`, such
as `peserta_KDR_202111.kontrol.toml`. Totals that differ from what is read reject the export (E128).
"""

SIGNS = {
    "greater_than": "> {min_value}",
    "greater_than_or_equal_to": "≥ {min_value}",
    "less_than": "< {max_value}",
    "less_than_or_equal_to": "≤ {max_value}",
    "in_range": "{min_value} to {max_value}",
    "str_matches": "matches `{pattern}`",
}
"""How pandera's own checks are told; any other is told by its error text or name."""


def models() -> list[type[pa.DataFrameModel]]:
    """Every table's schema, by module and then as written; bases of other schemas are none."""
    modules = [import_module(f"schemas.{info.name}") for info in iter_modules(schemas.__path__)]
    return [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, pa.DataFrameModel)
        and value.__module__ == module.__name__
        and not value.__subclasses__()
    ]


def page() -> str:
    """The whole page."""
    parts = [HEAD, "## Tables\n"]
    parts += [told_table(model) for model in models()]
    parts += ["## Rows that are left out\n", _codes(REJECTIONS)]
    parts += ["## Findings: what was noticed while rows were taken\n", _codes(FINDINGS)]
    parts += ["## Files that can't be taken\n", _sentences(FILE_FAULTS)]
    parts += ["## Files that wait for a person's decision\n", _sentences(HOLDS)]
    parts += ["## What else is said of files\n", _sentences(NOTES)]
    keys = [(f"`{key}`", text) for key, text in CONTROL_KEYS.items()]
    parts += [CONTROL_FILES, markdown_table(("key", "what it says"), keys)]
    return "\n".join(parts)


def told_table(model: type[pa.DataFrameModel]) -> str:
    """One schema: its grain, its columns and what is checked."""
    schema = model.to_schema()
    rows = [
        (f"`{name}`", _type(column.dtype.type), _emptiness(column), column.description or "",
         "; ".join(map(_told, column.checks)))
        for name, column in schema.columns.items()
    ]  # fmt: skip  # one row of the table on two lines
    unique = ", ".join(f"`{name}`" for name in schema.unique or ())
    checks = "".join(f"Check: {_told(check)}.\n\n" for check in schema.checks)
    return (
        f"### {model.__name__}\n\n{_grain(model)} Unique: {unique}.\n"
        f"From `{model.__module__}`.\n\n{checks}"
        + markdown_table(("column", "type", "may be empty", "what it is", "check"), rows)
    )


def _grain(model: type[pa.DataFrameModel]) -> str:
    return " ".join((model.__doc__ or "").split("\n\n")[0].split())


def _type(dtype: pl.DataType) -> str:
    return f"Enum: {', '.join(dtype.categories)}" if isinstance(dtype, pl.Enum) else str(dtype)


def _emptiness(column: pa.Column) -> str:
    return "yes" if column.nullable else ""


def _told(check: pa.Check) -> str:
    statistics = dict(check.statistics or {})
    if check.name == "isin":
        return "one of " + ", ".join(map(str, statistics["allowed_values"]))
    sign = SIGNS.get(str(check.name))
    return (
        sign.format(**statistics) if sign else str(check.description or check.error or check.name)
    )


def _sentences(texts: dict[str, str]) -> str:
    rows = [
        (f"`{code}`", text.replace("<", r"\<").replace(":d}", "}"))
        for code, text in sorted(texts.items())
    ]
    return markdown_table(("code", "what is said"), rows)


def _codes(texts: dict[str, str]) -> str:
    rows = [(f"`{code}`", _columns(code), text) for code, text in sorted(texts.items())]
    return markdown_table(("code", "column", "what is said"), rows)


def _columns(code: str) -> str:
    return ", ".join(dict.fromkeys(rule.column for rule in RULES if rule.code == code))


def main(arguments: list[str]) -> str | None:
    """Write the page, or with `--check` only say when it is no longer what the schemas say."""
    return keep(PAGE, page(), "schemas.dictionary", arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
