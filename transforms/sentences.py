"""The story of a bulletin in Indonesian sentences, each true whatever the figures are."""

from decimal import Decimal

from schemas.bulletin import Bulletin, Change
from schemas.bulletin_rows import Figure, Mark, Rate
from transforms import numerals, potential_sentences, target_sentences
from transforms.wording import place, star, state, territory

SECRET = "tidak ditampilkan demi kerahasiaan data perorangan"
"""Why a number of persons is not told."""
_NO_COMPARISON = "Belum ada angka bulan lalu atau bulan yang sama tahun lalu sebagai pembanding."


def headline(bulletin: Bulletin) -> str:
    """The month's result in one line."""
    month = numerals.month_name(bulletin.month)
    if not bulletin.is_received:
        return f"Data {place(bulletin)} untuk {month} {state(bulletin)}"
    subject = f"Cakupan kepesertaan {place(bulletin)}"
    match bulletin.total.percent.mark:
        case Mark.HIDDEN:
            return f"{subject} pada {month} {SECRET}"
        case Mark.UNKNOWN:
            return f"{subject} pada {month} belum dapat dihitung"
    result = f"{subject} {numerals.persen(bulletin.total.percent)}{star(bulletin)}"
    latest = change_of(bulletin, 1)
    if latest is None or numerals.unshown(latest.points):
        return result
    return f"{result}, {movement(latest)} dari {numerals.month_name(latest.month)}"


def subject(bulletin: Bulletin) -> str:
    """The subject of the e-mail: one line with plain spaces that sorts by month, edition, unit."""
    line = f"Cakupan {bulletin.label} {bulletin.code} {bulletin.name}: {_result(bulletin)}"
    return " ".join(line.split())


def _result(bulletin: Bulletin) -> str:
    if not bulletin.is_received:
        return f"data {state(bulletin)}"
    total = bulletin.total
    persons = numerals.count(total.numerator)
    workers = numerals.count(total.denominator)
    preliminary = ", angka sementara" if bulletin.is_preliminary else ""
    rate = numerals.percent(total.percent)
    return f"{rate} ({persons} berbanding {workers} pekerja{preliminary})"


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
        return f"Jumlah orang terlindungi pada {month} {SECRET}."
    if numerals.unshown(rate.numerator):
        return f"Jumlah orang terlindungi pada {month} belum tersedia."
    active = f"{_persons(rate.numerator)} terlindungi aktif"
    persons = f"{by} mencatat {active} pada {month}" if by else f"Pada {month} tercatat {active}"
    if numerals.unshown(rate.denominator):
        return f"{persons}; jumlah pekerja {territory(bulletin)} belum tersedia."
    workers = f"{persons}, berbanding {_persons(rate.denominator)} yang bekerja"
    if numerals.unshown(rate.percent):
        return f"{workers} {territory(bulletin)}; cakupannya {SECRET}."
    return f"{workers} {territory(bulletin)}: cakupan {numerals.persen(rate.percent)}."


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
    return _NO_COMPARISON


def groups(bulletin: Bulletin) -> str:
    """The cover of formal and of informal workers."""
    return " ".join(
        (
            _group("formal", "peserta penerima upah", bulletin.formal),
            _group("informal", "orang", bulletin.informal),
        )
    )


def growth(bulletin: Bulletin) -> str:
    """The change against last month under the tile of persons."""
    latest = change_of(bulletin, 1)
    if latest is None and bulletin.total.percent.mark is Mark.HIDDEN:
        return "perubahan tidak ditampilkan"
    if latest is None:
        is_first = _is_final(bulletin)
        return "belum ada bulan pembanding" if is_first else "perubahan belum dihitung"
    than = f"dari {numerals.month_name(latest.month)}"
    if numerals.unshown(latest.persons):
        return f"perubahan {than}: {numerals.change(latest.persons)}"
    if not latest.persons.value:
        return f"tidak berubah {than}"
    return f"{numerals.change(latest.persons)} {than}"


def employers(bulletin: Bulletin) -> str:
    """How many employer units are active."""
    match bulletin.employers.mark:
        case Mark.HIDDEN:
            return "Jumlah pemberi kerja aktif tidak ditampilkan demi kerahasiaan data perusahaan."
        case Mark.UNKNOWN:
            return "Jumlah pemberi kerja aktif belum tersedia."
    return f"Pemberi kerja aktif: {numerals.count(bulletin.employers)} unit."


def change_of(bulletin: Bulletin, months: int) -> Change | None:
    """The change against so many months ago; None where that month is not known."""
    earlier = bulletin.month + -months
    return next((change for change in bulletin.changes if change.month == earlier), None)


def _is_final(bulletin: Bulletin) -> bool:
    """Whether the month's rate is shown and waits for nobody."""
    return bulletin.total.percent.is_shown and not bulletin.is_preliminary


def _comparison(change: Change) -> str:
    than = f"Dibanding {numerals.month_name(change.month)},"
    if change.persons.mark is Mark.HIDDEN:
        return f"{than} perubahan jumlah orang terlindungi {SECRET}."
    if numerals.unshown(change.persons):
        return f"{than} perubahan jumlah orang terlindungi belum tersedia."
    persons = int(change.persons.value or 0)
    grown = (
        f"{'bertambah' if persons > 0 else 'berkurang'} {numerals.short(abs(persons))} orang"
        if persons
        else "tidak berubah"
    )
    if not persons and change.points.value == 0:
        return f"{than} jumlah orang terlindungi dan cakupan tidak berubah."
    sentence = f"{than} jumlah orang terlindungi {grown}"
    if numerals.unshown(change.points):
        return f"{sentence}."
    return f"{sentence} dan cakupan {movement(change)}."


def movement(change: Change) -> str:
    """How far the rate went up or down; unchanged only where the persons are."""
    value = Decimal(change.points.value or 0)
    if value > 0:
        return f"naik {numerals.decimals(abs(value))} persen poin"
    if value < 0:
        return f"turun {numerals.decimals(abs(value))} persen poin"
    if change.persons.value == 0:
        return "tidak berubah"
    return "berubah kurang dari 0,01 persen poin"


def _group(name: str, persons: str, rate: Rate) -> str:
    subject = f"Cakupan pekerja {name}"
    if Mark.HIDDEN in (rate.percent.mark, rate.numerator.mark):
        return f"{subject} {SECRET}."
    if any(numerals.unshown(part) for part in (rate.percent, rate.numerator, rate.denominator)):
        return f"{subject} belum dapat dihitung."
    return (
        f"{subject} {numerals.persen(rate.percent)}: {_short(rate.numerator)} {persons} berbanding "
        f"{_short(rate.denominator)} pekerja {name}."
    )


def _short(figure: Figure) -> str:
    return numerals.short(int(figure.value or 0))


def _persons(figure: Figure) -> str:
    return f"{_short(figure)} orang"
