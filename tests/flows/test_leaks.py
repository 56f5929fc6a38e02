"""The search for identifiers finds them in every form, and nothing where there is nothing."""

import base64
import zipfile
from pathlib import Path
from urllib.parse import quote, quote_plus

import polars as pl
import pytest

from flows.edges.rendering import print_pages
from tests.leaks import FULL_WIDTH, found_in, searchable

NIK, NAME = "3571012310770999", "Kenari Wulandari"
WRITTEN = {
    "plain": f"x{NIK}9",
    "blanks": "3571 0123 1077 0999",
    "dots": "357101.231077.0999",
    "dashes": "357101-231077-0999",
    "full width": NIK.translate(FULL_WIDTH),
    "hex": NIK.encode().hex().upper(),
    "base64 at once": base64.b64encode(f"{NIK}zz".encode()).decode(),
    "base64 one later": base64.b64encode(f"a{NIK}zz".encode()).decode(),
    "base64 two later": base64.b64encode(f"ab{NIK}zz".encode()).decode(),
    "capitals": NAME.upper(),
    "two bytes a letter": NIK.encode("utf-16-be").decode("latin-1"),
    "in an URL": quote(NAME),
    "in a form": quote_plus(NAME),
    "base64 of a name": base64.b64encode(f"1{NAME}9".encode()).decode(),
}


@pytest.mark.parametrize("form", WRITTEN)
def test_every_form_is_found(form: str) -> None:
    assert len(found_in(WRITTEN[form].encode(), [NIK, NAME])) == 1
    assert found_in(b"357101231077099 Kenari", [NIK, NAME]) == []


def test_packed_files_are_searched_too(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f"<t>{NIK}</t>")
    pl.DataFrame({"number": [int(NIK)]}).write_parquet(tmp_path / "b.parquet")
    (tmp_path / "c.pdf").write_bytes(
        print_pages(f"<html lang='id'><title>a</title><p>{NIK}</p></html>")
    )
    (tmp_path / f"{NIK}.txt").write_text("")
    for path in tmp_path.iterdir():
        assert any(found_in(data, [NIK]) for data in searchable(path)), path.name
