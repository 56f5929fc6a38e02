"""The documents say what the code says: grains, names of columns, settings, commands, links."""

import re
from pathlib import Path

import pandera.polars as pa
import polars as pl
import pytest

from flows.settings import Settings
from schemas import dictionary

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
MODELS = dictionary.models()
COLUMNS = [
    (model.__name__, name, column.dtype.type)
    for model in MODELS
    for name, column in model.to_schema().columns.items()
]
GIVEN = {("Branches", "active")}
"""Names that a branch's or an office's CSV file had before the grammar."""

ENDINGS = {
    "_month": "text",
    "_months": "whole",
    "_years": "whole",
    "_date": "date",
    "_rupiah": "whole",
    "_rate": "number",
    "_percent": "number",
    "_id": "text",
    "_name": "text",
    "_code": "text",
}
WHOLE_NAMES = {
    "month": "text",
    "percent": "number",
    "valid_from": "date",
    "valid_to": "date",
    "row": "whole",
    "code": "text",
    "level": "text",
    "name": "text",
}


def kind(dtype: pl.DataType) -> str:
    """What sort of value a column holds."""
    if dtype in (pl.String, pl.Enum, pl.Categorical):
        return "text"
    if dtype == pl.Boolean:
        return "truth"
    if dtype.is_integer():
        return "whole"
    return "number" if dtype.is_numeric() else str(dtype).lower()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_schema_opens_with_its_grain(model: type[pa.DataFrameModel]) -> None:
    schema = model.to_schema()
    assert str(model.__doc__).startswith("One row per ")
    assert schema.unique
    assert schema.strict
    assert set(schema.unique) <= set(schema.columns)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_column_is_described(model: type[pa.DataFrameModel]) -> None:
    columns = model.to_schema().columns
    assert [name for name, column in columns.items() if not column.description] == []


@pytest.mark.parametrize(("table", "name", "dtype"), COLUMNS)
def test_names_of_columns_keep_to_the_grammar(table: str, name: str, dtype: pl.DataType) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", name)
    for ending, expected in ENDINGS.items():
        if name.endswith(ending):
            assert kind(dtype) == expected
    assert kind(dtype) == WHOLE_NAMES.get(name, kind(dtype))
    if (table, name) not in GIVEN:
        assert (kind(dtype) == "truth") == name.startswith(("is_", "has_"))
    if kind(dtype) == "number":
        assert name.endswith(("percent", "_rate")) or (table, name) == ("Observations", "value")
    if kind(dtype) == "date":
        assert name.endswith("_date") or name in WHOLE_NAMES


def test_the_same_name_is_the_same_kind_everywhere() -> None:
    kinds: dict[str, set[str]] = {}
    for table, name, dtype in COLUMNS:
        if (table, name) not in GIVEN:
            kinds.setdefault(name, set()).add(kind(dtype))
    assert {name: found for name, found in kinds.items() if len(found) > 1} == {}


@pytest.mark.parametrize("command", ["make demo", "make test"])
def test_the_readme_names_the_commands(command: str) -> None:
    assert f"`{command}`" in README or f"\n{command}\n" in README


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_readme_names_every_setting(name: str) -> None:
    assert f"`CAKUPAN_{name.upper()}`" in README


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_says_what_it_is(name: str) -> None:
    assert Settings.model_fields[name].description


def test_the_readme_names_no_setting_that_is_gone() -> None:
    named = set(re.findall(r"CAKUPAN_([A-Z_]+)", README))
    assert named <= {name.upper() for name in Settings.model_fields}


def test_the_data_dictionary_is_current() -> None:
    assert dictionary.main(["--check"]) is None


@pytest.mark.parametrize(
    "page", sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]), ids=lambda page: page.name
)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?://|mailto:|#)([^)#]+)", page.read_text("utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []
