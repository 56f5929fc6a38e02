"""A bulletin's result in one line: above its page, and as the subject of its mail."""

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Mark
from transforms import numerals
from transforms.change_sentences import change_of, movement
from transforms.language import say
from transforms.wording import SECRET, place, star, state


def headline(bulletin: Bulletin, *, is_signed: bool = True) -> str:
    """The month's result in one line; `is_signed`: with the sign of a revised number."""
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
    return _result_line(bulletin, is_signed=is_signed)


def _result_line(bulletin: Bulletin, *, is_signed: bool) -> str:
    """The rate and, where it is known, its change since last month."""
    percent = bulletin.total.percent
    rate = numerals.revised(numerals.persen, percent) if is_signed else numerals.persen(percent)
    result = say(
        "Cakupan kepesertaan {place} {rate}",
        place=place(bulletin),
        rate=f"{rate}{star(bulletin)}",
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
