"""What a reader must know beside the figures: what is missing, marked or lost, and what to do."""

from dataclasses import dataclass

from schemas.bulletin import Bulletin, Mark
from schemas.exports import Kind
from schemas.funnel import Funnel
from transforms import numerals
from transforms.wording import completeness, listed, unit_name

KINDS: dict[str, str] = {
    Kind.PESERTA: "peserta",
    Kind.PEMBERI_KERJA: "pemberi kerja",
    Kind.PROYEK_JAKON: "proyek jasa konstruksi",
}
SHORTFALLS: dict[str, str] = {
    Kind.PEMBERI_KERJA: "Jumlah pemberi kerja",
    Kind.PROYEK_JAKON: "Jumlah tenaga kerja jasa konstruksi",
}
"""What is incomplete above a branch while this kind of export is not in."""

CONSEQUENCES: dict[str, str] = {
    Kind.PEMBERI_KERJA: "jumlah pemberi kerja belum tersedia",
    Kind.PROYEK_JAKON: "tenaga kerja proyek jasa konstruksi belum termasuk",
}
STEPS: dict[str, str] = {
    "readable": "Terbaca",
    "valid": "Sah",
    "unique": "Unik",
    "active": "Aktif",
}
_FULL = 100


@dataclass(frozen=True)
class Step:
    """One step of the funnel: rows that are left, rows lost since the step before, and why."""

    name: str
    rows: int
    lost: int
    reasons: tuple[str, ...]


def notes(bulletin: Bulletin) -> tuple[str, ...]:
    """What limits the figures; empty when nothing does."""
    preliminary = _preliminary(bulletin) if bulletin.is_received else ""
    return tuple(note for note in (preliminary, *_missing(bulletin), _excess(bulletin)) if note)


def waiting(bulletin: Bulletin) -> str:
    """Why there are no figures and what that means for the levels above."""
    month = numerals.month_name(bulletin.month)
    if bulletin.level != "branch":
        return (
            f"Sampai buletin ini terbit, baru {completeness(bulletin)} yang data {month}-nya "
            f"diterima, sehingga angka {unit_name(bulletin)} belum dapat dihitung."
        )
    return (
        f"Sampai buletin ini terbit, ekspor peserta {unit_name(bulletin)} untuk {month} belum "
        "diterima atau belum dapat dipakai. Angka kantor wilayah dan nasional terbit sebagai angka "
        "sementara tanpa kantor cabang ini."
    )


def remedies(bulletin: Bulletin) -> tuple[str, ...]:
    """What the unit does so that its figures can appear."""
    month = numerals.month_name(bulletin.month)
    period = f"{bulletin.month.year}{bulletin.month.number:02d}"
    if bulletin.level != "branch":
        return (f"Ingatkan kantor cabang agar mengirim ekspor peserta {month}.",)
    return (
        f"Unduh ulang ekspor peserta untuk {month}; periksa bahwa semua baris berperiode {period}.",
        f"Kirim dengan nama peserta_{bulletin.code}_{period}, seperti bulan-bulan sebelumnya.",
        "Buletin kantor cabang terbit dalam edisi berikutnya setelah data diterima.",
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


def steps(funnel: Funnel) -> tuple[Step, ...]:
    """The funnel from arrival to the figures, with each step's loss by rule."""
    rows = {
        "readable": funnel.readable,
        "valid": funnel.valid,
        "unique": funnel.unique,
        "active": funnel.active,
    }
    before = (funnel.received, *rows.values())
    later = (
        Step(STEPS[step], left, earlier - left, _reasons(funnel, step))
        for (step, left), earlier in zip(rows.items(), before, strict=False)
    )
    return (Step("Diterima", funnel.received, 0, ()), *later)


def _reasons(funnel: Funnel, step: str) -> tuple[str, ...]:
    return tuple(
        f"{loss.text} ({numerals.whole(loss.rows)})" for loss in funnel.losses if loss.step == step
    )


def _preliminary(bulletin: Bulletin) -> str:
    if not bulletin.is_preliminary:
        return ""
    return (
        f"Angka sementara (*): baru {completeness(bulletin)} yang datanya diterima; "
        "angka akan diperbaiki dalam edisi berikutnya."
    )


def _missing(bulletin: Bulletin) -> tuple[str, ...]:
    if bulletin.level == "branch" and not bulletin.is_received:
        kinds = tuple(KINDS[missing.kind] for missing in bulletin.missing)
        return (f"Yang belum ada: ekspor {listed(kinds)}.",) if kinds else ()
    if bulletin.level == "branch":
        return tuple(
            f"Ekspor {KINDS[missing.kind]} belum diterima atau belum dapat dipakai"
            + (f"; {CONSEQUENCES[missing.kind]}." if missing.kind in CONSEQUENCES else ".")
            for missing in bulletin.missing
        )
    return tuple(
        f"{SHORTFALLS[missing.kind]} belum mencakup {listed(missing.branches)}."
        for missing in bulletin.missing
        if missing.kind in SHORTFALLS
    )


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
