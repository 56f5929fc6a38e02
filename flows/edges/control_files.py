"""Reads control files: what a branch declares of its export, or that there is nothing to report."""

import tomllib
from typing import Any

from schemas.control_file import CONTROL_KEYS
from schemas.errors import ExportError
from schemas.exports import Declared, Kind

CONTROL_CAP = 64 * 1024
"""Bytes that a control file may have."""


def read_control(data: bytes, kind: Kind) -> Declared | None:
    """What is declared of an export, None for a nil report; ExportError E140 when unclear."""
    said = _document(data)
    if not said:
        raise _fault("it declares nothing")
    if not said.keys() <= CONTROL_KEYS.keys():
        raise _fault(f"it may hold only {', '.join(CONTROL_KEYS)}")
    if said.get("nihil", False) is not False:
        if said["nihil"] is not True or len(said) > 1:
            raise _fault("nihil = true stands alone")
        return None
    totals = {key: said[key] for key in said if key != "nihil"}
    if not totals:
        raise _fault("nihil is false and there are no totals")
    if kind is not Kind.PESERTA and not totals.keys() <= {"baris"}:
        raise _fault("orang and upah are only for peserta")
    if not all(type(total) is int and 0 <= total < 2**63 for total in totals.values()):
        raise _fault("totals are whole numbers from 0")
    return Declared(
        rows=totals.get("baris"), persons=totals.get("orang"), wage_rupiah=totals.get("upah")
    )


def _document(data: bytes) -> dict[str, Any]:  # whatever TOML can say
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):  # a number may have too many digits, too
        pass
    raise _fault("it is no TOML")


def _fault(what: str) -> ExportError:
    return ExportError("E140", fault=what)
