"""What became of persons and rates since last month and last year, in sentences."""

from decimal import Decimal

from schemas.bulletin import Bulletin, Change
from schemas.bulletin_rows import Mark
from transforms import numerals
from transforms.language import say
from transforms.wording import SECRET

_LEAST_POINTS = Decimal("0.01")
"""A smaller change of a rate is not told in figures."""


def changes(bulletin: Bulletin) -> str:
    """Against last month and against the same month last year, as far as known.

    Empty where the month itself can't be compared.
    """
    known = [
        _comparison(change)
        for change in (change_of(bulletin, 1), change_of(bulletin, 12))
        if change
    ]
    if known or not _is_final(bulletin):
        return " ".join(known)
    return say("Belum ada angka bulan lalu atau bulan yang sama tahun lalu sebagai pembanding.")


def growth(bulletin: Bulletin) -> str:
    """The change against last month under the tile of persons."""
    latest = change_of(bulletin, 1)
    if latest is None and bulletin.total.percent.mark is Mark.HIDDEN:
        return say("perubahan tidak ditampilkan")
    if latest is None:
        is_first = _is_final(bulletin)
        return say("belum ada bulan pembanding") if is_first else say("perubahan belum dihitung")
    month = numerals.month_name(latest.month)
    change = numerals.change(latest.persons)
    if numerals.unshown(latest.persons):
        return say("perubahan dari {month}: {change}", month=month, change=change)
    if not latest.persons.value:
        return say("tidak berubah dari {month}", month=month)
    return say("{change} dari {month}", month=month, change=change)


def change_of(bulletin: Bulletin, months: int) -> Change | None:
    """The change against so many months ago; None where that month is not known."""
    earlier = bulletin.month + -months
    return next((change for change in bulletin.changes if change.month == earlier), None)


def movement(change: Change) -> str:
    """How far the rate went up or down; unchanged only where the persons are."""
    value = Decimal(change.points.value or 0)
    if value > 0:
        return say("naik {points} persen poin", points=numerals.decimals(value))
    if value < 0:
        return say("turun {points} persen poin", points=numerals.decimals(-value))
    if change.persons.value == 0:
        return say("tidak berubah")
    return say("berubah kurang dari {points} persen poin", points=numerals.decimals(_LEAST_POINTS))


def _is_final(bulletin: Bulletin) -> bool:
    """Whether the month's rate is shown and waits for nobody."""
    return bulletin.total.percent.is_shown and not bulletin.is_preliminary


def _comparison(change: Change) -> str:
    month = numerals.month_name(change.month)
    if change.persons.mark is Mark.HIDDEN:
        return say(
            "Dibanding {month}, perubahan jumlah orang terlindungi {secret}.",
            month=month,
            secret=say(SECRET),
        )
    if numerals.unshown(change.persons):
        return say(
            "Dibanding {month}, perubahan jumlah orang terlindungi belum tersedia.", month=month
        )
    if not change.persons.value and change.points.value == 0:
        return say(
            "Dibanding {month}, jumlah orang terlindungi dan cakupan tidak berubah.", month=month
        )
    named = {"month": month, "grown": _grown(int(change.persons.value or 0))}
    if numerals.unshown(change.points):
        return say("Dibanding {month}, jumlah orang terlindungi {grown}.", **named)
    return say(
        "Dibanding {month}, jumlah orang terlindungi {grown} dan cakupan {movement}.",
        **named,
        movement=movement(change),
    )


def _grown(persons: int) -> str:
    amount = numerals.short(abs(persons))
    if persons > 0:
        return say("bertambah {persons} orang", persons=amount)
    if persons < 0:
        return say("berkurang {persons} orang", persons=amount)
    return say("tidak berubah")
