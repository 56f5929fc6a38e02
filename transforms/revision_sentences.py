"""What a revised edition takes the place of, why, and what is new, in sentences."""

from collections.abc import Callable, Sequence

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Figure, Mark
from schemas.definitions import REVISIONS
from schemas.revision import Cause, Share
from transforms import numerals, revision_rows, revision_signs
from transforms.language import marked, say, spoken
from transforms.numerals import REVISED
from transforms.wording import unit_within

_LACKS = {Mark.HIDDEN: marked("tidak ditampilkan"), Mark.UNKNOWN: marked("belum tersedia")}
"""What was known of a figure without a number."""
_GONE = {
    Mark.HIDDEN: marked("tidak ditampilkan lagi, sebelumnya {then}"),
    Mark.UNKNOWN: marked("tidak tersedia lagi, sebelumnya {then}"),
}
"""What became of a figure that has no number any more."""

_CAUSES: dict[Cause, str] = {
    "METHOD": marked("perubahan aturan"),
    "LATE": marked("ekspor susulan"),
    "REPLACED": marked("ekspor pengganti"),
    "REFERENCE": marked("acuan wilayah atau kantor cabang"),
}
"""What persons covered are more or fewer for."""


def told(bulletin: Bulletin, *, has_tables: bool = True) -> str:
    """That the edition takes the place of another, why, its news, and what the sign means.

    Empty for a first edition; `has_tables` is whether the reader sees more than the four figures.
    """
    if bulletin.revision is None:
        return ""
    is_signed = revision_signs.anywhere if has_tables else revision_signs.on_top
    if is_signed(bulletin):
        return say(
            "Edisi ini menggantikan {replaced}; {sign} berarti berbeda dari edisi itu.",
            replaced=replaced(bulletin),
            sign=REVISED,
        )
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
    """What stands under the table: causes, how to read it, and how many numbers are others."""
    revision = bulletin.revision
    if revision is None:
        return ""
    parts = [_shared_out(revision.shares)] if revision.shares else []
    if any(row.is_rate and row.difference.is_shown for row in revision_rows.rows(bulletin)):
        parts.append(say("Selisih cakupan: persen poin."))
    if revision.changed:
        parts.append(_counted(bulletin, revision.changed))
    return " ".join(parts)


def _shared_out(shares: Sequence[Share]) -> str:
    """What the persons covered are others for."""
    total = numerals.signed(sum(share.persons for share in shares))
    if len(shares) == 1:
        cause = say(_CAUSES[shares[0].cause])
        return say("Orang terlindungi {total}, seluruhnya dari {cause}.", total=total, cause=cause)
    parts = (
        say(
            "{persons} dari {cause}",
            persons=numerals.signed(share.persons),
            cause=say(_CAUSES[share.cause]),
        )
        for share in shares
    )
    return say("Orang terlindungi {total}: {parts}.", total=total, parts=", ".join(parts))


def _counted(bulletin: Bulletin, changed: int) -> str:
    """How many numbers are others, and how those in tables are known."""
    named = {"count": numerals.whole(changed), "unit": unit_within(bulletin)}
    if not revision_signs.anywhere(bulletin):
        return say("Seluruhnya {count} angka terbitan {unit} berubah.", **named)
    return say(
        "Seluruhnya {count} angka terbitan {unit} berubah; yang tercetak dalam tabel lain bertanda "
        "{sign}.",
        **named,
        sign=REVISED,
    )


def _news(bulletin: Bulletin) -> str:
    """The change of the rate, or else of the persons, or that only others are new, or none."""
    rate, persons = bulletin.total.percent, bulletin.total.numerator
    if rate.was is not None:
        return say("cakupan kepesertaan {moved}", moved=_moved(rate, numerals.persen))
    if persons.was is not None:
        return _of_persons(persons, rate)
    if revision_rows.rows(bulletin) or revision_signs.anywhere(bulletin):
        return say("cakupan kepesertaan tidak berubah, angka lain berubah")
    if bulletin.revision and bulletin.revision.changed:
        return say(
            "cakupan kepesertaan tidak berubah, angka lain yang diterbitkan berubah "
            "(tidak tercetak di sini)"
        )
    return say("angka {unit} tidak berubah", unit=unit_within(bulletin))


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
