"""The story of a bulletin in sentences, each true whatever the figures are."""

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Figure, Mark, Rate
from transforms import change_sentences, numerals, potential_sentences, target_sentences
from transforms.language import counted, say
from transforms.wording import SECRET, territory


def story(bulletin: Bulletin) -> tuple[str, ...]:
    """The bulletin's results: cover, change, formal and informal, potential, target."""
    told = (
        covered(bulletin),
        change_sentences.changes(bulletin),
        groups(bulletin),
        potential_sentences.largest(bulletin),
        target_sentences.gap(bulletin),
    )
    return tuple(sentence for sentence in told if sentence)


def covered(bulletin: Bulletin, by: str = "") -> str:
    """How many are covered, of how many workers; `by` is who recorded it, where that is told."""
    rate = bulletin.total
    month = numerals.month_name(bulletin.month)
    if rate.numerator.mark is Mark.HIDDEN:
        return say(
            "Jumlah orang terlindungi pada {month} {secret}.", month=month, secret=say(SECRET)
        )
    if numerals.unshown(rate.numerator):
        return say("Jumlah orang terlindungi pada {month} belum tersedia.", month=month)
    named = {"month": month, "persons": _persons(rate.numerator)}
    if by:
        persons = say("{by} mencatat {persons} terlindungi aktif pada {month}", by=by, **named)
    else:
        persons = say("Pada {month} tercatat {persons} terlindungi aktif", **named)
    return _of_workers(bulletin, persons)


def _of_workers(bulletin: Bulletin, persons: str) -> str:
    """What is told of persons, of how many workers that is, and the rate."""
    rate = bulletin.total
    parts = {"persons": persons, "territory": territory(bulletin)}
    if numerals.unshown(rate.denominator):
        return say("{persons}; jumlah pekerja {territory} belum tersedia.", **parts)
    parts["workers"] = _persons(rate.denominator)
    if numerals.unshown(rate.percent):
        return say(
            "{persons}, berbanding {workers} yang bekerja {territory}; cakupannya {secret}.",
            **parts,
            secret=say(SECRET),
        )
    return say(
        "{persons}, berbanding {workers} yang bekerja {territory}: cakupan {rate}.",
        **parts,
        rate=numerals.persen(rate.percent),
    )


def groups(bulletin: Bulletin) -> str:
    """The cover of formal and of informal workers."""
    return f"{_formal(bulletin.formal)} {_informal(bulletin.informal)}"


def employers(bulletin: Bulletin) -> str:
    """How many employer units are active."""
    match bulletin.employers.mark:
        case Mark.HIDDEN:
            return say(
                "Jumlah pemberi kerja aktif tidak ditampilkan demi kerahasiaan data perusahaan."
            )
        case Mark.UNKNOWN:
            return say("Jumlah pemberi kerja aktif belum tersedia.")
    return counted(
        "Pemberi kerja aktif: {employers} unit.",
        int(bulletin.employers.value or 0),
        employers=numerals.count(bulletin.employers),
    )


def _formal(rate: Rate) -> str:
    match _told_as(rate):
        case Mark.HIDDEN:
            return say("Cakupan pekerja formal {secret}.", secret=say(SECRET))
        case Mark.UNKNOWN:
            return say("Cakupan pekerja formal belum dapat dihitung.")
    return say(
        "Cakupan pekerja formal {rate}: {persons} peserta penerima upah berbanding {workers} "
        "pekerja formal.",
        **_parts(rate),
    )


def _informal(rate: Rate) -> str:
    match _told_as(rate):
        case Mark.HIDDEN:
            return say("Cakupan pekerja informal {secret}.", secret=say(SECRET))
        case Mark.UNKNOWN:
            return say("Cakupan pekerja informal belum dapat dihitung.")
    return say(
        "Cakupan pekerja informal {rate}: {persons} orang berbanding {workers} pekerja informal.",
        **_parts(rate),
    )


def _told_as(rate: Rate) -> Mark:
    """Whether a rate and its parts can be told whole."""
    if Mark.HIDDEN in (rate.percent.mark, rate.numerator.mark):
        return Mark.HIDDEN
    parts = rate.percent, rate.numerator, rate.denominator
    return Mark.UNKNOWN if any(map(numerals.unshown, parts)) else Mark.SHOWN


def _parts(rate: Rate) -> dict[str, str]:
    return {
        "rate": numerals.persen(rate.percent),
        "persons": _short(rate.numerator),
        "workers": _short(rate.denominator),
    }


def _short(figure: Figure) -> str:
    return numerals.short(int(figure.value or 0))


def _persons(figure: Figure) -> str:
    return numerals.persons(int(figure.value or 0))
