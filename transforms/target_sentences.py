"""How far the target is, in sentences and in the figures of the target box."""

from dataclasses import dataclass
from decimal import Decimal

from schemas.bulletin import Bulletin, Outlook, Target
from schemas.thresholds import HORIZON
from transforms import numerals
from transforms.language import counted, marked, say

STATUSES: dict[str, str] = {
    "reached": marked("Tercapai"),
    "on_path": marked("Sesuai jalur"),
    "below_path": marked("Di bawah jalur"),
}
OTHER_STATUSES: dict[str, str] = {
    "reached": marked("Tercapai"),
    "open": marked("Belum tercapai"),
    "missed": marked("Tidak tercapai pada waktunya"),
    "unknown": marked("Belum dapat dinilai"),
}
"""What became of a target for another indicator than total coverage."""


@dataclass(frozen=True)
class Fact:
    """One line of the target box: what, how much, in which unit."""

    label: str
    value: int | Decimal
    unit: str

    @property
    def amount(self) -> str:
        """How much, as a reader writes it."""
        if isinstance(self.value, int):
            return numerals.whole(self.value)
        return numerals.decimals(self.value)


def gap(bulletin: Bulletin) -> str:
    """How far the target is and what closing the gap asks for."""
    target = bulletin.target
    if target is None:
        return say("Target cakupan belum ditetapkan.")
    aim = say(
        "Target {percent} persen pada {month}",
        percent=numerals.decimals(target.percent),
        month=_month(target),
    )
    outlook = target.outlook
    if outlook is None:
        return say("{aim}; jaraknya belum dapat ditampilkan.", aim=aim)
    if outlook.status == "reached":
        return say("{aim} sudah tercapai.", aim=aim)
    named = {
        "aim": aim,
        "persons": numerals.persons(outlook.gap_persons),
        "points": numerals.decimals(outlook.gap_points),
    }
    if outlook.months_left <= 0:
        return say(
            "{aim} tidak tercapai pada waktunya: kurang {persons} ({points} persen poin).",
            **named,
        )
    return counted(
        "{aim} masih kurang {persons} ({points} persen poin); dalam {months} bulan diperlukan "
        "tambahan {needed} per bulan.",
        outlook.months_left,
        **named,
        months=outlook.months_left,
        needed=numerals.persons(outlook.needed_per_month),
    )


def path(bulletin: Bulletin) -> str:
    """Where the month stands against the straight path to the target; empty without a gap."""
    outlook = _open_outlook(bulletin)
    if outlook is None or outlook.months_left <= 0:
        return ""
    return say(
        "Jalur lurus ke target mensyaratkan {path} persen pada {month}; cakupan {rate}, {status}.",
        path=numerals.decimals(outlook.path_percent),
        month=numerals.month_name(bulletin.month),
        rate=numerals.persen(bulletin.total.percent),
        status=say(STATUSES[outlook.status]).lower(),
    )


def pace(bulletin: Bulletin) -> str:
    """When the pace of the last six known months reaches the target; empty without a gap."""
    outlook = _open_outlook(bulletin)
    if outlook is None:
        return ""
    if outlook.pace_per_month is None:
        return say("Laju belum dapat dihitung karena kurang dari tiga bulan yang diketahui.")
    persons = numerals.whole(abs(outlook.pace_per_month))
    if outlook.projected_month is not None:
        return say(
            "Laju rata-rata beberapa bulan terakhir +{persons} orang per bulan; pada laju ini "
            "target tercapai {month}.",
            persons=persons,
            month=numerals.month_name(outlook.projected_month),
        )
    if outlook.pace_per_month > 0:
        return say(
            "Laju rata-rata beberapa bulan terakhir +{persons} orang per bulan; pada laju ini "
            "target tidak tercapai dalam {years} tahun.",
            persons=persons,
            years=HORIZON // 12,
        )
    if outlook.pace_per_month:
        return say(
            "Laju rata-rata beberapa bulan terakhir \N{MINUS SIGN}{persons} orang per bulan; "
            "target tidak tercapai pada laju ini.",
            persons=persons,
        )
    return say(
        "Laju rata-rata beberapa bulan terakhir 0 orang per bulan; target tidak tercapai pada laju "
        "ini."
    )


def source(bulletin: Bulletin) -> str:
    """Who set the target; empty without one."""
    if bulletin.target is None:
        return ""
    return say("Sumber target: {source}.", source=bulletin.target.source)


def target_facts(bulletin: Bulletin) -> tuple[Fact, ...]:
    """The figures of the target box; empty when there is no target or no rate to compare."""
    outlook = bulletin.target.outlook if bulletin.target else None
    if outlook is None:
        return ()
    months = max(0, outlook.months_left)
    left = Fact(say("Sisa waktu"), months, counted("bulan", months))
    if outlook.status == "reached":
        return (left,)
    facts = (
        Fact(say("Kekurangan"), outlook.gap_persons, say("orang")),
        Fact(say("Selisih"), outlook.gap_points, say("persen poin")),
        left,
    )
    if outlook.months_left <= 0:
        return facts
    return (*facts, Fact(say("Diperlukan"), outlook.needed_per_month, say("orang per bulan")))


def _open_outlook(bulletin: Bulletin) -> Outlook | None:
    """The outlook on a target that is still to be reached."""
    outlook = bulletin.target.outlook if bulletin.target else None
    return None if outlook is None or outlook.status == "reached" else outlook


def _month(target: Target) -> str:
    return numerals.month_name(target.month)
