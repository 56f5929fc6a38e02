"""What a revised edition takes the place of, why, and what is new, in sentences."""

from collections.abc import Callable

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Figure, Mark
from schemas.definitions import REVISIONS
from transforms import numerals, revision_rows
from transforms.language import marked, say, spoken
from transforms.numerals import REVISED
from transforms.wording import unit_name

_LACKS = {Mark.HIDDEN: marked("tidak ditampilkan"), Mark.UNKNOWN: marked("belum tersedia")}
"""What was known of a figure without a number."""
_GONE = {
    Mark.HIDDEN: marked("tidak ditampilkan lagi, sebelumnya {then}"),
    Mark.UNKNOWN: marked("tidak tersedia lagi, sebelumnya {then}"),
}
"""What became of a figure that has no number any more."""


def told(bulletin: Bulletin) -> str:
    """That the edition takes the place of another, why, and its news; empty for a first one."""
    if bulletin.revision is None:
        return ""
    return say("Edisi ini menggantikan {replaced}.", replaced=replaced(bulletin))


def replaced(bulletin: Bulletin) -> str:
    """The edition before, why it is replaced, and what is new; empty for a first edition."""
    revision = bulletin.revision
    if revision is None:
        return ""
    return say(
        "edisi {edition} karena {why}: {news}",
        edition=revision.replaces,
        why=REVISIONS[revision.reason][spoken()],
        news=_news(bulletin),
    )


def caption(bulletin: Bulletin) -> str:
    """What the table of revised figures shows, and why they are others."""
    revision = bulletin.revision
    if revision is None:
        return ""
    return say(
        "Apa yang berubah sejak edisi {edition}; sebab: {why}",
        edition=revision.replaces,
        why=REVISIONS[revision.reason][spoken()],
    )


def closing(bulletin: Bulletin) -> str:
    """What stands under the table: how to read it, and how many numbers are others in all."""
    revision = bulletin.revision
    if revision is None:
        return ""
    parts = []
    if any(row.is_rate and row.difference.is_shown for row in revision_rows.rows(bulletin)):
        parts.append(say("Selisih cakupan: persen poin."))
    if revision.changed:
        parts.append(_counted(bulletin, revision.changed))
    return " ".join(parts)


def _counted(bulletin: Bulletin, changed: int) -> str:
    """How many numbers are others, and how those in tables are known."""
    named = {"count": numerals.whole(changed), "unit": unit_name(bulletin)}
    if not bulletin.is_received:
        return say("Seluruhnya {count} angka terbitan {unit} berubah.", **named)
    return say(
        "Seluruhnya {count} angka terbitan {unit} berubah; yang tercetak dalam tabel bertanda "
        "{sign}.",
        **named,
        sign=REVISED,
    )


def _news(bulletin: Bulletin) -> str:
    """The change of the rate, or else of the persons, or that only others are new, or none."""
    rate, persons = bulletin.total.percent, bulletin.total.numerator
    if rate.was is not None:
        told = say("cakupan kepesertaan {moved}", moved=_moved(rate, numerals.persen))
    elif persons.was is not None:
        told = _of_persons(persons, rate)
    elif revision_rows.rows(bulletin) or (bulletin.revision and bulletin.revision.changed):
        told = say("cakupan kepesertaan tidak berubah, angka lain berubah")
    else:
        return say("angka {unit} tidak berubah", unit=unit_name(bulletin))
    if not bulletin.is_received:
        return told
    return say("{told}; {sign} berarti berbeda dari edisi itu", told=told, sign=REVISED)


def _of_persons(persons: Figure, rate: Figure) -> str:
    """The change of the persons, where the rate stays what it was."""
    moved = _moved(persons, numerals.count)
    if not rate.is_shown:
        return say("orang terlindungi {moved}", moved=moved)
    return say(
        "orang terlindungi {moved}; cakupan tetap {rate}", moved=moved, rate=numerals.persen(rate)
    )


def _moved(figure: Figure, form: Callable[[Figure], str]) -> str:
    """What a figure is and was: a number, not shown, or not there."""
    before = figure.earlier
    then = say(_LACKS[before.mark]) if numerals.unshown(before) else form(before)
    if numerals.unshown(figure):
        return say(_GONE[figure.mark], then=then)
    return say("{now}, sebelumnya {then}", now=form(figure), then=then)
