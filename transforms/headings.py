"""The captions and headings of a bulletin's tables, for its pages and for its workbook."""

from collections.abc import Sequence
from itertools import groupby
from typing import Literal

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Mark
from schemas.companion import Column
from transforms import potential_sentences
from transforms.numerals import month_name
from transforms.wording import BREAKDOWNS, held_star, star

Table = Literal[
    "coverage", "branches", "areas", "target", "targets", "comparison", "potential", "segments",
    "bridge", "changes", "programmes", "overlaps", "scale", "size", "report", "projects",
    "funnel", "series",
]  # fmt: skip  # one word a line would be half a page
Breakdown = Literal["scale", "size", "report"]

CAPTIONS: dict[Table, str] = {
    "coverage": "Cakupan menurut status pekerjaan (orang), {month}",
    "branches": "Cakupan menurut kantor cabang, diurutkan (orang), {month}",
    "areas": "Cakupan menurut kabupaten/kota tempat kerja, diurutkan (orang), {month}",
    "target": "Target cakupan kepesertaan, {month}",
    "targets": "Target indikator lain, {month}",
    "comparison": "Perubahan sampai {month} dengan satu penyebut",
    "potential": (
        "Di mana potensinya: pekerja yang belum terlindungi menurut kabupaten/kota, diurutkan "
        "(orang), {month}"
    ),
    "segments": "Orang terlindungi menurut segmen (orang), {month}",
    "bridge": "Dari pandangan kantor ke pandangan wilayah, {month} (orang, tanpa jasa konstruksi)",
    "changes": (
        "Orang yang masuk dan keluar menurut segmen, pandangan wilayah, {before} sampai {month}"
    ),
    "programmes": "Peserta menurut program dan segmen, pandangan wilayah (orang), {month}",
    "overlaps": "Orang dengan lebih dari satu kepesertaan, segmen, atau tempat, {month}",
    "scale": f"{BREAKDOWNS['scale']}, {{month}}",
    "size": f"{BREAKDOWNS['size']}, {{month}}",
    "report": f"{BREAKDOWNS['report']}, {{month}}",
    "projects": "Proyek jasa konstruksi, {month}",
    "funnel": "Baris ekspor peserta, dari diterima sampai dihitung",
    "series": "Cakupan kepesertaan 13 bulan terakhir, persen",
}
HELD_KINDS: dict[Table, str] = {
    "scale": "pemberi_kerja",
    "size": "pemberi_kerja",
    "report": "pemberi_kerja",
    "projects": "proyek_jakon",
}
"""Tables of what the unit's own branches hold, and the export that they come from."""

RATE = (Column("Terlindungi"), Column("Pekerja"), Column("Cakupan", "percent"))
"""A rate and its parts."""
UNCOVERED = Column("Belum terlindungi")
PLACE = (Column("Peringkat", is_silent=True), Column("Kode", "text"))
"""What stands before the name of a ranked row."""
BRANCHES = (*PLACE, Column("Kantor cabang", "text"), *RATE)
AREAS = (*PLACE, Column("Kabupaten/kota", "text"), *RATE, UNCOVERED)
COVERAGE = (Column("Status pekerjaan", "text", is_silent=True), *RATE, UNCOVERED)
TARGETS = (
    Column("Indikator", "text"),
    Column("Cakupan", "percent"),
    Column("Target", "percent"),
    Column("Bulan target", "month"),
    Column("Kekurangan (orang)"),
    Column("Status", "text"),
)
BRIDGE = (
    Column("Dicatat kantor"),
    Column("Bekerja hanya di luar\nwilayah kerja"),
    Column("Dicatat kantor dan bekerja\ndi wilayah kerja"),
    Column("Hanya dicatat\nkantor lain", "change"),
    Column("Pandangan wilayah"),
)
OVERLAPS = (Column("Lebih dari satu", "text"), Column("Wilayah"), Column("Kantor"))
PROGRAMMES = (
    Column("Program", "text"),
    *(Column(segment) for segment in ("PU", "PMI", "BPU", "Jakon", "Jumlah")),
    *RATE[1:],
)
PROJECTS = (
    Column("Pelaksanaan", "text"),
    Column("Proyek", unit="proyek"),
    Column("Tenaga kerja"),
)
FUNNEL = (
    Column("Tahap", "text"),
    Column("Baris", unit="baris"),
    Column("Berkurang", unit="baris"),
    Column("Sebab", "text"),
)
COMPARISON = (
    Column("Dibanding", "month"),
    Column("Orang terlindungi", "change"),
    Column("Cakupan (persen poin)", "points"),
)
SERIES = (
    Column("Bulan", "month"),
    Column("Cakupan", "percent"),
    Column("Jalur lurus ke target", "percent"),
    Column("Asal angka", "text"),
)
EARLIER = "terbit sebelum Cakupan"
"""Where the figure of an earlier month comes from."""
BREAKDOWN_HEADS: dict[Breakdown, str] = {
    "scale": "Skala usaha",
    "size": "Pekerja terdaftar",
    "report": "Pekerja yang dilaporkan",
}
GROUPS: dict[str, str] = {
    "formal": "Pekerja formal (peserta PU)",
    "informal": "Pekerja informal (peserta BPU, PMI, Jakon)",
    "total": "Seluruh pekerja",
}
"""The rows of coverage by status of work."""
SEVERAL_AREAS = "Terdaftar di lebih dari satu wilayah"
WAITING = "data belum diterima"
"""What stands for the numbers of a branch that has not reported."""
ABSENT: dict[str, str] = {
    "employers": "Pemberi kerja: ekspor pemberi kerja belum diterima atau belum dapat dipakai.",
    "projects": "Proyek jasa konstruksi: ekspor proyek belum diterima atau belum dapat dipakai.",
}
"""What stands for a table whose export is not in use."""
TILES: dict[str, str] = {
    "persons": "Orang terlindungi",
    "total": "Cakupan kepesertaan",
    "formal": "Cakupan pekerja formal",
    "employers": "Pemberi kerja aktif",
}
"""The headline figures."""
VIEWS = ("Pandangan wilayah", "Pandangan kantor")


def caption(bulletin: Bulletin, table: Table) -> str:
    """A table's caption, with its month and the mark of preliminary figures."""
    kind = HELD_KINDS.get(table)
    mark = star(bulletin) if kind is None else held_star(bulletin, kind)
    return CAPTIONS[table].format(
        month=month_name(bulletin.month) + mark, before=month_name(bulletin.month + -1)
    )


def segments(bulletin: Bulletin) -> tuple[Column, ...]:
    """Persons by segment in both views; beside last month where any of it is known."""
    first = Column("Segmen", "text")
    if not is_compared(bulletin):
        return (first, *map(Column, VIEWS))
    before, now = month_name(bulletin.month + -1), month_name(bulletin.month)
    return (
        first,
        Column(before, group=VIEWS[0]),
        Column(now, group=VIEWS[0]),
        Column("Perubahan", "change", VIEWS[0]),
        Column(now, group=VIEWS[1]),
    )


def is_compared(bulletin: Bulletin) -> bool:
    """Whether last month's persons of any segment by itself are known."""
    return any(
        row.previous_persons.mark is not Mark.UNKNOWN
        for row in bulletin.segments
        if row.segment != "ALL"
    )


def changes(bulletin: Bulletin) -> tuple[Column, ...]:
    """From last month's persons to this month's."""
    gains = ("Masuk", "Pindah\nmasuk", "Dari segmen\nlain")
    losses = ("Keluar", "Pindah\nkeluar", "Ke segmen\nlain")
    return (
        Column("Segmen", "text"),
        Column(month_name(bulletin.month + -1)),
        *(Column(heading, "change") for heading in gains),
        *(Column(heading) for heading in losses),
        Column(month_name(bulletin.month)),
    )


def employers(breakdown: Breakdown) -> tuple[Column, ...]:
    """Employer units of one breakdown and their workers, active and in arrears."""
    return (
        Column(BREAKDOWN_HEADS[breakdown], "text"),
        *(
            Column(heading, group=group, unit=unit)
            for group in ("Aktif", "Menunggak")
            for heading, unit in (("Unit", "unit"), ("Pekerja", "orang"))
        ),
    )


def potential_columns(bulletin: Bulletin) -> dict[str, Column]:
    """By a row's field: workers without cover, what the target asks; only what any area has."""
    has_groups = potential_sentences.has_groups(bulletin)
    columns = {
        "formal": Column("Formal") if has_groups else None,
        "informal": Column("Informal") if has_groups else None,
        "total": Column("Jumlah"),
        "gap": Column("Kekurangan") if potential_sentences.has_gaps(bulletin) else None,
        "share": (
            Column("Bagian", "percent") if potential_sentences.has_shares(bulletin) else None
        ),
        "monthly": Column("Per bulan", unit="orang per bulan")
        if potential_sentences.has_time(bulletin)
        else None,
    }
    return {field: column for field, column in columns.items() if column is not None}


def potential(bulletin: Bulletin) -> tuple[Column, ...]:
    """The place and the name of an area, and what it has."""
    return (*PLACE, Column("Kabupaten/kota", "text"), *potential_columns(bulletin).values())


def grouped(columns: Sequence[Column]) -> list[tuple[str, list[Column]]]:
    """Columns side by side, with what stands over them."""
    return [(group, list(run)) for group, run in groupby(columns, lambda column: column.group)]
