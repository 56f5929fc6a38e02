"""What stands around a bulletin's tables and charts: captions, sources, and how to read them."""

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Mark, OverlapRow, Rate
from transforms import headings, numerals
from transforms.change_chart import ChangeChart
from transforms.language import counted, marked, say
from transforms.line_chart import LineChart
from transforms.numerals import revised
from transforms.wording import OVERLAPS, listed, unit_within

SEGMENTS = marked("Jasa konstruksi: jumlah tenaga kerja menurut laporan proyek.")
PROJECTS = marked(
    "Pandangan kantor, tenaga kerja menurut laporan proyek; yang berjalan dihitung sebagai orang "
    "terlindungi."
)
CHANGES_CAPTION = marked("Orang yang masuk dan keluar, semua segmen")
_REBASED = marked("Semua bulan dihitung atas jumlah pekerja yang terbaru.")


def employers_note(bulletin: Bulletin) -> str:
    """What the number of employers stands for, under its tile."""
    match bulletin.employers.mark:
        case Mark.HIDDEN:
            return say("tidak ditampilkan demi kerahasiaan")
        case Mark.UNKNOWN:
            return say("data belum tersedia")
    if bulletin.level == "branch":
        return say("dicatat kantor cabang ini")
    if bulletin.missing:
        return say("dari sebagian kantor cabang")
    return say("dicatat kantor cabang")


def shared_areas(bulletin: Bulletin) -> str:
    """Which of the unit's areas branches outside it serve, too; empty when none does."""
    told = (
        counted(
            "{area} dilayani pula oleh Kantor Cabang {branches}.",
            len(area.branches),
            area=area.name,
            branches=listed(area.branches),
        )
        for area in bulletin.shared_areas
    )
    return " ".join(told)


def changes_note(bulletin: Bulletin) -> str:
    """What the columns of the table of changes count, and what of it is not final."""
    table = bulletin.change_table
    if table is None:
        return ""
    told = say(
        "Masuk: bulan sebelumnya tidak aktif di mana pun. Pindah masuk: bulan sebelumnya aktif di "
        "luar {place}. Keluar dan pindah keluar: sebaliknya. Tanpa tenaga kerja jasa konstruksi.",
        place=_place(bulletin),
    )
    if not table.is_split_provisional:
        return told
    return say(
        "{told} Pembagian antara masuk dan pindah masuk, serta antara keluar dan pindah keluar, "
        "masih sementara karena belum semua kantor cabang melapor untuk kedua bulan.",
        told=told,
    )


def overlaps(bulletin: Bulletin) -> str:
    """How many persons have several of a kind; what nobody has in either view is left out."""
    kinds = [
        f"{say(OVERLAPS[row.kind])} {revised(numerals.count, row.persons)} "
        f"({revised(numerals.count, row.held_persons)})"
        for row in told_overlaps(bulletin)
    ]
    if not kinds:
        return ""
    return say("Orang dengan lebih dari satu, wilayah (kantor): {kinds}.", kinds="; ".join(kinds))


def told_overlaps(bulletin: Bulletin) -> tuple[OverlapRow, ...]:
    """The kinds of which somebody has several, in either view."""
    rows = bulletin.overlaps
    return tuple(row for row in rows if row.persons.value != 0 or row.held_persons.value != 0)


def parts(rate: Rate, workers: str) -> str:
    """What a rate is made of, under its tile; `workers` is what its parts are taken of."""
    return f"{numerals.count(rate.numerator)} ÷ {numerals.count(rate.denominator)} {workers}"


def employer_rows(bulletin: Bulletin) -> str:
    """What the tables of employers count."""
    return say(
        "Pandangan kantor. Pemberi kerja: unit dengan NPP dan divisi sendiri; yang menunggak "
        "{months} bulan atau lebih tidak termasuk aktif. Pekerja: kepesertaan aktif yang terdaftar "
        "pada unit itu; yang dilaporkan: jumlah pekerja menurut pemberi kerja, dibanding yang "
        "terdaftar.",
        months=bulletin.grace_months,
    )


def line_caption(bulletin: Bulletin, chart: LineChart) -> str:
    """What the line chart shows."""
    if not bulletin.is_received:
        return say("Cakupan kepesertaan yang sudah diketahui, persen")
    if chart.present is None:
        return headings.caption(bulletin, "series")
    return say("Cakupan kepesertaan 13 bulan terakhir dan jalan menuju target, persen")


def chart_note(bulletin: Bulletin, chart: LineChart) -> str:
    """How to read the line chart; each part only when it is there to be seen."""
    series = [point for point in bulletin.series if point.percent is not None]
    parts = []
    if any(point.is_history for point in series):
        parts.append(say("Titik berongga: terbit sebelum Cakupan."))
    if any(point.path_percent is not None for point in bulletin.series):
        parts.append(say("Garis putus-putus: jalur lurus ke target."))
    if chart.is_broken:
        parts.append(say("Sumbu tidak mulai dari nol."))
    if bulletin.is_rebased:
        parts.append(say(_REBASED))
    if len(series) < len(bulletin.series):
        parts.append(say("Bulan tanpa titik: tidak ada angka untuk ditampilkan."))
    return " ".join(parts)


def series_note(bulletin: Bulletin) -> str:
    """How to read the months of the line chart as a table."""
    parts = [say(_REBASED)] if bulletin.is_rebased else []
    if any(point.percent is None for point in bulletin.series):
        parts.append(say("Sel kosong: tidak ada angka untuk ditampilkan."))
    return " ".join(parts)


def rank_caption(bulletin: Bulletin) -> str:
    """What the ranked dots show."""
    if bulletin.branches:
        caption = say("Cakupan menurut kantor cabang, persen")
    else:
        caption = say("Cakupan menurut kabupaten/kota tempat kerja, persen")
    if numerals.unshown(bulletin.total.percent):
        return caption
    return say(
        "{caption}; garis putus-putus: {unit} {rate}",
        caption=caption,
        unit=unit_within(bulletin),
        rate=numerals.percent(bulletin.total.percent),
    )


def change_note(chart: ChangeChart) -> str:
    """How to read the bridge chart."""
    told = say("Batang penuh: bertambah. Batang kosong: berkurang.")
    if not chart.is_broken:
        return told
    cut = say("Batang kedua bulan dipotong: sumbu tidak mulai dari nol.")
    return f"{told} {cut}"


def _place(bulletin: Bulletin) -> str:
    if bulletin.level == "national":
        return say("wilayah kerja kantor cabang")
    return say("wilayah kerja ini")
