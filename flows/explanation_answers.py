"""What `cakupan explain` answers: where a published number comes from."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from rich.table import Table

from flows.answers import answers
from schemas.explanation import Explanation, FileShare, Said
from schemas.exports import Kind
from schemas.grouping import number
from schemas.observations import OBS_STATUSES

MOST_AREAS = 15
"""Areas of a denominator that are listed."""
MOST_FILES = 30
"""Files that are listed, those with most counted rows first."""


def explanation_json(found: Explanation) -> str:
    """The whole explanation as JSON."""
    return json.dumps(asdict(found) | {"month": str(found.month)}, indent=1)


def show_explanation(found: Explanation) -> None:
    """The explanation in lines and tables."""
    where = "".join(f", {name} {code}" for name, code in found.breakdown.items())
    title = f"{found.indicator}{where}: {found.level} {found.code} {found.name}, {found.month}"
    answers.print(title, style="bold", markup=False, soft_wrap=True)
    for label, text in _lines(found):
        answers.print(f"{label:<13}{text}", markup=False, soft_wrap=True)
    if found.workers:
        answers.print(_workers(found))
    if found.files:
        answers.print(_files(found))
    if total := _sum(found):
        answers.print(total, markup=False, soft_wrap=True)
    if found.left_out:
        answers.print(_left_out(found))


def _lines(found: Explanation) -> Iterator[tuple[str, str]]:
    said = found.said
    yield "Rule", f"{found.rule}."
    yield "Edition", f"{said.edition}, {found.state}"
    yield "Status", f"{said.obs_status}, {OBS_STATUSES[said.obs_status]}"
    yield (
        "Branches",
        f"{number(said.branches_received)} of {number(said.branches_expected)} have reported",
    )
    if said.denominator is None and said.value is not None:
        yield "Value", number(said.numerator or 0)
    else:
        yield "Numerator", _shown(said.numerator, said)
        yield "Denominator", _shown(said.denominator, said)
        yield "Value", _percent(said)
    yield "Before", _before(found)


def _shown(count: int | None, said: Said) -> str:
    if count is not None:
        return number(count)
    return "x (hidden)" if said.obs_status == "Q" else "… (not known)"


def _percent(said: Said) -> str:
    if said.value is None:
        return _shown(None, said)
    exact = 100 * (said.numerator or 0) / (said.denominator or 1)
    return f"{said.value.replace('.', ',')} % ({exact:.6f}".replace(".", ",") + " before rounding)"


def _before(found: Explanation) -> str:
    """What the edition before said."""
    before = found.before
    if before is None:
        return "no earlier edition of the month has this number"
    same = ("numerator", "denominator", "value", "obs_status")
    if all(getattr(before, name) == getattr(found.said, name) for name in same):
        return f"edition {before.edition} said the same"
    numerator, value = _shown(before.numerator, before), before.value
    if before.denominator is None:
        return f"edition {before.edition} said {numerator}{_growth(before, found.said)}"
    return (
        f"edition {before.edition} said {numerator} of {_shown(before.denominator, before)}"
        f" = {value.replace('.', ',') if value else _shown(None, before)}"
        f"{_growth(before, found.said)}"
    )


def _growth(before: Said, now: Said) -> str:
    if before.numerator is None or now.numerator is None:
        return ""
    growth = now.numerator - before.numerator
    return f" ({'+' if growth > 0 else ''}{number(growth)} since)"


def _workers(found: Explanation) -> Table:
    table = Table(title="Denominator by area", title_justify="left")
    table.add_column("area", no_wrap=True)
    table.add_column("workers", justify="right", no_wrap=True)
    table.add_column("round and source")
    largest = sorted(found.workers, key=lambda part: (-(part.persons or 0), part.area))
    for part in largest[:MOST_AREAS]:
        persons = "…" if part.persons is None else number(part.persons)
        told = "; ".join(text for text in (part.round, part.source) if text)
        table.add_row(f"{part.area} {part.name}", persons, told)
    others = largest[MOST_AREAS:]
    if others:
        rest = sum(part.persons or 0 for part in others)
        table.add_row(f"{number(len(others))} more areas", number(rest), "")
    return table


def _files(found: Explanation) -> Table:
    table = Table(title="Rows behind it, by file", title_justify="left")
    for column in ("branch", "export", "file"):
        table.add_column(column, no_wrap=True)
    for column in ("rows", "accepted", "counted", "persons"):
        table.add_column(column, justify="right", no_wrap=True)
    largest = sorted(found.files, key=lambda file: (-file.counted, file.branch, file.kind))
    for file in largest[:MOST_FILES]:
        persons = "" if file.persons is None else number(file.persons)
        counts = (number(file.received), number(file.accepted), number(file.counted), persons)
        table.add_row(file.branch, file.kind, file.export, *counts)
    others = largest[MOST_FILES:]
    if others:
        table.add_row(f"{len(others)} more", "", "", *_added(others))
    return table


def _added(files: list[FileShare]) -> tuple[str, ...]:
    names = ("received", "accepted", "counted")
    return (*(number(sum(getattr(file, name) for file in files)) for name in names), "")


def _sum(found: Explanation) -> str:
    """How the files' rows make the number; empty where they do so by themselves."""
    heads = sum(file.persons or 0 for file in found.files if file.kind == Kind.PROYEK_JAKON)
    parts = [f"{number(found.persons or 0)} distinct persons"]
    if found.elsewhere:
        parts.append(f"less {number(found.elsewhere)} who count in an earlier segment")
    if heads:
        parts.append(f"and {number(heads)} heads of projects")
    if found.persons is None or len(parts) == 1:
        return ""
    return f"{', '.join(parts)} make {number(found.said.numerator or 0)}."


def _left_out(found: Explanation) -> Table:
    table = Table(title="Rows of these files that were left out", title_justify="left")
    for column in ("branch", "export", "code"):
        table.add_column(column, no_wrap=True)
    table.add_column("rows", justify="right", no_wrap=True)
    table.add_column("what the branch is told")
    for rows in found.left_out:
        table.add_row(rows.branch, rows.kind, rows.code, number(rows.rows), rows.text)
    return table
