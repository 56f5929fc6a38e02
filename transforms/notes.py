"""What a reader must know beside the figures: what is missing or marked, and what to do."""

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Mark
from schemas.exports import Kind
from schemas.funnel import Lack, Missing
from transforms import numerals
from transforms.wording import KINDS, OVERLAPS, completeness, listed, unit_name

SHORTFALLS: dict[str, str] = {
    Kind.PEMBERI_KERJA: "Jumlah pemberi kerja",
    Kind.PROYEK_JAKON: "Jumlah tenaga kerja jasa konstruksi",
}
"""What is incomplete above a branch while this kind of export is not in."""

CONSEQUENCES: dict[str, str] = {
    Kind.PEMBERI_KERJA: "Jumlah pemberi kerja belum tersedia",
    Kind.PROYEK_JAKON: "Tenaga kerja proyek jasa konstruksi belum termasuk",
}
"""What a branch's own bulletin lacks without this kind of export."""

HEAD_OFFICE: frozenset[Lack] = frozenset({"held", "unread"})
"""Where it is head office's turn, not the branch's."""

_FULL = 100


def notes(bulletin: Bulletin) -> tuple[str, ...]:
    """What limits the figures; empty when nothing does."""
    preliminary = _preliminary(bulletin) if bulletin.is_received else ""
    return tuple(note for note in (preliminary, *_missing(bulletin), _excess(bulletin)) if note)


def waiting(bulletin: Bulletin) -> str:
    """Why there are no figures and what that means for the levels above."""
    month = numerals.month_name(bulletin.month)
    if bulletin.level != "branch":
        return (
            f"Sampai buletin ini terbit, belum ada data {month} yang dapat dipakai "
            f"({completeness(bulletin)}), sehingga angka {unit_name(bulletin)} belum dapat "
            "dihitung."
        )
    lacking = next(missing for missing in bulletin.missing if missing.kind == Kind.PESERTA)
    return (
        f"{_told(f'peserta {unit_name(bulletin)} untuk {month}', lacking)} Angka kantor wilayah "
        "dan nasional terbit sebagai angka sementara tanpa kantor cabang ini."
    )


def remedies(bulletin: Bulletin) -> tuple[str, ...]:
    """What the unit does so that its figures can appear."""
    month = numerals.month_name(bulletin.month)
    period = f"{bulletin.month.year}{bulletin.month.number:02d}"
    lacks = {missing.lack for missing in bulletin.missing if missing.kind == Kind.PESERTA}
    if bulletin.level != "branch":
        if lacks <= HEAD_OFFICE:
            return (f"Ekspor peserta {month} sudah masuk; kantor pusat sedang memeriksanya.",)
        return (
            f"Ingatkan kantor cabang yang ekspor peserta {month}-nya belum diterima atau ditolak "
            "agar mengirimnya.",
        )
    name = f"peserta_{bulletin.code}_{period}"
    later = "Buletin kantor cabang terbit dalam edisi berikutnya setelah data"
    if lacks <= HEAD_OFFICE:
        return (
            "Tidak perlu mengirim ulang selama kantor pusat tidak memintanya.",
            f"Bila ekspor itu ternyata keliru, kirim yang benar dengan nama {name}.",
            f"{later} dapat dipakai.",
        )
    first = "Perbaiki yang disebut di atas, atau unduh" if "refused" in lacks else "Unduh"
    return (
        f"{first} ulang ekspor peserta untuk {month}; periksa bahwa semua baris berperiode "
        f"{period}.",
        f"Kirim dengan nama {name}, seperti bulan-bulan sebelumnya.",
        f"{later} diterima.",
    )


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


def employers_source(bulletin: Bulletin) -> str:
    """What the table of employers counts, or why it has no numbers."""
    if bulletin.employers.mark is Mark.UNKNOWN:
        return "Ekspor pemberi kerja belum diterima atau belum dapat dipakai."
    return "Pemberi kerja: unit dengan NPP dan divisi sendiri. Yang menunggak tidak termasuk aktif."


def elsewhere(bulletin: Bulletin) -> str:
    """How many persons the unit's branches hold who work outside its areas."""
    figure = bulletin.elsewhere_persons
    if numerals.unshown(figure):
        return f"Dicatat kantor, bekerja di luar wilayah kerja: {numerals.count(figure)}."
    return f"Dicatat kantor, bekerja di luar wilayah kerja: {numerals.count(figure)} orang."


def overlaps(bulletin: Bulletin) -> str:
    """How many persons have several of a kind; what nobody has in either view is left out."""
    counted = [
        f"{OVERLAPS[row.kind]} {numerals.count(row.persons)} ({numerals.count(row.held_persons)})"
        for row in bulletin.overlaps
        if row.persons.value != 0 or row.held_persons.value != 0
    ]
    if not counted:
        return ""
    return f"Orang dengan lebih dari satu, wilayah (kantor): {'; '.join(counted)}."


def chart_note(bulletin: Bulletin) -> str:
    """How to read the line chart; each part only when it is there to be seen."""
    series = [point for point in bulletin.series if point.percent is not None]
    parts = []
    if any(point.is_history for point in series):
        parts.append("Titik berongga: terbit sebelum Cakupan.")
    if any(point.path_percent is not None for point in bulletin.series):
        parts.append("Garis putus-putus: jalur lurus ke target.")
    if len(series) < len(bulletin.series):
        parts.append("Bulan tanpa titik: tidak ada angka untuk ditampilkan.")
    return " ".join(parts)


def rank_caption(bulletin: Bulletin) -> str:
    """What the ranked dots show."""
    rows = "kantor cabang" if bulletin.branches else "kabupaten/kota tempat kerja"
    caption = f"Cakupan menurut {rows}, persen"
    if numerals.unshown(bulletin.total.percent):
        return caption
    own = numerals.percent(bulletin.total.percent)
    return f"{caption}; garis putus-putus: {unit_name(bulletin)} {own}"


def _preliminary(bulletin: Bulletin) -> str:
    if not bulletin.is_preliminary:
        return ""
    return (
        f"Angka sementara (*): baru {completeness(bulletin)} yang datanya diterima; "
        "angka akan diperbaiki dalam edisi berikutnya."
    )


def _missing(bulletin: Bulletin) -> tuple[str, ...]:
    if bulletin.level != "branch":
        return tuple(
            f"{shortfall} belum mencakup {listed(branches)}."
            for kind, shortfall in SHORTFALLS.items()
            if (branches := tuple(m.branch for m in bulletin.missing if m.kind == kind))
        )
    others = [missing for missing in bulletin.missing if missing.kind != Kind.PESERTA]
    if bulletin.is_received:
        return tuple(
            f"{_told(KINDS[missing.kind], missing)} {CONSEQUENCES[missing.kind]}."
            for missing in others
        )
    absent = tuple(KINDS[missing.kind] for missing in others if missing.lack == "missing")
    return (
        *((f"Belum diterima pula: ekspor {listed(absent)}.",) if absent else ()),
        *(_told(KINDS[missing.kind], missing) for missing in others if missing.lack != "missing"),
    )


def _told(export: str, missing: Missing) -> str:
    """What became of an export, in a sentence."""
    match missing.lack:
        case "missing":
            return f"Ekspor {export} belum diterima sampai buletin ini terbit."
        case "refused":
            return f"Ekspor {export} sudah masuk, tetapi tidak dapat dipakai: {missing.reason}"
        case "held":
            return f"Ekspor {export} sudah masuk dan menunggu pemeriksaan kantor pusat."
        case "unread":
            return f"Ekspor {export} sudah masuk, tetapi belum terbaca: {missing.reason}"


def _excess(bulletin: Bulletin) -> str:
    rates = (
        bulletin.total,
        bulletin.formal,
        bulletin.informal,
        *(row.coverage for row in bulletin.areas),
        *(row.coverage for row in bulletin.programmes),
        *(row.coverage for row in bulletin.branches),
    )
    if not any(rate.percent.value is not None and rate.percent.value > _FULL for rate in rates):
        return ""
    return (
        "Cakupan di atas 100 persen berarti peserta yang tercatat melebihi pekerja menurut survei; "
        "angka itu tidak dipotong."
    )
