"""The names and labels of a bulletin: its unit, number, edition and terms."""

from collections.abc import Iterable

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Rate
from schemas.coverage import TOTAL
from schemas.exports import Kind
from transforms import numerals
from transforms.language import counted, marked, say

AGENCY = "BPJS Ketenagakerjaan"
SERIES = marked("Berita Cakupan Jaminan Sosial Ketenagakerjaan")
SECRET = marked("tidak ditampilkan demi kerahasiaan data perorangan")
"""Why a number of persons is not told."""

SEGMENTS: dict[str, str] = {
    "PU": marked("Penerima upah (PU)"),
    "PMI": marked("Pekerja migran Indonesia (PMI)"),
    "BPU": marked("Bukan penerima upah (BPU)"),
    "JAKON": marked("Jasa konstruksi (Jakon)"),
    "ALL": marked("Jumlah"),
}
PROGRAMMES: dict[str, str] = {
    "JKK": marked("Jaminan kecelakaan kerja (JKK)"),
    "JKM": marked("Jaminan kematian (JKM)"),
    "JHT": marked("Jaminan hari tua (JHT)"),
    "JP": marked("Jaminan pensiun (JP)"),
    "JKP": marked("Jaminan kehilangan pekerjaan (JKP)"),
}
OVERLAPS: dict[str, str] = {
    "registrations": marked("kepesertaan"),
    "employers": marked("pemberi kerja"),
    "segments": marked("segmen"),
    "branches": marked("kantor cabang"),
    "areas": marked("kabupaten/kota"),
    "provinces": marked("provinsi"),
    "kanwils": marked("kantor wilayah"),
}
"""What a person may have more than one of."""
SCALES: dict[str, str] = {
    "BESAR": marked("Besar"),
    "MENENGAH": marked("Menengah"),
    "KECIL": marked("Kecil"),
    "MIKRO": marked("Mikro"),
}
REPORTS: dict[str, str] = {
    "none": marked("Tidak melaporkan"),
    "fewer": marked("Lebih sedikit"),
    "equal": marked("Sama banyak"),
    "more": marked("Lebih banyak"),
}
"""What an employer reports beside its registered workers."""
BREAKDOWNS: dict[str, str] = {
    "scale": marked("Pemberi kerja menurut skala usaha"),
    "size": marked("Pemberi kerja menurut ukuran"),
    "report": marked("Pemberi kerja menurut laporan"),
}
PROJECT_STATES: dict[str, str] = {
    "ahead": marked("Belum mulai"),
    "running": marked("Berjalan"),
    "ended": marked("Sudah berakhir"),
}
KINDS: dict[str, str] = {
    Kind.PESERTA: marked("peserta"),
    Kind.PEMBERI_KERJA: marked("pemberi kerja"),
    Kind.PROYEK_JAKON: marked("proyek jasa konstruksi"),
}
_NAMED_BRANCHES = 6


SIZES: dict[str, str] = {
    "N0": marked("Tanpa pekerja"),
    "N1T4": marked("1–4 pekerja"),
    "N5T19": marked("5–19 pekerja"),
    "N20T99": marked("20–99 pekerja"),
    "N_GE100": marked("100 pekerja atau lebih"),
}
EMPLOYERS: dict[str, str] = SCALES | SIZES | REPORTS | {TOTAL: marked("Jumlah")}
"""Every row of the table of employers."""


def unit_name(bulletin: Bulletin) -> str:
    """The unit in full: Kantor Cabang Kediri, Kantor Wilayah Jawa Timur, Nasional."""
    match bulletin.level:
        case "branch":
            return branch_name(bulletin.name)
        case "kanwil":
            return kanwil_name(bulletin.name)
        case "national":
            return say("Nasional")


def unit_within(bulletin: Bulletin) -> str:
    """The unit in full within a sentence: Kantor Cabang Kediri, nasional."""
    name = unit_name(bulletin)
    return name.lower() if bulletin.level == "national" else name


def branch_name(name: str) -> str:
    """A branch in full."""
    return say("Kantor Cabang {name}", name=name)


def kanwil_name(name: str) -> str:
    """A Kanwil in full."""
    return say("Kantor Wilayah {name}", name=name)


def place(bulletin: Bulletin) -> str:
    """The unit's short name in a headline."""
    return say("nasional") if bulletin.level == "national" else bulletin.name


def state(bulletin: Bulletin) -> str:
    """What keeps a unit's figures from appearing: nothing has come, or nothing that can be used."""
    lacks = {missing.lack for missing in bulletin.missing if missing.kind == Kind.PESERTA}
    return say("belum diterima") if not lacks or "missing" in lacks else say("belum dapat dipakai")


def territory(bulletin: Bulletin) -> str:
    """Where the counted workers work."""
    if bulletin.level == "national":
        return say("di wilayah kerja seluruh kantor cabang")
    return say("di wilayah kerja {unit}", unit=unit_name(bulletin))


def parent(bulletin: Bulletin) -> str:
    """The Kanwil above a branch; empty at other levels."""
    return kanwil_name(bulletin.kanwil_name) if bulletin.kanwil_name else ""


def issue(bulletin: Bulletin) -> str:
    """The bulletin's number and date, as in BPS's Berita Resmi Statistik."""
    month = bulletin.month
    number = f"{bulletin.serial:02d}/{month.number:02d}/{bulletin.code}/{month.year}"
    return say("No. {number}, {day}", number=number, day=numerals.day(bulletin.published))


def edition(bulletin: Bulletin) -> str:
    """The edition with what a reader must know of it."""
    if not bulletin.edition:
        return say("Edisi {label}", label=bulletin.label)
    if bulletin.edition == 1:
        return say("Edisi {label}, perbaikan pertama", label=bulletin.label)
    return say(
        "Edisi {label}, perbaikan ke-{number}", label=bulletin.label, number=bulletin.edition
    )


def title(bulletin: Bulletin) -> str:
    """The document's title, in the viewer's window and the running foot."""
    revision = f" (R{bulletin.edition})" if bulletin.edition else ""
    month = f"{numerals.month_name(bulletin.month)}{revision}"
    return say("Berita Cakupan {unit}, {month}", unit=unit_name(bulletin), month=month)


def star(bulletin: Bulletin) -> str:
    """The mark behind a preliminary figure."""
    return "*" if bulletin.is_preliminary else ""


def held_star(bulletin: Bulletin, kind: str) -> str:
    """The mark behind what the unit's own branches hold, while one lacks the export for it."""
    lacks = {missing.kind for missing in bulletin.missing}
    is_partial = bulletin.level != "branch" and not lacks.isdisjoint((Kind.PESERTA, kind))
    return "*" if is_partial else ""


def completeness(bulletin: Bulletin) -> str:
    """How many branches the figures rest on."""
    received, expected = bulletin.branches_received, bulletin.branches_expected
    return counted(
        "{received} dari {expected} kantor cabang",
        expected,
        received=numerals.whole(received),
        expected=numerals.whole(expected),
    )


def sources(rates: Iterable[Rate]) -> str:
    """Every source of the rates' denominators, once, in the order of the rates."""
    return "; ".join(_named(rates)) or say("penyebut belum tersedia")


def denominators(rates: Iterable[Rate], told: Iterable[Rate] = ()) -> str:
    """Where denominators come from, in a line; several that page 1 has told stay there."""
    rates = tuple(rates)
    known, named = _named(told), _named(rates)
    others = [source for source in named if source not in known]
    if len(named) - len(others) < 2:
        return say("Sumber penyebut: {sources}.", sources=sources(rates))
    known_there = say("lihat halaman 1")
    return say("Sumber penyebut: {sources}.", sources="; ".join([known_there, *others]))


def _named(rates: Iterable[Rate]) -> dict[str, None]:
    """Each source once, in the order of the rates."""
    return dict.fromkeys(part for rate in rates for part in rate.source.split("; ") if part)


def provenance(bulletin: Bulletin) -> str:
    """Where and when the bulletin was made, of what, and that it stays as it is."""
    made = bulletin.provenance
    return say(
        "{city}, {day}. {edition}. Dibuat dengan Cakupan {version}, sidik isi {digest}. Edisi ini "
        "disimpan tanpa diubah; perbaikan terbit sebagai edisi baru.",
        city=bulletin.city,
        day=numerals.day(bulletin.published),
        edition=edition(bulletin),
        version=made.version,
        digest=made.digest,
    )


def listed(names: tuple[str, ...]) -> str:
    """Names in a sentence; past six, the number of the others."""
    if len(names) < 2:
        return "".join(names)
    if rest := names[_NAMED_BRANCHES:]:
        return counted(
            "{names}, dan {number} lainnya",
            len(rest),
            names=", ".join(names[:_NAMED_BRANCHES]),
            number=len(rest),
        )
    return say("{names} dan {last}", names=", ".join(names[:-1]), last=names[-1])
