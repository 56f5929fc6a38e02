"""The markup inside of a stranger's workbook as text, in pieces, before anything parses it."""

from collections.abc import Iterable, Iterator
from contextlib import suppress

from schemas.errors import ExportError

LONGEST_PIECE = 8 * 1024 * 1024
"""Bytes that one row, or one text between two marks, may have."""
UNSEARCHABLE = (b"\xff\xfe", b"\xfe\xff", b"\0", b"<\0")
"""First bytes of UTF-16 and UTF-32, in which forbidden words would not be found."""


def pieces(chunks: Iterable[bytes], mark: str = "<") -> Iterator[str]:
    """Markup as text, each piece but the last one cut before the mark, or at least before a `<`.

    ExportError: E105 when it is no UTF-8 text, E132 when it defines documents or entities.
    """
    rest, signs = b"", mark.encode()
    is_first = True
    for chunk in chunks:
        data = rest + chunk
        if is_first and data.startswith(UNSEARCHABLE):
            raise ExportError("E132")
        is_first = False
        end = data.rfind(signs)
        if end <= 0 and len(data) > LONGEST_PIECE:
            end = data.rfind(b"<")
            if end <= 0:
                raise ExportError("E105")
        if end > 0:
            yield _text(data[:end])
        rest = data[max(end, 0) :]
    yield _text(rest)


def _text(data: bytes) -> str:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ExportError("E132")
    with suppress(UnicodeDecodeError):
        return data.decode()
    # Raised outside: the library's error holds the markup.
    raise ExportError("E105")
