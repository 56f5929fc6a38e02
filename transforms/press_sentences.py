"""Sentences of the press note that the bulletin tells in tables, each true whatever they hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import AreaRow, BranchRow, Figure, Mark, ProgrammeRow, Rate
from schemas.figures import INDICATORS
from transforms import disclosure, numerals, ranking
from transforms.sentences import SECRET
from transforms.wording import PROGRAMMES, listed, territory

_WORKERS = {"all": "pekerja", "formal": "pekerja formal"}
"""What a programme's rate is a part of, by the measure of its workers."""
_RATES = ("seluruh pekerja", "pekerja formal", "pekerja informal")
_AREAS = ("kabupaten/kota", "")
_BRANCHES = ("kantor cabang", "Kantor Cabang ")
"""What the parts of a unit are called, and what stands before their names."""
_MEASURES = {indicator.id: indicator.measure for indicator in INDICATORS}


@dataclass(frozen=True)
class End:
    """The parts of a unit with its highest or its lowest rate."""

    rows: tuple[AreaRow | BranchRow, ...]

    @property
    def rate(self) -> Rate:
        """The rate, the same for all of them."""
        return self.rows[0].coverage


def workers(bulletin: Bulletin) -> str:
    """How many work there, formal and informal; empty when that is not known."""
    everybody = bulletin.total.denominator
    groups = bulletin.formal.denominator, bulletin.informal.denominator
    if numerals.unshown(everybody):
        return ""
    told = f"Jumlah pekerja {territory(bulletin)} {_short(everybody)} orang"
    return f"{told}{_divided(everybody, groups)}."


def uncovered(bulletin: Bulletin) -> str:
    """How many of them are not covered yet; empty when that is not known, or nobody."""
    rest = disclosure.uncovered(bulletin.total)
    if not rest.value:
        return ""
    groups = disclosure.uncovered(bulletin.formal), disclosure.uncovered(bulletin.informal)
    told = f"sebanyak {_short(rest)} pekerja belum terlindungi{_divided(rest, groups)}"
    return _begun(bulletin, told)


def ends(bulletin: Bulletin) -> tuple[End, End] | None:
    """The parts with the highest and the lowest rate that is shown; None when all are alike."""
    ranked = ranking.by_rate(bulletin.branches or bulletin.areas)
    rated = [place.row for place in ranked if place.row.coverage.percent.is_shown]
    if not rated or _percent(rated[0]) == _percent(rated[-1]):
        return None
    best, weakest = (
        End(tuple(row for row in rated if _percent(row) == _percent(end)))
        for end in (rated[0], rated[-1])
    )
    return best, weakest


def ranks(bulletin: Bulletin) -> str:
    """The branches, or else the areas, with the highest and the lowest rate; empty without."""
    found = ends(bulletin)
    if found is None:
        return ""
    best, weakest = found
    rows = bulletin.branches or bulletin.areas
    place, prefix = _BRANCHES if bulletin.branches else _AREAS
    is_all = all(row.coverage.percent.is_shown for row in rows)
    among = "" if is_all else f"di antara {place} yang angkanya dapat ditampilkan, "
    told = f"{among}cakupan tertinggi di {_named(best, prefix)} dan terendah di "
    return _begun(bulletin, f"{told}{_named(weakest, prefix)}")


def programmes(bulletin: Bulletin) -> str:
    """The persons of each programme with their rate; what is not shown is named."""
    by_mark: dict[Mark, list[ProgrammeRow]] = {mark: [] for mark in Mark}
    for row in bulletin.programmes:
        by_mark[row.coverage.numerator.mark].append(row)
    persons = listed(tuple(_programme(row) for row in by_mark[Mark.SHOWN]))
    told = (
        f"Menurut program, peserta {persons}." if persons else "",
        _without(by_mark[Mark.HIDDEN], SECRET),
        _without(by_mark[Mark.UNKNOWN], "belum tersedia"),
    )
    return " ".join(sentence for sentence in told if sentence)


def in_full(bulletin: Bulletin) -> str:
    """The whole numbers behind the rates that sentences shorten; else empty."""
    named = zip(_RATES, (bulletin.total, bulletin.formal, bulletin.informal), strict=True)
    told = [f"{name} {_parts(rate)}" for name, rate in named if _is_shortened(rate)]
    return f"Angka penuh: {'; '.join(told)}." if told else ""


def _begun(bulletin: Bulletin, told: str) -> str:
    """A sentence of what can be told, which says so while figures are preliminary."""
    if bulletin.is_preliminary:
        return f"Menurut angka sementara, {told}."
    return f"{told[0].upper()}{told[1:]}."


def _divided(everybody: Figure, groups: tuple[Figure, Figure]) -> str:
    """Formal and informal workers, where these are shown and add up."""
    if disclosure.total(groups).value != everybody.value:
        return ""
    formal, informal = map(_short, groups)
    return f": {formal} pekerja formal dan {informal} pekerja informal"


def _named(end: End, prefix: str) -> str:
    names = listed(tuple(row.name for row in end.rows))
    return f"{prefix}{names} ({numerals.persen(end.rate.percent)})"


def _programme(row: ProgrammeRow) -> str:
    name = PROGRAMMES[row.programme]
    persons = f"{name[0].lower()}{name[1:]} {_short(row.coverage.numerator)} orang"
    if numerals.unshown(row.coverage.percent):
        return persons
    of = _WORKERS[_MEASURES[row.coverage.indicator]]
    return f"{persons} ({numerals.persen(row.coverage.percent)} {of})"


def _without(rows: Iterable[ProgrammeRow], why: str) -> str:
    names = listed(tuple(row.programme for row in rows))
    return f"Jumlah peserta program {names} {why}." if names else ""


def _is_shortened(rate: Rate) -> bool:
    parts = rate.numerator, rate.denominator
    return disclosure.lacking(*parts) is None and any(
        _short(part) != numerals.count(part) for part in parts
    )


def _parts(rate: Rate) -> str:
    return f"{numerals.count(rate.numerator)} berbanding {numerals.count(rate.denominator)}"


def _percent(row: AreaRow | BranchRow) -> int | Decimal | None:
    return row.coverage.percent.value


def _short(figure: Figure) -> str:
    return numerals.short(disclosure.whole(figure))
