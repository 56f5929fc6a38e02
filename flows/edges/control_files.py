"""Reads control files: what a branch declares of its export, or that there is nothing to report."""

import re
import tomllib
from typing import Any

from schemas.control_file import CONTROL_KEYS
from schemas.errors import ExportError
from schemas.exports import Declared, Kind

CONTROL_CAP = 64 * 1024
"""Bytes that a control file may have."""
KEYS = ", ".join(CONTROL_KEYS)
MOST = 2**63 - 1
"""The greatest total."""
LINE = re.compile(r"\(at (line [0-9]+), column [0-9]+\)\Z")
"""Where TOML breaks off, as the library's error ends; what stands before may hold a value."""
TYPES = {
    str: "text",
    bool: "true or false",
    int: "a number",
    float: "a fraction",
    dict: "a table",
    list: "a list",
}
"""What a value of TOML is; any other is a date or time."""


def read_control(data: bytes, kind: Kind, name: str) -> Declared | None:
    """What is declared of an export, None for a nil report; ExportError E140 when unclear.

    `name` is the file's, safe to show. The fault names the key or its place, never a value nor a
    key of the branch's own.
    """
    said = _document(data, name)
    if not said:
        raise _fault(name, "", f"one or more of {KEYS}", "nothing")
    for place, key in enumerate(said, start=1):
        if key not in CONTROL_KEYS:
            raise _fault(name, f"key {place}", f"one of {KEYS}", "another name")
    if type(is_nil := said.pop("nihil", False)) is not bool:
        raise _fault(name, "nihil", "true or false", _told(is_nil))
    if is_nil:
        if said:
            raise _fault(name, "nihil", "true to stand alone", f"{', '.join(said)} beside it")
        return None
    return _totals(said, kind, name)


def _totals(said: dict[str, Any], kind: Kind, name: str) -> Declared:
    if not said:
        raise _fault(name, "nihil", "totals beside false", "none")
    for key, total in said.items():
        if key != "baris" and kind is not Kind.PESERTA:
            raise _fault(name, key, f"baris alone, as {key} is declared of peserta only", key)
        if type(total) is not int:
            raise _fault(name, key, "whole numbers from 0", _told(total))
        if not 0 <= total <= MOST:
            raise _fault(name, key, f"whole numbers from 0 to {MOST}", "a number outside of that")
    return Declared(rows=said.get("baris"), persons=said.get("orang"), wage_rupiah=said.get("upah"))


def _told(value: object) -> str:
    """What a value is, without repeating it."""
    return TYPES.get(type(value), "a date or time")


def _document(data: bytes, name: str) -> dict[str, Any]:  # whatever TOML can say
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # a number may have too many digits, too
        line = LINE.search(str(error))
    raise _fault(name, line[1] if line else "", "TOML such as baris = 1200", "something else")


def _fault(name: str, key: str, expected: str, found: str) -> ExportError:
    fault = f"expected {expected}, found {found}"
    return ExportError("E140", control=name, fault=f"{key}: {fault}" if key else fault)
