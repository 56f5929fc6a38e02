"""What a reader must know beside the figures: what is missing or marked, and what to do."""

from collections.abc import Iterable

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Neighbour, Rate
from schemas.exports import Kind
from schemas.funnel import Lack, Missing
from transforms import numerals, revision_sentences
from transforms.wording import KINDS, completeness, listed, unit_name

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
    rates = (
        bulletin.total,
        bulletin.formal,
        bulletin.informal,
        *(row.coverage for row in bulletin.areas),
        *(row.coverage for row in bulletin.programmes),
        *(row.coverage for row in bulletin.branches),
    )
    told = (
        preliminary(bulletin),
        revision_sentences.told(bulletin),
        *_missing(bulletin),
        new_round(bulletin),
        excess(rates),
    )
    return tuple(note for note in told if note)


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


def preliminary(bulletin: Bulletin) -> str:
    """Why the figures are not final; empty when they are, or when there are none."""
    if not (bulletin.is_preliminary and bulletin.is_received):
        return ""
    reasons = [_late(neighbour) for neighbour in bulletin.neighbours]
    if bulletin.branches_received < bulletin.branches_expected:
        reasons.insert(0, f"baru {completeness(bulletin)} yang datanya diterima")
    told = "; ".join(reasons) or "ekspor proyek jasa konstruksi belum lengkap"
    return f"Angka sementara (*): {told}; diperbaiki dalam edisi berikutnya."


def new_round(bulletin: Bulletin, compared: str = "perubahan dan grafik") -> str:
    """That the workers are of another survey round than last month's; else empty.

    `compared` is what the reader sees of several months.
    """
    if not bulletin.new_round:
        return ""
    return (
        f"Penyebut memakai putaran {bulletin.new_round} mulai "
        f"{numerals.month_name(bulletin.month)}; {compared} dihitung dengan satu penyebut."
    )


def shortfalls(bulletin: Bulletin) -> tuple[str, ...]:
    """What the unit's numbers leave out while exports beside peserta are not in.

    Of a branch's employers there is no number then, which sentences.employers tells.
    """
    if bulletin.level == "branch":
        lacks = any(missing.kind == Kind.PROYEK_JAKON for missing in bulletin.missing)
        return (f"{CONSEQUENCES[Kind.PROYEK_JAKON]}.",) if lacks else ()
    return tuple(
        f"{shortfall} belum mencakup {listed(branches)}."
        for kind, shortfall in SHORTFALLS.items()
        if (branches := tuple(m.branch for m in bulletin.missing if m.kind == kind))
    )


def excess(rates: Iterable[Rate]) -> str:
    """What a rate over a hundred percent means; empty when none of these is."""
    if not any(rate.percent.value is not None and rate.percent.value > _FULL for rate in rates):
        return ""
    return (
        "Cakupan di atas 100 persen berarti peserta yang tercatat melebihi pekerja menurut survei; "
        "angka itu tidak dipotong."
    )


def _late(neighbour: Neighbour) -> str:
    lack = "melapor" if neighbour.kind == "peserta" else "melaporkan proyek jasa konstruksi"
    return (
        f"Kantor Cabang {neighbour.branch}, yang juga melayani {listed(neighbour.areas)}, "
        f"belum {lack}"
    )


def _missing(bulletin: Bulletin) -> tuple[str, ...]:
    if bulletin.level != "branch":
        return shortfalls(bulletin)
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
