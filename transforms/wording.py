"""The Indonesian names and labels of a bulletin: its unit, number, edition and terms."""

from collections.abc import Iterable

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Figure, Mark, Rate
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
    "ALL": "Jumlah",
}
KINDS: dict[str, str] = {
    Kind.PESERTA: "peserta",
    Kind.PEMBERI_KERJA: "pemberi kerja",
    Kind.PROYEK_JAKON: "proyek jasa konstruksi",
}
_NAMED_BRANCHES = 6


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


def completeness(bulletin: Bulletin) -> str:
    """How many branches the figures rest on."""
    received, expected = bulletin.branches_received, bulletin.branches_expected
    return f"{numerals.whole(received)} dari {numerals.whole(expected)} kantor cabang"


def sources(rates: Iterable[Rate]) -> str:
    """Every source of the rates' denominators, once, in the order of the rates."""
    named = dict.fromkeys(part for rate in rates for part in rate.source.split("; ") if part)
    return "; ".join(named) if named else "penyebut belum tersedia"


def uncovered(rate: Rate) -> Figure:
    """Workers without cover: denominator less numerator, never below 0, hidden with either."""
    parts = (rate.numerator, rate.denominator)
    for mark in (Mark.HIDDEN, Mark.UNKNOWN):
        if any(part.mark is mark for part in parts):
            return Figure(None, mark)
    covered, workers = (part.value for part in parts)
    if covered is None or workers is None:
        return Figure(None, Mark.UNKNOWN)
    return Figure(max(0, int(workers) - int(covered)))


def listed(names: tuple[str, ...]) -> str:
    """Names in a sentence; past six, the number of the others."""
    shown = names if len(names) <= _NAMED_BRANCHES else names[:_NAMED_BRANCHES]
    rest = len(names) - len(shown)
    if rest:
        return f"{', '.join(shown)}, dan {rest} lainnya"
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} dan {shown[-1]}"
