"""What a chart shows, in a sentence for those who can't see it."""

from collections.abc import Sequence

from schemas.bulletin import SeriesPoint
from schemas.bulletin_rows import AreaRow, BranchRow, Figure
from transforms import numerals
from transforms.language import say


def describe_line(series: Sequence[SeriesPoint]) -> str:
    """What the line chart shows: its first and last known month, and the path."""
    known = [point for point in series if point.percent is not None]
    first, last = known[0], known[-1]
    points = ", ".join(map(_point_text, [first] if first is last else [first, last]))
    if last.path_percent is None:
        return say("Grafik garis cakupan kepesertaan per bulan: {points}.", points=points)
    return say(
        "Grafik garis cakupan kepesertaan per bulan: {points}; jalur lurus ke target {path} "
        "persen.",
        points=points,
        path=numerals.decimals(last.path_percent),
    )


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
