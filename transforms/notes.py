"""What a reader must know beside the figures: what is missing or marked, and what to do."""

from collections.abc import Iterable

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Neighbour, Rate
from schemas.exports import Kind
from schemas.funnel import Lack, Missing
from transforms import numerals, revision_sentences
from transforms.language import counted, marked, say
from transforms.wording import KINDS, branch_name, completeness, listed, unit_name, unit_within

SHORTFALLS: dict[str, str] = {
    Kind.PEMBERI_KERJA: marked("Jumlah pemberi kerja"),
    Kind.PROYEK_JAKON: marked("Jumlah tenaga kerja jasa konstruksi"),
}
"""What is incomplete above a branch while this kind of export is not in."""

CONSEQUENCES: dict[str, str] = {
    Kind.PEMBERI_KERJA: marked("Jumlah pemberi kerja belum tersedia"),
    Kind.PROYEK_JAKON: marked("Tenaga kerja proyek jasa konstruksi belum termasuk"),
}
"""What a branch's own bulletin lacks without this kind of export."""

HEAD_OFFICE: frozenset[Lack] = frozenset({"held", "unread"})
"""Where it is head office's turn, not the branch's."""

_FULL = 100


def notes(bulletin: Bulletin, *, has_tables: bool = True) -> tuple[str, ...]:
    """What limits the figures; empty when nothing does.

    `has_tables` is whether the reader sees more than the four figures.
    """
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
        revision_sentences.told(bulletin, has_tables=has_tables),
        *_missing(bulletin),
        new_round(bulletin),
        excess(rates),
    )
    return tuple(note for note in told if note)


def waiting(bulletin: Bulletin) -> str:
    """Why there are no figures and what that means for the levels above."""
    month = numerals.month_name(bulletin.month)
    if bulletin.level != "branch":
        return say(
            "Sampai buletin ini terbit, belum ada data {month} yang dapat dipakai "
            "({completeness}), sehingga angka {unit} belum dapat dihitung.",
            month=month,
            completeness=completeness(bulletin),
            unit=unit_within(bulletin),
        )
    lacking = next(missing for missing in bulletin.missing if missing.kind == Kind.PESERTA)
    export = say("peserta {unit} untuk {month}", unit=unit_name(bulletin), month=month)
    return say(
        "{told} Angka kantor wilayah dan nasional terbit sebagai angka sementara tanpa kantor "
        "cabang ini.",
        told=_told(export, lacking),
    )


def remedies(bulletin: Bulletin) -> tuple[str, ...]:
    """What the unit does so that its figures can appear."""
    month = numerals.month_name(bulletin.month)
    period = f"{bulletin.month.year}{bulletin.month.number:02d}"
    lacks = {missing.lack for missing in bulletin.missing if missing.kind == Kind.PESERTA}
    if bulletin.level != "branch":
        if lacks <= HEAD_OFFICE:
            return (
                say(
                    "Ekspor peserta {month} sudah masuk; kantor pusat sedang memeriksanya.",
                    month=month,
                ),
            )
        return (
            say(
                "Ingatkan kantor cabang yang ekspor peserta {month}-nya belum diterima atau "
                "ditolak agar mengirimnya.",
                month=month,
            ),
        )
    name = f"peserta_{bulletin.code}_{period}"
    if lacks <= HEAD_OFFICE:
        return (
            say("Tidak perlu mengirim ulang selama kantor pusat tidak memintanya."),
            say("Bila ekspor itu ternyata keliru, kirim yang benar dengan nama {name}.", name=name),
            say("Buletin kantor cabang terbit dalam edisi berikutnya setelah data dapat dipakai."),
        )
    return (
        _again(month, period, is_refused="refused" in lacks),
        say("Kirim dengan nama {name}, seperti bulan-bulan sebelumnya.", name=name),
        say("Buletin kantor cabang terbit dalam edisi berikutnya setelah data diterima."),
    )


def _again(month: str, period: str, *, is_refused: bool) -> str:
    """What the branch exports anew."""
    if is_refused:
        return say(
            "Perbaiki yang disebut di atas, atau unduh ulang ekspor peserta untuk {month}; periksa "
            "bahwa semua baris berperiode {period}.",
            month=month,
            period=period,
        )
    return say(
        "Unduh ulang ekspor peserta untuk {month}; periksa bahwa semua baris berperiode {period}.",
        month=month,
        period=period,
    )


def preliminary(bulletin: Bulletin) -> str:
    """Why the figures are not final; empty when they are, or when there are none."""
    if not (bulletin.is_preliminary and bulletin.is_received):
        return ""
    reasons = [_late(neighbour) for neighbour in bulletin.neighbours]
    if bulletin.branches_received < bulletin.branches_expected:
        told = say("baru {count} yang datanya diterima", count=completeness(bulletin))
        reasons.insert(0, told)
    told = "; ".join(reasons) or say("ekspor proyek jasa konstruksi belum lengkap")
    return say("Angka sementara (*): {told}; diperbaiki dalam edisi berikutnya.", told=told)


def new_round(bulletin: Bulletin, *, has_chart: bool = True) -> str:
    """That the workers are of another survey round than last month's; else empty.

    `has_chart` is whether the reader sees a chart of several months beside their changes.
    """
    if not bulletin.new_round:
        return ""
    named = {"round": bulletin.new_round, "month": numerals.month_name(bulletin.month)}
    if has_chart:
        return say(
            "Penyebut memakai putaran {round} mulai {month}; perubahan dan grafik dihitung dengan "
            "satu penyebut.",
            **named,
        )
    return say(
        "Penyebut memakai putaran {round} mulai {month}; perubahan dihitung dengan satu penyebut.",
        **named,
    )


def shortfalls(bulletin: Bulletin) -> tuple[str, ...]:
    """What the unit's numbers leave out while exports beside peserta are not in.

    Of a branch's employers there is no number then, which sentences.employers tells.
    """
    if bulletin.level == "branch":
        lacks = any(missing.kind == Kind.PROYEK_JAKON for missing in bulletin.missing)
        return (f"{say(CONSEQUENCES[Kind.PROYEK_JAKON])}.",) if lacks else ()
    return tuple(
        say(
            "{shortfall} belum mencakup {branches}.",
            shortfall=say(shortfall),
            branches=listed(branches),
        )
        for kind, shortfall in SHORTFALLS.items()
        if (branches := tuple(m.branch for m in bulletin.missing if m.kind == kind))
    )


def excess(rates: Iterable[Rate]) -> str:
    """What a rate over a hundred percent means; empty when none of these is."""
    if not any(rate.percent.value is not None and rate.percent.value > _FULL for rate in rates):
        return ""
    return say(
        "Cakupan di atas 100 persen berarti peserta yang tercatat melebihi pekerja menurut survei; "
        "angka itu tidak dipotong."
    )


def _late(neighbour: Neighbour) -> str:
    named = {"branch": branch_name(neighbour.branch), "areas": listed(neighbour.areas)}
    if neighbour.kind == "peserta":
        return say("{branch}, yang juga melayani {areas}, belum melapor", **named)
    return say(
        "{branch}, yang juga melayani {areas}, belum melaporkan proyek jasa konstruksi", **named
    )


def _missing(bulletin: Bulletin) -> tuple[str, ...]:
    if bulletin.level != "branch":
        return shortfalls(bulletin)
    others = [missing for missing in bulletin.missing if missing.kind != Kind.PESERTA]
    if bulletin.is_received:
        return tuple(
            f"{_told(say(KINDS[missing.kind]), missing)} {say(CONSEQUENCES[missing.kind])}."
            for missing in others
        )
    absent = tuple(say(KINDS[missing.kind]) for missing in others if missing.lack == "missing")
    told = counted("Belum diterima pula: ekspor {exports}.", len(absent), exports=listed(absent))
    return (
        *((told,) if absent else ()),
        *(
            _told(say(KINDS[missing.kind]), missing)
            for missing in others
            if missing.lack != "missing"
        ),
    )


def _told(export: str, missing: Missing) -> str:
    """What became of an export, in a sentence."""
    match missing.lack:
        case "missing":
            return say("Ekspor {export} belum diterima sampai buletin ini terbit.", export=export)
        case "refused":
            return say(
                "Ekspor {export} sudah masuk, tetapi tidak dapat dipakai: {reason}",
                export=export,
                reason=_reason(missing),
            )
        case "held":
            return say(
                "Ekspor {export} sudah masuk dan menunggu pemeriksaan kantor pusat.", export=export
            )
        case "unread":
            return say(
                "Ekspor {export} sudah masuk, tetapi belum terbaca: {reason}",
                export=export,
                reason=_reason(missing),
            )


def _reason(missing: Missing) -> str:
    """What is wrong with a file."""
    return missing.fault.told(say, numerals.whole) if missing.fault else ""
