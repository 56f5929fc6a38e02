"""The data dictionary: it says all that the schemas say, and says when it no longer does."""

from pathlib import Path

import pandera.polars as pa
import pytest

from schemas import dictionary
from schemas.codes import HOLDS, TEXTS
from schemas.control_file import CONTROL_KEYS
from schemas.errors import FILE_FAULTS, NOTES


def test_every_table_and_column_is_described() -> None:
    page = dictionary.page()
    for model in dictionary.models():
        assert f"\n### {model.__name__}\n" in page
        for name, column in model.to_schema().columns.items():
            assert f"| `{name}` |" in page
            assert str(column.description) in page


def test_every_code_is_explained() -> None:
    page = dictionary.page()
    for code in TEXTS | FILE_FAULTS | HOLDS | NOTES | CONTROL_KEYS:
        assert page.count(f"\n| `{code}` |") == 1


def test_every_line_of_a_table_has_as_many_cells_as_its_head() -> None:
    width = 0
    for line in dictionary.page().splitlines():
        if not line.startswith("|"):
            width = 0
            continue
        cells = line.replace(r"\|", "").count("|")
        assert cells == (width or cells)
        width = cells


def test_checks_are_told_in_words() -> None:
    class Sample(pa.DataFrameModel):
        """One row per sample."""

        count: int = pa.Field(ge=1, lt=9)
        word: str = pa.Field(isin=["a", "b"], nullable=True)
        code: str = pa.Field(str_matches=r"^(a|b)$", description="a or b")
        share: float = pa.Field(in_range={"min_value": 0, "max_value": 1})

        class Config:
            unique = ("count",)

    told = dictionary.told_table(Sample)
    assert "| `count` | Int64 |  |  | ≥ 1; < 9 |" in told
    assert "| `word` | String | yes |  | one of a, b |" in told
    assert r"| `code` | String |  | a or b | matches `^(a\|b)$` |" in told
    assert "| `share` | Float64 |  |  | 0 to 1 |" in told
    assert "One row per sample. Unique: `count`." in told


def test_the_check_fails_for_a_page_that_is_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "data-dictionary.md"
    monkeypatch.setattr(dictionary, "PAGE", page)
    assert "out of date" in str(dictionary.main(["--check"]))
    assert dictionary.main([]) is None
    assert dictionary.main(["--check"]) is None
    page.write_text(page.read_text("utf-8") + "\n", "utf-8")
    assert "out of date" in str(dictionary.main(["--check"]))
    assert "usage" in str(dictionary.main(["--chek"]))
