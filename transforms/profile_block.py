"""Writes a branch's profile as a block of `profiles.toml`, and says where two profiles differ."""

import json
from dataclasses import fields, replace
from typing import Any, cast, get_args

from schemas.exports import COLUMNS, Encoding, Kind, Profile
from schemas.inspection import Setting, Shape

NAMES = [field.name for field in fields(Profile)]
DEFAULT = Profile()
DELETE = "\x7f"
"""The one sign that JSON leaves as it is and TOML does not."""


def to_suggestion(decided: Profile, present: Profile, shape: Shape) -> tuple[Profile, list[str]]:
    """The profile that the file's cells decide, completed by the file's shape; and doubts.

    What the present profile names, the new one must name as well: a block can't take it back.
    """
    doubts = []
    is_told = shape.encoding in get_args(Encoding) and not shape.has_bom
    encoding = cast(Encoding, shape.encoding) if is_told else present.encoding
    if encoding not in ("utf-8", present.encoding):
        doubts.append(
            f"encoding: the bytes are no UTF-8; {encoding} reads them, but no byte proves it."
        )
    if present.sheet and not decided.sheet:
        doubts.append("sheet: none with this name holds the export; take the setting out.")
    completed = replace(
        decided,
        encoding=encoding,
        delimiter=present.delimiter and (shape.delimiter or present.delimiter),
        header_row=present.header_row and (shape.line or present.header_row),
    )
    return completed, doubts


def to_settings(shown: Profile, profile: Profile) -> tuple[Setting, ...]:
    """The settings in which what a file shows and a profile differ."""
    return tuple(
        Setting(name, _value(getattr(shown, name)), _value(getattr(profile, name)))
        for name in NAMES
        if getattr(shown, name) != getattr(profile, name)
    )


def to_block(
    branch: str, kind: Kind, wanted: Profile, present: Profile, doubts: tuple[str, ...]
) -> str:
    """The wanted profile as the table of a branch and kind, with doubts as comments.

    It names what is not the default and what the branch's present profile says otherwise, so it
    holds alone as well as beside the branch's other settings.
    """
    table = f"{branch}.{kind}"
    lines = [f"# {doubt}" for doubt in doubts]
    lines.append(f"[{table}]")
    for name in NAMES:
        value = getattr(wanted, name)
        is_said = value != getattr(DEFAULT, name) or value != getattr(present, name)
        if is_said and value is not None and name != "headers":
            lines.append(f"{name} = {_value(value)}")
    own = {heading: column for heading, column in wanted.headers.items() if column in COLUMNS[kind]}
    if own:
        lines += ["", f"[{table}.headers]"]
        lines += [f"{_value(heading)} = {_value(column)}" for heading, column in own.items()]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:  # whatever a setting may hold
    """A value as TOML writes it; empty for none."""
    match value:
        case None:
            return ""
        case tuple():
            return _value(value[0]) if len(value) == 1 else f"[{', '.join(map(_value, value))}]"
        case dict():
            return ", ".join(f"{_value(own)} = {_value(column)}" for own, column in value.items())
        case int():
            return str(value)
        case _:
            return json.dumps(value, ensure_ascii=False).replace(DELETE, "\\u007f")
