"""A stranger's bytes: what they look like, and what a library makes of them."""

from collections.abc import Callable
from typing import TypeVar

import fastexcel
import polars as pl

from schemas.errors import ExportError
from transforms.encoding import FOREIGN, PAGE_TOP, TAGS

Parsed = TypeVar("Parsed")

MOST_TEXT = 4096
"""Bytes from which it is told whether a file is text."""


def refuse_other(data: bytes, signs: bytes | tuple[bytes, ...], expected: str) -> None:
    """E101 for an empty file, E103 for one that does not start with the signs of its format."""
    if not data:
        raise ExportError("E101")
    if not data.startswith(signs):
        raise ExportError("E103", expected=expected, found=looks_like(data))


def parsed(parse: Callable[[], Parsed]) -> Parsed:
    """What a library makes of a file; E105 when it refuses it or breaks off in the midst."""
    try:
        return parse()
    except (fastexcel.FastExcelError, pl.exceptions.PolarsError):
        pass
    except BaseException as error:  # a panic of a compiled library is no Exception
        if type(error).__name__ != "PanicException":
            raise
    # Raised outside: the libraries' errors quote cells.
    raise ExportError("E105")


def looks_like(data: bytes) -> str:
    """What the first bytes look like; one of the words of schemas.codes.CONTENTS."""
    for magic, name in FOREIGN.items():
        if data.startswith(magic):
            return name
    top = data[:PAGE_TOP].lstrip().lower()
    if top.startswith(b"<") and any(tag in top for tag in TAGS):
        return "an HTML page"
    return "another kind of file" if b"\0" in data[:MOST_TEXT] else "text"
