"""The columns of a bulletin's tables, for its pages and for its workbook."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import Literal

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Mark
from schemas.companion import Column
from schemas.month import Month
from transforms import potential_sentences, target_sentences
from transforms.headings import Table
from transforms.language import marked, say
from transforms.numerals import month_name

PLACE = (
    Column(marked("Peringkat"), is_silent=True),
    Column(marked("Kode"), "text"),
)
"""What stands before the name of a ranked row."""
_AREA = Column(marked("Kabupaten/kota"), "text")
_RATE = (
    Column(marked("Terlindungi")),
    Column(marked("Pekerja")),
    Column(marked("Cakupan"), "percent"),
)
_UNCOVERED = Column(marked("Belum terlindungi"))
_EMPLOYERS = tuple(
    Column(heading, group=group, unit=unit)
    for group in (marked("Aktif"), marked("Menunggak"))
    for heading, unit in ((marked("Unit"), marked("unit")), (marked("Pekerja"), marked("orang")))
)
COLUMNS: dict[Table, tuple[Column, ...]] = {
    "coverage": (Column(marked("Status pekerjaan"), "text", is_silent=True), *_RATE, _UNCOVERED),
    "branches": (*PLACE, Column(marked("Kantor cabang"), "text"), *_RATE),
    "areas": (*PLACE, _AREA, *_RATE, _UNCOVERED),
    "targets": (
        Column(marked("Indikator"), "text"),
        Column(marked("Cakupan"), "percent"),
        Column(marked("Target"), "percent"),
        Column(marked("Bulan target"), "month"),
        Column(marked("Kekurangan (orang)")),
        Column(marked("Status"), "text"),
    ),
    "comparison": (
        Column(marked("Dibanding"), "month"),
        Column(marked("Orang terlindungi"), "change"),
        Column(marked("Cakupan (persen poin)"), "points"),
    ),
    "bridge": (
        Column(marked("Dicatat kantor")),
        Column(marked("Bekerja hanya di luar\nwilayah kerja")),
        Column(marked("Dicatat kantor dan bekerja\ndi wilayah kerja")),
        Column(marked("Hanya dicatat\nkantor lain"), "change"),
        Column(marked("Pandangan wilayah")),
    ),
    "programmes": (
        Column(marked("Program"), "text"),
        Column(marked("PU")),
        Column(marked("PMI")),
        Column(marked("BPU")),
        Column(marked("Jakon")),
        Column(marked("Jumlah")),
        *_RATE[1:],
    ),
    "overlaps": (
        Column(marked("Lebih dari satu"), "text"),
        Column(marked("Wilayah")),
        Column(marked("Kantor")),
    ),
    "scale": (Column(marked("Skala usaha"), "text"), *_EMPLOYERS),
    "size": (Column(marked("Pekerja terdaftar"), "text"), *_EMPLOYERS),
    "report": (Column(marked("Pekerja yang dilaporkan"), "text"), *_EMPLOYERS),
    "projects": (
        Column(marked("Pelaksanaan"), "text"),
        Column(marked("Proyek"), unit=marked("proyek")),
        Column(marked("Tenaga kerja")),
    ),
    "funnel": (
        Column(marked("Tahap"), "text"),
        Column(marked("Baris"), unit=marked("baris")),
        Column(marked("Berkurang"), unit=marked("baris")),
        Column(marked("Sebab"), "text"),
    ),
}
"""Of tables that always have the same; said when they are asked for."""
VIEWS = (marked("Pandangan wilayah"), marked("Pandangan kantor"))


def to_columns(bulletin: Bulletin, table: Table) -> tuple[Column, ...]:
    """A table's columns; some have only what the bulletin knows."""
    match table:
        case "segments":
            return _segments(bulletin)
        case "changes":
            return _changes(bulletin)
        case "potential":
            return (*said((*PLACE, _AREA)), *potential_columns(bulletin).values())
        case "target":
            return _target(bulletin)
        case "series":
            return _series(bulletin)
        case "revision":
            return _revision(bulletin)
    return said(COLUMNS[table])


def said(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Columns with their headings and units in the spoken language."""
    return tuple(
        replace(
            column,
            heading=say(column.heading),
            group=column.group and say(column.group),
            unit=column.unit and say(column.unit),
        )
        for column in columns
    )


def is_compared(bulletin: Bulletin) -> bool:
    """Whether last month's persons of any segment by itself are known."""
    return any(
        row.previous_persons.mark is not Mark.UNKNOWN
        for row in bulletin.segments
        if row.segment != "ALL"
    )


def has_path(bulletin: Bulletin) -> bool:
    """Whether a straight path to a target stands beside the months."""
    return any(point.path_percent is not None for point in bulletin.series)


def potential_columns(bulletin: Bulletin) -> dict[str, Column]:
    """By a row's field: workers without cover, what the target asks; only what any area has."""
    has_groups = potential_sentences.has_groups(bulletin)
    has_gaps = potential_sentences.has_gaps(bulletin)
    found = {
        "formal": Column(say("Formal")) if has_groups else None,
        "informal": Column(say("Informal")) if has_groups else None,
        "total": Column(say("Jumlah")),
        "gap": Column(say("Kekurangan")) if has_gaps else None,
        "share": (
            Column(say("Bagian"), "percent") if potential_sentences.has_shares(bulletin) else None
        ),
        "monthly": (
            Column(say("Per bulan"), unit=say("orang per bulan"))
            if potential_sentences.has_time(bulletin)
            else None
        ),
    }
    return {field: column for field, column in found.items() if column is not None}


def grouped(columns: Sequence[Column]) -> list[tuple[str, list[Column]]]:
    """Columns side by side, with what stands over them."""
    return [(group, list(run)) for group, run in groupby(columns, lambda column: column.group)]


def _segments(bulletin: Bulletin) -> tuple[Column, ...]:
    """Persons by segment in both views; beside last month where any of it is known."""
    first = Column(say("Segmen"), "text")
    area, held = map(say, VIEWS)
    if not is_compared(bulletin):
        return (first, Column(area), Column(held))
    before, now = month_name(bulletin.month + -1), month_name(bulletin.month)
    return (
        first,
        Column(before, group=area),
        Column(now, group=area),
        Column(say("Perubahan"), "change", area),
        Column(now, group=held),
    )


def _changes(bulletin: Bulletin) -> tuple[Column, ...]:
    """From last month's persons to this month's."""
    gains = say("Masuk"), say("Pindah\nmasuk"), say("Dari segmen\nlain")
    losses = say("Keluar"), say("Pindah\nkeluar"), say("Ke segmen\nlain")
    return (
        Column(say("Segmen"), "text"),
        _in_lines(bulletin.month + -1),
        *(Column(heading, "change") for heading in gains),
        *(Column(heading) for heading in losses),
        _in_lines(bulletin.month),
    )


def _in_lines(month: Month) -> Column:
    """A month whose year stands below it."""
    return Column(month_name(month).replace(" ", "\n"))


def _target(bulletin: Bulletin) -> tuple[Column, ...]:
    """What a target for another indicator has, with the facts of the target box for its gap."""
    *aim, _gap, status = said(COLUMNS["targets"])
    facts = (
        Column(f"{fact.label} ({fact.unit})", _kind(fact.value), unit=fact.unit)
        for fact in target_sentences.target_facts(bulletin)
    )
    return (*aim, *facts, status)


def _kind(value: int | Decimal) -> Literal["points", "count"]:
    return "points" if isinstance(value, Decimal) else "count"


def _series(bulletin: Bulletin) -> tuple[Column, ...]:
    path = (Column(say("Jalur lurus ke target"), "percent"),) if has_path(bulletin) else ()
    return (
        Column(say("Bulan"), "month"),
        Column(say("Cakupan"), "percent"),
        *path,
        Column(say("Asal angka"), "text"),
    )


def _revision(bulletin: Bulletin) -> tuple[Column, ...]:
    """What a figure was in the edition before, and what it is."""
    before = bulletin.revision.replaces if bulletin.revision else ""
    return (
        Column(say("Angka"), "text"),
        *(
            Column(say("Edisi {label}", label=label), "figure")
            for label in (before, bulletin.label)
        ),
        Column(say("Selisih"), "difference"),
    )
