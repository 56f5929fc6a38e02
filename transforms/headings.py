"""What stands over a bulletin's tables and figures, on its pages and in its workbook."""

from typing import Literal

from schemas.bulletin import Bulletin
from transforms.language import marked, say
from transforms.numerals import month_name
from transforms.wording import BREAKDOWNS, held_star, star

Table = Literal[
    "coverage", "branches", "areas", "target", "targets", "comparison", "potential", "segments",
    "bridge", "changes", "programmes", "overlaps", "scale", "size", "report", "projects",
    "funnel", "series", "revision",
]  # fmt: skip  # one word a line would be half a page
Breakdown = Literal["scale", "size", "report"]

CAPTIONS: dict[Table, str] = {
    "coverage": marked("Cakupan menurut status pekerjaan (orang), {month}"),
    "branches": marked("Cakupan menurut kantor cabang, diurutkan (orang), {month}"),
    "areas": marked("Cakupan menurut kabupaten/kota tempat kerja, diurutkan (orang), {month}"),
    "target": marked("Target cakupan kepesertaan, {month}"),
    "targets": marked("Target indikator lain, {month}"),
    "comparison": marked("Perubahan sampai {month} dengan satu penyebut"),
    "potential": marked(
        "Di mana potensinya: pekerja yang belum terlindungi menurut kabupaten/kota, diurutkan "
        "(orang), {month}"
    ),
    "segments": marked("Orang terlindungi menurut segmen (orang), {month}"),
    "bridge": marked(
        "Dari pandangan kantor ke pandangan wilayah, {month} (orang, tanpa jasa konstruksi)"
    ),
    "changes": marked(
        "Orang yang masuk dan keluar menurut segmen, pandangan wilayah, {before} sampai {month}"
    ),
    "programmes": marked("Peserta menurut program dan segmen, pandangan wilayah (orang), {month}"),
    "overlaps": marked("Orang dengan lebih dari satu kepesertaan, segmen, atau tempat, {month}"),
    "projects": marked("Proyek jasa konstruksi, {month}"),
    "funnel": marked("Baris ekspor peserta, dari diterima sampai dihitung"),
    "series": marked("Cakupan kepesertaan 13 bulan terakhir, persen"),
}
"""Of every table but those of employers, named for their breakdown, and of what was revised."""
SHEETS: dict[Table, str] = {
    "coverage": marked("Cakupan"),
    "branches": marked("Kantor cabang"),
    "areas": marked("Kabupaten dan kota"),
    "target": marked("Target"),
    "targets": marked("Target indikator lain"),
    "comparison": marked("Perbandingan"),
    "potential": marked("Potensi"),
    "segments": marked("Segmen"),
    "bridge": marked("Jembatan pandangan"),
    "changes": marked("Masuk dan keluar"),
    "programmes": marked("Program"),
    "overlaps": marked("Lebih dari satu"),
    "scale": marked("Skala usaha"),
    "size": marked("Ukuran pemberi kerja"),
    "report": marked("Laporan pemberi kerja"),
    "projects": marked("Proyek"),
    "funnel": marked("Mutu data"),
    "series": marked("Deret bulan"),
    "revision": marked("Perbaikan"),
}
"""The sheets of the workbook; a spreadsheet takes names of up to 31 characters."""
HELD_KINDS: dict[Table, str] = {
    "scale": "pemberi_kerja",
    "size": "pemberi_kerja",
    "report": "pemberi_kerja",
    "projects": "proyek_jakon",
}
"""Tables of what the unit's own branches hold, and the export that they come from."""

EARLIER = marked("terbit sebelum Cakupan")
"""Where the figure of an earlier month comes from."""
GROUPS: dict[str, str] = {
    "formal": marked("Pekerja formal (peserta PU)"),
    "informal": marked("Pekerja informal (peserta BPU, PMI, Jakon)"),
    "total": marked("Seluruh pekerja"),
}
"""The rows of coverage by status of work."""
SEVERAL_AREAS = marked("Terdaftar di lebih dari satu wilayah")
WAITING = marked("data belum diterima")
"""What stands for the numbers of a branch that has not reported."""
ABSENT: dict[str, str] = {
    "employers": marked(
        "Pemberi kerja: ekspor pemberi kerja belum diterima atau belum dapat dipakai."
    ),
    "projects": marked(
        "Proyek jasa konstruksi: ekspor proyek belum diterima atau belum dapat dipakai."
    ),
}
TILES: dict[str, str] = {
    "persons": marked("Orang terlindungi"),
    "total": marked("Cakupan kepesertaan"),
    "formal": marked("Cakupan pekerja formal"),
    "employers": marked("Pemberi kerja aktif"),
}
"""The headline figures."""
SHEET_NUMBER = marked("Halaman {page} dari {pages}")
"""At the foot of a printed sheet."""


def tile(figure: str) -> str:
    """What a headline figure is called."""
    return say(TILES[figure])


def absent(kind: str) -> str:
    """What stands for the tables of employers or of projects while their export is not in use."""
    return say(ABSENT[kind])


def caption(bulletin: Bulletin, table: Table) -> str:
    """A table's caption, with its month and the mark of preliminary figures."""
    kind = HELD_KINDS.get(table)
    mark = star(bulletin) if kind is None else held_star(bulletin, kind)
    month = month_name(bulletin.month) + mark
    if table in BREAKDOWNS:
        return f"{say(BREAKDOWNS[table])}, {month}"
    return say(CAPTIONS[table], month=month, before=month_name(bulletin.month + -1))
