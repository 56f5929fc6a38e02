"""What `cakupan diff` answers: which published numbers differ, by how much, and why."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import groupby
from typing import Any

from rich.markup import escape
from rich.table import Table

from flows.answers import answers, show_lines
from schemas.coverage import NOT_APPLICABLE, TOTAL
from schemas.differences import WHY, Difference, Origins
from schemas.grouping import number
from schemas.observations import DIMENSIONS
from schemas.reference import LEVELS

MOST_ROWS = 20
"""Numbers that are listed where not all are asked for."""
MOST_UNITS = 12
"""Units whose headline is told."""
HEADLINE = "total_coverage"
PARTS = ("difference", "difference_percent")
Row = dict[str, Any]


def difference_json(found: Difference) -> str:
    """Everything that differs as JSON."""
    shares = {
        key: [{name: row[name] for name in ("cause", *PARTS)} for row in rows]
        for key, rows in _by_number(found.shares.to_dicts()).items()
    }
    content = {
        "before": asdict(found.before) | {"month": str(found.before.month)},
        "now": asdict(found.now) | {"month": str(found.now.month)},
        "reason": found.reason,
        "unshared": found.unshared,
        "origins": None if found.origins is None else asdict(found.origins),
        "numbers": [
            row | {"name": found.names[row["level"], row["code"]], "causes": shares.get(key, [])}
            for row in found.numbers.to_dicts()
            for key in (_key(row),)
        ],
    }
    return json.dumps(content, indent=1, default=str)


def show_difference(found: Difference, *, whole: bool = False) -> None:
    """The headline of each unit, the numbers that differ, and what they come from."""
    before, now = found.before, found.now
    title = f"{now.edition} ({now.state}) beside {before.edition} ({before.state})"
    answers.print(title, style="bold", markup=False)
    if found.numbers.is_empty():
        show_lines(["No published number differs."])
    else:
        shares = _by_number(found.shares.to_dicts())
        rows = sorted(found.numbers.to_dicts(), key=lambda row: LEVELS[::-1].index(row["level"]))
        headlines = [row for row in rows if _is_headline(row)]
        limits = (None, None) if whole else (MOST_UNITS, MOST_ROWS)
        show_lines(
            _headline(found, row, shares.get(_key(row), [])) for row in headlines[: limits[0]]
        )
        show_lines(_more(len(headlines), limits[0], "units' headline differs"))
        answers.print(_table(rows[: limits[1]], shares))
        show_lines(_more(len(rows), limits[1], "numbers differ"))
    show_lines(_why(found))


def _headline(found: Difference, row: Row, shares: list[Row]) -> str:
    unit = f"{row['level']} {row['code']} {found.names[row['level'], row['code']]}"
    rates = f"{_percent(row, 'before_percent')} to {_percent(row, 'percent')}"
    persons = f"{_count(row, 'before_numerator')} to {_count(row, 'numerator')} persons"
    causes = _causes(shares)
    return f"{unit}: {rates}; {persons}" + (f": {causes}" if causes else "")


def _table(rows: Iterable[Row], shares: dict[tuple[str, ...], list[Row]]) -> Table:
    table = Table(title="Published numbers that differ", title_justify="left")
    table.add_column("unit", no_wrap=True)
    table.add_column("number")
    for column in ("before", "now", "difference"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("status", no_wrap=True)
    table.add_column("causes")
    for row in rows:
        is_rate = row["percent"] is not None or row["before_percent"] is not None
        before, now = (
            (_percent(row, "before_percent"), _percent(row, "percent"))
            if is_rate
            else (_count(row, "before_numerator"), _count(row, "numerator"))
        )
        table.add_row(
            f"{row['level']} {row['code']}",
            escape(_what(row)),
            before,
            now,
            _points(row) if is_rate else _signed(row["difference"]),
            _status(row),
            _causes(shares.get(_key(row), []), in_points=is_rate),
        )
    return table


def _why(found: Difference) -> Iterator[str]:
    """What the editions were made from that is not the same, and what is not told."""
    if found.reason is not None:
        yield f"{found.now.edition} takes the place of {found.before.edition}: {found.reason}"
    if found.unshared:
        yield found.unshared
    causes = found.shares["cause"].unique(maintain_order=True).to_list()
    for cause, why in WHY.items():
        files = [] if found.origins is None else list(_files(found.origins, cause))
        if cause in causes or files:
            yield f"{cause}: {why}" + "".join(f"\n  {line}" for line in files)
    if found.shares["difference"].null_count():
        yield "Causes without a number: it would tell a small count, or the number was not known."


def _files(origins: Origins, cause: str) -> Iterator[str]:
    for file in origins.files:
        if file.cause == cause:
            yield f"{file.branch} {file.kind} {_arrow(file.before, file.now)}"
    if cause == "REFERENCE":
        for other in origins.reference:
            yield f"{other.name} {_arrow(other.before, other.now)}"
    if cause == "METHOD":
        before, now = origins.grace_months
        if before != now:
            yield f"grace_months {before} to {now}"
        if origins.is_counted_by_other_code:
            yield "counted by another version of Cakupan"


def _arrow(before: str, now: str) -> str:
    if not before:
        return f"{now}, which did not count before"
    return f"{before} to {now}" if now else f"{before}, which no longer counts"


def _more(count: int, limit: int | None, what: str) -> Iterator[str]:
    if limit is not None and count > limit:
        yield f"… and {number(count - limit)} more {what}; --all shows all, --json for a program"


def _causes(shares: Iterable[Row], *, in_points: bool = False) -> str:
    """Each cause with what it gives, where that is told: in persons or percentage points."""
    order = list(WHY)
    ordered = sorted(shares, key=lambda row: order.index(row["cause"]))
    return ", ".join(f"{row['cause']}{_given(row, in_points=in_points)}" for row in ordered)


def _given(row: Row, *, in_points: bool) -> str:
    has_points = row["difference_percent"] is not None
    if has_points and (in_points or row["difference"] == 0):
        return f" {_points(row)}"
    return "" if row["difference"] is None else f" {_signed(row['difference'])}"


def _what(row: Row) -> str:
    """View, indicator and breakdown of a number."""
    parts = [row[name] for name in DIMENSIONS[4:] if row[name] not in (TOTAL, NOT_APPLICABLE)]
    return " ".join([row["indicator"], f"({row['view']})", *parts])


def _status(row: Row) -> str:
    before, now = row["before_obs_status"], row["obs_status"]
    return now if before == now else f"{before} to {now}"


def _count(row: Row, name: str) -> str:
    value = row[name]
    return _lack(row, name) if value is None else number(value)


def _percent(row: Row, name: str) -> str:
    value = row[name]
    return _lack(row, name) if value is None else f"{value} %".replace(".", ",")


def _lack(row: Row, name: str) -> str:
    status = row["before_obs_status" if name.startswith("before_") else "obs_status"]
    return "x" if status == "Q" else "…"


def _signed(value: int | None) -> str:
    if value is None:
        return ""
    return f"+{number(value)}" if value > 0 else number(value)


def _points(row: Row) -> str:
    value = row["difference_percent"]
    if value is None:
        return ""
    return f"{'+' if value > 0 else ''}{value} points".replace(".", ",")


def _is_headline(row: Row) -> bool:
    return bool(row["indicator"] == HEADLINE)


def _key(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in DIMENSIONS)


def _by_number(shares: Iterable[Row]) -> dict[tuple[str, ...], list[Row]]:
    """Shares, which are in order of their numbers, by number."""
    return {key: list(rows) for key, rows in groupby(shares, key=_key)}
