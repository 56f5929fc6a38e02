"""Looks for identifiers in everything that a run leaves behind, in whatever form they may stand."""

import base64
import email.policy
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from email.parser import BytesParser
from functools import cache
from pathlib import Path
from urllib.parse import quote, quote_plus

import polars as pl
import pypdf
import pypdfium2

BETWEEN_DIGITS = re.compile(rb"(?<=[0-9])[ .,\-'/]+(?=[0-9])")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def found_in(data: bytes, canaries: Iterable[str]) -> list[str]:
    """The canaries that some bytes hold: plain, split up, full-width or encoded."""
    heap = data.lower()
    together = BETWEEN_DIGITS.sub(b"", heap)
    return [
        canary
        for canary in canaries
        if any(form in heap for form in forms(canary)) or canary.lower().encode() in together
    ]


def forms(canary: str) -> list[bytes]:
    """How a text may be written, in small letters as far as it has any."""
    plain = canary.encode()
    texts = {canary, canary.translate(FULL_WIDTH), quote(canary), quote_plus(canary)}
    return [
        *(text.lower().encode() for text in texts),
        canary.lower().encode("utf-16-le"),
        canary.lower().encode("utf-16-be"),
        plain.hex().encode(),
        *(core.lower() for core in _base64_cores(plain)),
    ]


def _base64_cores(plain: bytes) -> Iterator[bytes]:
    """What base64 makes of the text at each of the three places where it may begin."""
    for offset in range(3):
        packed = base64.b64encode(bytes(offset) + plain)
        first = -(-offset * 8 // 6)
        last = (offset + len(plain)) * 8 // 6
        yield packed[first:last]


def searchable(path: Path) -> Iterator[bytes]:
    """A file's name and bytes, and what they hold where they are packed."""
    data = path.read_bytes()
    yield path.name.encode()
    yield data
    if data.startswith(b"%PDF"):
        yield from _pdf_texts(data)
    if path.suffix == ".eml":
        yield from _mail_parts(data)
    if data.startswith(b"PAR1"):
        yield pl.read_parquet(io.BytesIO(data)).write_csv().encode()
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from (archive.read(name) for name in archive.namelist())


@cache
def _pdf_texts(data: bytes) -> tuple[bytes, ...]:
    """The words of a PDF, and all its streams unpacked; once for the same bytes in two places."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    objects = (pypdf.generic.IndirectObject(number, 0, reader) for number in reader.xref[0])
    contents = (reference.get_object() for reference in objects)
    streams = (item for item in contents if isinstance(item, pypdf.generic.StreamObject))
    with pypdfium2.PdfDocument(data) as pages:
        words = [page.get_textpage().get_text_range().encode() for page in pages]
    return (*words, *(stream.get_data() for stream in streams))


def _mail_parts(data: bytes) -> Iterator[bytes]:
    for part in BytesParser(policy=email.policy.default).parsebytes(data).walk():
        content = bytes(part.get_payload(decode=True) or b"")
        yield content
        yield unicodedata.normalize("NFKC", content.decode("utf-8", "replace")).encode()
