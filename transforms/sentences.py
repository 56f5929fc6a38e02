"""The story of a bulletin in sentences, each true whatever the figures are."""

from decimal import Decimal

from schemas.bulletin import Bulletin, Change
from schemas.bulletin_rows import Figure, Mark, Rate
from transforms import numerals, potential_sentences, target_sentences
from transforms.language import counted, marked, say
from transforms.wording import place, star, state, territory

SECRET = marked("tidak ditampilkan demi kerahasiaan data perorangan")
"""Why a number of persons is not told."""
_LEAST_POINTS = Decimal("0.01")
"""A smaller change of a rate is not told in figures."""


def headline(bulletin: Bulletin) -> str:
    """The month's result in one line."""
    month = numerals.month_name(bulletin.month)
    if not bulletin.is_received:
        return say(
            "Data {place} untuk {month} {state}",
            place=place(bulletin),
            month=month,
            state=state(bulletin),
        )
    match bulletin.total.percent.mark:
        case Mark.HIDDEN:
            return say(
                "Cakupan kepesertaan {place} pada {month} {secret}",
                place=place(bulletin),
                month=month,
                secret=say(SECRET),
            )
        case Mark.UNKNOWN:
            return say(
                "Cakupan kepesertaan {place} pada {month} belum dapat dihitung",
                place=place(bulletin),
                month=month,
            )
    return _result_line(bulletin)


def _result_line(bulletin: Bulletin) -> str:
    """The rate and, where it is known, its change since last month."""
    result = say(
        "Cakupan kepesertaan {place} {rate}",
        place=place(bulletin),
        rate=f"{numerals.revised(numerals.persen, bulletin.total.percent)}{star(bulletin)}",
    )
    latest = change_of(bulletin, 1)
    if latest is None or numerals.unshown(latest.points):
        return result
    return say(
        "{result}, {movement} dari {month}",
        result=result,
        movement=movement(latest),
        month=numerals.month_name(latest.month),
    )


def subject(bulletin: Bulletin) -> str:
    """The subject of the e-mail: one line with plain spaces that sorts by month, edition, unit."""
    line = say(
        "Cakupan {label} {code} {name}: {result}",
        label=bulletin.label,
        code=bulletin.code,
        name=say("Nasional") if bulletin.level == "national" else bulletin.name,
        result=_result(bulletin),
    )
    return " ".join(line.split())


def _result(bulletin: Bulletin) -> str:
    if not bulletin.is_received:
        return say("data {state}", state=state(bulletin))
    total = bulletin.total
    parts = {
        "rate": numerals.percent(total.percent),
        "persons": numerals.count(total.numerator),
        "workers": numerals.count(total.denominator),
    }
    if bulletin.is_preliminary:
        return say("{rate} ({persons} berbanding {workers} pekerja, angka sementara)", **parts)
    return say("{rate} ({persons} berbanding {workers} pekerja)", **parts)


def story(bulletin: Bulletin) -> tuple[str, ...]:
    """The bulletin's results: cover, change, formal and informal, potential, target."""
    told = (
        covered(bulletin),
        changes(bulletin),
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


def groups(bulletin: Bulletin) -> str:
    """The cover of formal and of informal workers."""
    return f"{_formal(bulletin.formal)} {_informal(bulletin.informal)}"


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


def employers(bulletin: Bulletin) -> str:
    """How many employer units are active."""
    match bulletin.employers.mark:
        case Mark.HIDDEN:
            return say(
                "Jumlah pemberi kerja aktif tidak ditampilkan demi kerahasiaan data perusahaan."
            )
        case Mark.UNKNOWN:
            return say("Jumlah pemberi kerja aktif belum tersedia.")
    return say(
        "Pemberi kerja aktif: {employers} unit.", employers=numerals.count(bulletin.employers)
    )


def change_of(bulletin: Bulletin, months: int) -> Change | None:
    """The change against so many months ago; None where that month is not known."""
    earlier = bulletin.month + -months
    return next((change for change in bulletin.changes if change.month == earlier), None)


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
    number = int(figure.value or 0)
    return counted("{number} orang", number, number=numerals.short(number))
