"""What a chart shows, in a sentence for those who can't see it."""

from collections.abc import Sequence
from decimal import Decimal

from schemas.bulletin import SeriesPoint
from schemas.bulletin_rows import AreaRow, BranchRow, Figure
from schemas.month import Month
from transforms import numerals
from transforms.language import say


def describe_line(
    series: Sequence[SeriesPoint], month: Month | None = None, pace: Decimal | None = None
) -> str:
    """What the line chart shows: its first and last known month, the path, where pace leads."""
    known = [point for point in series if point.percent is not None]
    first, last = known[0], known[-1]
    points = ", ".join(map(_point_text, [first] if first is last else [first, last]))
    told = [say("Grafik garis cakupan kepesertaan per bulan: {points}", points=points)]
    path = series[-1].path_percent
    if path is not None:
        told.append(say("jalur lurus ke target {path} persen", path=numerals.decimals(path)))
    if month is not None and pace is not None:
        told.append(
            say(
                "pada laju kini {rate} pada {month}",
                rate=numerals.percent(Figure(pace)),
                month=numerals.month_name(month),
            )
        )
    return f"{'; '.join(told)}."


def describe_rank(rows: Sequence[AreaRow | BranchRow]) -> str:
    """What the ranked dots show: how many, and both ends."""
    first, last = rows[0], rows[-1]
    return say(
        "Grafik titik cakupan {number} baris, dari {first} {highest} sampai {last} {lowest}.",
        number=len(rows),
        first=first.name,
        highest=numerals.percent(first.coverage.percent),
        last=last.name,
        lowest=numerals.percent(last.coverage.percent),
    )


def describe_change(steps: Sequence[tuple[str, str]]) -> str:
    """What the bridge chart shows: last month, what came and went, this month."""
    (before, first), *flows, (now, last) = steps
    told = ", ".join(f"{name.lower()} {value}" for name, value in flows)
    return say(
        "Grafik jembatan orang terlindungi: {first} pada {before}; {told}; {last} pada {now}.",
        first=first,
        before=before,
        told=told,
        last=last,
        now=now,
    )


def _point_text(point: SeriesPoint) -> str:
    return say(
        "{rate} pada {month}",
        rate=numerals.percent(Figure(point.percent)),
        month=numerals.month_name(point.month),
    )
