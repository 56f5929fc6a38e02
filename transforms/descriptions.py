"""What a chart shows, in a sentence for those who can't see it."""

from collections.abc import Sequence

from schemas.bulletin import SeriesPoint
from schemas.bulletin_rows import AreaRow, BranchRow, Figure
from transforms import numerals


def describe_line(series: Sequence[SeriesPoint]) -> str:
    """What the line chart shows: its first and last known month, and the path."""
    known = [point for point in series if point.percent is not None]
    first, last = known[0], known[-1]
    text = f"Grafik garis cakupan kepesertaan per bulan: {_point_text(first)}"
    if first is not last:
        text += f", {_point_text(last)}"
    if last.path_percent is not None:
        text += f"; jalur lurus ke target {numerals.decimals(last.path_percent)} persen"
    return text + "."


def describe_rank(rows: Sequence[AreaRow | BranchRow]) -> str:
    """What the ranked dots show: how many, and both ends."""
    first, last = rows[0], rows[-1]
    return (
        f"Grafik titik cakupan {len(rows)} baris, dari {first.name} "
        f"{numerals.percent(first.coverage.percent)} sampai {last.name} "
        f"{numerals.percent(last.coverage.percent)}."
    )


def describe_change(steps: Sequence[tuple[str, str]]) -> str:
    """What the bridge chart shows: last month, what came and went, this month."""
    (before, first), *flows, (now, last) = steps
    told = ", ".join(f"{name.lower()} {value}" for name, value in flows)
    return f"Grafik jembatan orang terlindungi: {first} pada {before}; {told}; {last} pada {now}."


def _point_text(point: SeriesPoint) -> str:
    value = numerals.percent(Figure(point.percent))
    return f"{value} pada {numerals.month_name(point.month)}"
