"""The Indonesian names and labels of a bulletin: its unit, number, edition and terms."""

from collections.abc import Iterable
from itertools import pairwise

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Rate
from schemas.coverage import TOTAL
from schemas.employers import SIZE_BOUNDS, SIZES
from schemas.exports import Kind
from transforms import numerals

AGENCY = "BPJS Ketenagakerjaan"
SERIES = "Berita Cakupan Jaminan Sosial Ketenagakerjaan"

SEGMENTS: dict[str, str] = {
    "PU": "Penerima upah (PU)",
    "PMI": "Pekerja migran Indonesia (PMI)",
    "BPU": "Bukan penerima upah (BPU)",
    "JAKON": "Jasa konstruksi (Jakon)",
    "ALL": "Jumlah",
}
PROGRAMMES: dict[str, str] = {
    "JKK": "Jaminan kecelakaan kerja (JKK)",
    "JKM": "Jaminan kematian (JKM)",
    "JHT": "Jaminan hari tua (JHT)",
    "JP": "Jaminan pensiun (JP)",
    "JKP": "Jaminan kehilangan pekerjaan (JKP)",
}
OVERLAPS: dict[str, str] = {
    "registrations": "kepesertaan",
    "employers": "pemberi kerja",
    "segments": "segmen",
    "branches": "kantor cabang",
    "areas": "kabupaten/kota",
    "provinces": "provinsi",
    "kanwils": "kantor wilayah",
}
"""What a person may have more than one of."""
SCALES: dict[str, str] = {
    "BESAR": "Besar",
    "MENENGAH": "Menengah",
    "KECIL": "Kecil",
    "MIKRO": "Mikro",
}
REPORTS: dict[str, str] = {
    "none": "Tidak melaporkan",
    "fewer": "Lebih sedikit",
    "equal": "Sama banyak",
    "more": "Lebih banyak",
}
"""What an employer reports beside its registered workers."""
BREAKDOWNS: dict[str, str] = {
    "scale": "Pemberi kerja menurut skala usaha",
    "size": "Pemberi kerja menurut ukuran",
    "report": "Pemberi kerja menurut laporan",
}
PROJECT_STATES: dict[str, str] = {
    "ahead": "Belum mulai",
    "running": "Berjalan",
    "ended": "Sudah berakhir",
}
KINDS: dict[str, str] = {
    Kind.PESERTA: "peserta",
    Kind.PEMBERI_KERJA: "pemberi kerja",
    Kind.PROYEK_JAKON: "proyek jasa konstruksi",
}
_NAMED_BRANCHES = 6


def _sizes() -> dict[str, str]:
    """The name of each class of employers, from its bounds."""
    first, *bounds = SIZE_BOUNDS
    between = (f"{low}–{high - 1} pekerja" for low, high in pairwise([first, *bounds]))
    names = ("Tanpa pekerja", *between, f"{bounds[-1]} pekerja atau lebih")
    return dict(zip(SIZES, names, strict=True))


EMPLOYERS: dict[str, str] = SCALES | _sizes() | REPORTS | {TOTAL: "Jumlah"}
"""Every row of the table of employers."""


def unit_name(bulletin: Bulletin) -> str:
    """The unit in full: Kantor Cabang Kediri, Kantor Wilayah Jawa Timur, Nasional."""
    match bulletin.level:
        case "branch":
            return f"Kantor Cabang {bulletin.name}"
        case "kanwil":
            return f"Kantor Wilayah {bulletin.name}"
        case "national":
            return "Nasional"


def place(bulletin: Bulletin) -> str:
    """The unit's short name in a headline."""
    return "nasional" if bulletin.level == "national" else bulletin.name


def state(bulletin: Bulletin) -> str:
    """What keeps a unit's figures from appearing: nothing has come, or nothing that can be used."""
    lacks = {missing.lack for missing in bulletin.missing if missing.kind == Kind.PESERTA}
    return "belum diterima" if not lacks or "missing" in lacks else "belum dapat dipakai"


def territory(bulletin: Bulletin) -> str:
    """Where the counted workers work."""
    if bulletin.level == "national":
        return "di wilayah kerja seluruh kantor cabang"
    return f"di wilayah kerja {unit_name(bulletin)}"


def parent(bulletin: Bulletin) -> str:
    """The Kanwil above a branch; empty at other levels."""
    return f"Kantor Wilayah {bulletin.kanwil_name}" if bulletin.kanwil_name else ""


def issue(bulletin: Bulletin) -> str:
    """The bulletin's number and date, as in BPS's Berita Resmi Statistik."""
    month = bulletin.month
    number = f"{bulletin.serial:02d}/{month.number:02d}/{bulletin.code}/{month.year}"
    return f"No. {number}, {numerals.day(bulletin.published)}"


def edition(bulletin: Bulletin) -> str:
    """The edition with what a reader must know of it."""
    name = f"Edisi {bulletin.label}"
    return f"{name}, perbaikan ke-{bulletin.edition}" if bulletin.edition else name


def title(bulletin: Bulletin) -> str:
    """The document's title, in the viewer's window and the running foot."""
    revision = f" (R{bulletin.edition})" if bulletin.edition else ""
    month = numerals.month_name(bulletin.month)
    return f"Berita Cakupan {unit_name(bulletin)}, {month}{revision}"


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
    return f"{numerals.whole(received)} dari {numerals.whole(expected)} kantor cabang"


def sources(rates: Iterable[Rate]) -> str:
    """Every source of the rates' denominators, once, in the order of the rates."""
    return "; ".join(_named(rates)) or "penyebut belum tersedia"


def denominators(rates: Iterable[Rate], told: Iterable[Rate] = ()) -> str:
    """Where denominators come from, in a line; several that page 1 has told stay there."""
    rates = tuple(rates)
    known, named = _named(told), _named(rates)
    others = [source for source in named if source not in known]
    if len(named) - len(others) < 2:
        return f"Sumber penyebut: {sources(rates)}."
    return f"Sumber penyebut: {'; '.join(['lihat halaman 1', *others])}."


def _named(rates: Iterable[Rate]) -> dict[str, None]:
    """Each source once, in the order of the rates."""
    return dict.fromkeys(part for rate in rates for part in rate.source.split("; ") if part)


def provenance(bulletin: Bulletin) -> str:
    """Where and when the bulletin was made, of what, and that it stays as it is."""
    made = bulletin.provenance
    return (
        f"{bulletin.city}, {numerals.day(bulletin.published)}. {edition(bulletin)}. Dibuat dengan "
        f"Cakupan {made.version}, sidik isi {made.digest}. Edisi ini disimpan tanpa diubah; "
        "perbaikan terbit sebagai edisi baru."
    )


def listed(names: tuple[str, ...]) -> str:
    """Names in a sentence; past six, the number of the others."""
    shown = names if len(names) <= _NAMED_BRANCHES else names[:_NAMED_BRANCHES]
    rest = len(names) - len(shown)
    if rest:
        return f"{', '.join(shown)}, dan {rest} lainnya"
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} dan {shown[-1]}"
