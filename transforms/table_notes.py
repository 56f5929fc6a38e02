"""What stands around a bulletin's tables and charts: captions, sources, and how to read them."""

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Mark, OverlapRow, Rate
from transforms import numerals
from transforms.numerals import marked
from transforms.wording import OVERLAPS, listed, unit_name

SEGMENTS = "Jasa konstruksi: jumlah tenaga kerja menurut laporan proyek."
PROJECTS = (
    "Pandangan kantor, tenaga kerja menurut laporan proyek; yang berjalan dihitung sebagai orang "
    "terlindungi."
)
_REBASED = "Semua bulan dihitung atas jumlah pekerja yang terbaru."


def employers_note(bulletin: Bulletin) -> str:
    """What the number of employers stands for, under its tile."""
    match bulletin.employers.mark:
        case Mark.HIDDEN:
            return "tidak ditampilkan demi kerahasiaan"
        case Mark.UNKNOWN:
            return "data belum tersedia"
    if bulletin.level == "branch":
        return "dicatat kantor cabang ini"
    if bulletin.missing:
        return "dari sebagian kantor cabang"
    return "dicatat kantor cabang"


def shared_areas(bulletin: Bulletin) -> str:
    """Which of the unit's areas branches outside it serve, too; empty when none does."""
    told = (
        f"{area.name} dilayani pula oleh Kantor Cabang {listed(area.branches)}."
        for area in bulletin.shared_areas
    )
    return " ".join(told)


def changes_note(bulletin: Bulletin) -> str:
    """What the columns of the table of changes count, and what of it is not final."""
    table = bulletin.change_table
    if table is None:
        return ""
    told = (
        "Masuk: bulan sebelumnya tidak aktif di mana pun. Pindah masuk: bulan sebelumnya aktif di "
        f"luar {_place(bulletin)}. Keluar dan pindah keluar: sebaliknya. Tanpa tenaga kerja jasa "
        "konstruksi."
    )
    if not table.is_split_provisional:
        return told
    return (
        f"{told} Pembagian antara masuk dan pindah masuk, serta antara keluar dan pindah keluar, "
        "masih sementara karena belum semua kantor cabang melapor untuk kedua bulan."
    )


def overlaps(bulletin: Bulletin) -> str:
    """How many persons have several of a kind; what nobody has in either view is left out."""
    counted = [
        f"{OVERLAPS[row.kind]} {marked(numerals.count, row.persons)} "
        f"({marked(numerals.count, row.held_persons)})"
        for row in told_overlaps(bulletin)
    ]
    if not counted:
        return ""
    return f"Orang dengan lebih dari satu, wilayah (kantor): {'; '.join(counted)}."


def told_overlaps(bulletin: Bulletin) -> tuple[OverlapRow, ...]:
    """The kinds of which somebody has several, in either view."""
    rows = bulletin.overlaps
    return tuple(row for row in rows if row.persons.value != 0 or row.held_persons.value != 0)


def parts(rate: Rate, workers: str) -> str:
    """What a rate is made of, under its tile."""
    return f"{numerals.count(rate.numerator)} ÷ {numerals.count(rate.denominator)} {workers}"


def employer_rows(bulletin: Bulletin) -> str:
    """What the tables of employers count."""
    return (
        "Pandangan kantor. Pemberi kerja: unit dengan NPP dan divisi sendiri; yang menunggak "
        f"{bulletin.grace_months} bulan atau lebih tidak termasuk aktif. Pekerja: kepesertaan "
        "aktif yang terdaftar pada unit itu; yang dilaporkan: jumlah pekerja menurut pemberi "
        "kerja, dibanding yang terdaftar."
    )


def chart_note(bulletin: Bulletin) -> str:
    """How to read the line chart; each part only when it is there to be seen."""
    series = [point for point in bulletin.series if point.percent is not None]
    parts = []
    if any(point.is_history for point in series):
        parts.append("Titik berongga: terbit sebelum Cakupan.")
    if any(point.path_percent is not None for point in bulletin.series):
        parts.append("Garis putus-putus: jalur lurus ke target.")
    if bulletin.is_rebased and series:
        parts.append(_REBASED)
    if len(series) < len(bulletin.series):
        parts.append("Bulan tanpa titik: tidak ada angka untuk ditampilkan.")
    return " ".join(parts)


def series_note(bulletin: Bulletin) -> str:
    """How to read the months of the line chart as a table."""
    parts = [_REBASED] if bulletin.is_rebased else []
    if any(point.percent is None for point in bulletin.series):
        parts.append("Sel kosong: tidak ada angka untuk ditampilkan.")
    return " ".join(parts)


def rank_caption(bulletin: Bulletin) -> str:
    """What the ranked dots show."""
    rows = "kantor cabang" if bulletin.branches else "kabupaten/kota tempat kerja"
    caption = f"Cakupan menurut {rows}, persen"
    if numerals.unshown(bulletin.total.percent):
        return caption
    own = numerals.percent(bulletin.total.percent)
    return f"{caption}; garis putus-putus: {unit_name(bulletin)} {own}"


def _place(bulletin: Bulletin) -> str:
    return "wilayah kerja kantor cabang" if bulletin.level == "national" else "wilayah kerja ini"
