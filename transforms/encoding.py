"""The bytes of a text export as UTF-8: what they are, and how they are encoded."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter

from schemas.errors import ExportError
from schemas.exports import Profile

ENCODINGS = {BOM_UTF8: "utf-8", BOM_UTF16_LE: "utf-16-le", BOM_UTF16_BE: "utf-16-be"}
"""What a mark at the beginning of a text says of its encoding."""
ARCHIVE = "a zip archive or workbook"
FOREIGN = {
    b"PK\x03\x04": ARCHIVE,
    b"PK\x05\x06": ARCHIVE,
    b"\x1f\x8b": "a gzip archive",
    b"\xd0\xcf\x11\xe0": "an old or protected workbook",
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file",
}
"""First bytes of files that are no text, and what they are."""
TAGS = (b"<html", b"<!doctype html", b"<head", b"<meta", b"<style", b"<body", b"<div", b"<table")
"""What a page that starts with a tag holds near its top."""
PAGE_TOP = 4096
MANY_NULS = 0.1
"""Share of NUL bytes from which a file is no damaged text but another encoding."""
MOST_ASCII = 0.5
"""Share of letters with a NUL byte from which UTF-16 is certain."""
CONTROL_Z = b"\x1a"
"""What DOS wrote behind the end of a text."""


def to_text(data: bytes, profile: Profile, findings: Counter[str]) -> bytes:
    """The export as UTF-8 with LF or CRLF line ends; ExportError when it is no such text."""
    _refuse_foreign(data)
    decoded = _decoded(data, profile, findings)
    text = _without_control_z(_with_line_ends(decoded, findings), findings)
    if not text or text.isspace():
        raise ExportError("E101")
    _refuse_page(text)
    return text


def _refuse_foreign(data: bytes) -> None:
    for magic, name in FOREIGN.items():
        if data.startswith(magic):
            raise ExportError("E103", expected="CSV", found=name)


def _refuse_page(text: bytes) -> None:
    """No heading starts with a tag; pages named .csv or .xls do."""
    top = text[:PAGE_TOP].lstrip().lower()
    if top.startswith(b"<"):
        is_page = any(tag in top for tag in TAGS)
        raise ExportError(
            "E103",
            expected="CSV",
            found="an HTML page" if is_page else "another kind of file",
        )


def _decoded(data: bytes, profile: Profile, findings: Counter[str]) -> bytes:
    """The bytes as UTF-8: by a mark at their beginning, else by the profile, never by a guess."""
    mark = next(filter(data.startswith, ENCODINGS), b"")
    findings["N301"] += mark == BOM_UTF8
    encoding = ENCODINGS.get(mark) or _unmarked_utf_16(data) or profile.encoding
    findings["N302"] += encoding.startswith("utf-16")
    text = _transcoded(data, len(mark), encoding)
    null = text.find(b"\0")
    if null >= 0:
        raise ExportError("E133", byte=null)
    return text


def _unmarked_utf_16(data: bytes) -> str | None:
    """UTF-16 whose NUL bytes all stand on one side; None when there are few or none."""
    if b"\0" not in data:
        return None
    first, second = data[::2].count(0), data[1::2].count(0)
    letters = len(data) / 2
    if first == 0 and second >= MOST_ASCII * letters:
        return "utf-16-le"
    if second == 0 and first >= MOST_ASCII * letters:
        return "utf-16-be"
    if first + second >= MANY_NULS * len(data):
        raise ExportError("E109")
    return None


def _transcoded(data: bytes, start: int, encoding: str) -> bytes:
    """The bytes from `start` on as UTF-8."""
    text = data[start:]
    if encoding == "utf-8" and text.isascii():
        return text
    try:
        decoded = text.decode(encoding)
        return text if encoding == "utf-8" else decoded.encode()
    except UnicodeError as error:
        # Raised below: the library's error holds the whole file.
        byte = start + getattr(error, "start", 0)
    raise ExportError("E110", encoding=encoding, byte=byte)


def _without_control_z(text: bytes, findings: Counter[str]) -> bytes:
    """The text without the signs behind its end; what is before them is whole."""
    if not text[-PAGE_TOP:].rstrip(b"\r\n").endswith(CONTROL_Z):
        return text
    findings["N317"] += 1
    whole = text.rstrip(b"\r\n").rstrip(CONTROL_Z)
    return whole if whole.endswith(b"\n") else whole + b"\n"


def _with_line_ends(text: bytes, findings: Counter[str]) -> bytes:
    """The text with a LF in every line end: CR alone is old Mac's, or half of the last CRLF."""
    if b"\r" in text and b"\n" not in text:
        findings["N316"] += 1
        return text.replace(b"\r", b"\n")
    return text + b"\n" if text.endswith(b"\r") else text
