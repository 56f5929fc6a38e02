"""Bytes become UTF-8 text, or are refused for what they are."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from typing import Any

import pytest

from schemas.codes import CONTENTS
from schemas.errors import ExportError
from schemas.exports import Profile
from transforms.encoding import to_text

TEXT = "NIK,NAMA\n1,José\n2,Siti\n"


def read(data: bytes, **profile: Any) -> tuple[bytes, dict[str, int]]:
    """The text, and what was noticed at all."""
    findings: Counter[str] = Counter()
    text = to_text(data, Profile(**profile), findings)
    return text, {code: count for code, count in findings.items() if count}


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (TEXT.encode(), {}),
        (BOM_UTF8 + TEXT.encode(), {"N301": 1}),
        (BOM_UTF16_LE + TEXT.encode("utf-16-le"), {"N302": 1}),
        (BOM_UTF16_BE + TEXT.encode("utf-16-be"), {"N302": 1}),
        (TEXT.encode("utf-16-le"), {"N302": 1}),
        (TEXT.encode("utf-16-be"), {"N302": 1}),
        (TEXT.replace("\n", "\r").encode(), {"N316": 1}),
        (TEXT.encode() + b"\x1a", {"N317": 1}),
        (TEXT[:-1].encode() + b"\x1a\x1a\r\n", {"N317": 1}),
    ],
)
def test_what_the_bytes_tell_is_read_alike(data: bytes, found: dict[str, int]) -> None:
    assert read(data) == (TEXT.encode(), found)


def test_another_encoding_is_named_by_the_profile_only() -> None:
    western = TEXT.encode("cp1252")
    assert read(western, encoding="cp1252") == (TEXT.encode(), {})
    with pytest.raises(ExportError) as caught:
        read(western)
    assert caught.value.fields == {"encoding": "utf-8", "byte": western.index(b"\xe9")}
    assert caught.value.__context__ is None


def test_a_mark_goes_before_the_profile() -> None:
    assert read(BOM_UTF8 + TEXT.encode(), encoding="cp1252") == (TEXT.encode(), {"N301": 1})


def test_faulty_bytes_are_counted_from_the_start_of_the_file() -> None:
    with pytest.raises(ExportError) as caught:
        read(BOM_UTF8 + b"NIK\n\xff\n")
    assert caught.value.fields["byte"] == 7


def test_windows_line_ends_stay_and_a_cut_one_is_made_whole() -> None:
    windows = TEXT.replace("\n", "\r\n").encode()
    assert read(windows) == (windows, {})
    assert read(windows[:-1]) == (windows, {})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "E101"),
        (b" \r\n\n", "E101"),
        (BOM_UTF8, "E101"),
        (b"\x1a", "E101"),
        (TEXT.encode() + TEXT.encode("cp1252"), "E110"),
        (BOM_UTF16_LE + TEXT.encode("utf-16-le")[:-1], "E110"),
        (TEXT.encode("utf-16-le") + TEXT.encode("utf-16-be"), "E109"),
        (TEXT.encode("utf-32-le"), "E109"),
        (TEXT.replace("S", "\0").encode(), "E133"),
        (BOM_UTF16_LE + TEXT.replace("S", "\0").encode("utf-16-le"), "E133"),
    ],
)
def test_bytes_that_are_no_text_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(ExportError) as caught:
        read(data)
    assert caught.value.code == code
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"PK\x03\x04" + TEXT.encode(), "a zip archive or workbook"),
        (b"\x1f\x8b" + TEXT.encode(), "a gzip archive"),
        (b"\xd0\xcf\x11\xe0" + TEXT.encode(), "an old or protected workbook"),
        (b"%PDF-1.7", "a PDF"),
        (b"PAR1" + TEXT.encode(), "a Parquet file"),
        (b"<html><table><tr><td>NIK</td></tr></table></html>", "an HTML page"),
        (BOM_UTF8 + b"\r\n <META charset=utf-8><TABLE>", "an HTML page"),
        ("<table>".encode("utf-16"), "an HTML page"),
        (b'<?xml version="1.0"?><Workbook>', "another kind of file"),
    ],
)
def test_other_kinds_of_files_are_told_by_their_first_bytes(data: bytes, found: str) -> None:
    with pytest.raises(ExportError) as caught:
        read(data)
    assert caught.value.code == "E103"
    assert caught.value.fields == {"expected": "CSV", "found": found}
    assert found in CONTENTS


def test_an_old_mac_file_may_end_with_ctrl_z() -> None:
    assert to_text(b"a\rb\r\x1a", Profile(), Counter()) == b"a\nb\n"
