"""What a revised edition takes the place of, why, and what is new, in sentences."""

from collections.abc import Callable

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Figure, Mark
from schemas.definitions import REVISIONS
from transforms import numerals, revision_rows
from transforms.numerals import REVISED
from transforms.wording import unit_name

_LACKS = {Mark.HIDDEN: "tidak ditampilkan", Mark.UNKNOWN: "belum tersedia"}
_GONE = {Mark.HIDDEN: "ditampilkan", Mark.UNKNOWN: "tersedia"}
"""What was known of a figure, and what is no longer, when there is no number."""


def told(bulletin: Bulletin) -> str:
    """That the edition takes the place of another, why, and its news; empty for a first one."""
    if bulletin.revision is None:
        return ""
    return f"Edisi ini menggantikan {replaced(bulletin)}."


def replaced(bulletin: Bulletin) -> str:
    """The edition before, why it is replaced, and what is new; empty for a first edition."""
    revision = bulletin.revision
    if revision is None:
        return ""
    why = REVISIONS[revision.reason]["id"]
    return f"edisi {revision.replaces} karena {why}: {_news(bulletin)}"


def caption(bulletin: Bulletin) -> str:
    """What the table of revised figures shows, and why they are others."""
    revision = bulletin.revision
    if revision is None:
        return ""
    why = REVISIONS[revision.reason]["id"]
    return f"Apa yang berubah sejak edisi {revision.replaces}; sebab: {why}"


def closing(bulletin: Bulletin) -> str:
    """What stands under the table: how to read it, and how many numbers are others in all."""
    revision = bulletin.revision
    if revision is None:
        return ""
    parts = []
    if any(row.is_rate and row.difference.is_shown for row in revision_rows.rows(bulletin)):
        parts.append("Selisih cakupan: persen poin.")
    if revision.changed:
        count = numerals.whole(revision.changed)
        sign = f"; yang tercetak dalam tabel bertanda {REVISED}"
        parts.append(
            f"Seluruhnya {count} angka terbitan {unit_name(bulletin)} berubah"
            f"{sign if bulletin.is_received else ''}."
        )
    return " ".join(parts)


def _news(bulletin: Bulletin) -> str:
    """The change of the rate, or else of the persons, or that only others are new, or none."""
    rate, persons = bulletin.total.percent, bulletin.total.numerator
    if rate.was is not None:
        return f"cakupan kepesertaan {_moved(rate, numerals.persen)}{_sign(bulletin)}"
    if persons.was is not None:
        still = f"; cakupan tetap {numerals.persen(rate)}" if rate.is_shown else ""
        return f"orang terlindungi {_moved(persons, numerals.count)}{still}{_sign(bulletin)}"
    if revision_rows.rows(bulletin) or (bulletin.revision and bulletin.revision.changed):
        return f"cakupan kepesertaan tidak berubah, angka lain berubah{_sign(bulletin)}"
    return f"angka {unit_name(bulletin)} tidak berubah"


def _sign(bulletin: Bulletin) -> str:
    """What the sign of a revised figure means, where there are figures."""
    return f"; {REVISED} berarti berbeda dari edisi itu" if bulletin.is_received else ""


def _moved(figure: Figure, form: Callable[[Figure], str]) -> str:
    """What a figure is and was: a number, not shown, or not there."""
    before = figure.earlier
    then = _LACKS[before.mark] if numerals.unshown(before) else form(before)
    if numerals.unshown(figure):
        return f"tidak {_GONE[figure.mark]} lagi, sebelumnya {then}"
    return f"{form(figure)}, sebelumnya {then}"
