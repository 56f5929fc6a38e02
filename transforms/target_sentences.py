"""How far the target is, in sentences and in the figures of the target box."""

from dataclasses import dataclass
from decimal import Decimal

from schemas.bulletin import Bulletin, Outlook, Target
from schemas.thresholds import HORIZON
from transforms import numerals

STATUSES: dict[str, str] = {
    "reached": "Tercapai",
    "on_path": "Sesuai jalur",
    "below_path": "Di bawah jalur",
}
OTHER_STATUSES: dict[str, str] = {
    "reached": "Tercapai",
    "open": "Belum tercapai",
    "missed": "Tidak tercapai pada waktunya",
    "unknown": "Belum dapat dinilai",
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
        return "Target cakupan belum ditetapkan."
    aim = f"Target {numerals.decimals(target.percent)} persen pada {_month(target)}"
    outlook = target.outlook
    if outlook is None:
        return f"{aim}; jaraknya belum dapat ditampilkan."
    if outlook.status == "reached":
        return f"{aim} sudah tercapai."
    missing = (
        f"kurang {numerals.short(outlook.gap_persons)} orang "
        f"({numerals.decimals(outlook.gap_points)} persen poin)"
    )
    if outlook.months_left <= 0:
        return f"{aim} tidak tercapai pada waktunya: {missing}."
    return (
        f"{aim} masih {missing}; dalam {outlook.months_left} bulan diperlukan tambahan "
        f"{numerals.short(outlook.needed_per_month)} orang per bulan."
    )


def path(bulletin: Bulletin) -> str:
    """Where the month stands against the straight path to the target; empty without a gap."""
    outlook = _open_outlook(bulletin)
    if outlook is None or outlook.months_left <= 0:
        return ""
    month = numerals.month_name(bulletin.month)
    rate = numerals.persen(bulletin.total.percent)
    return (
        f"Jalur lurus ke target meminta {numerals.decimals(outlook.path_percent)} persen pada "
        f"{month}; cakupan {rate}, {STATUSES[outlook.status].lower()}."
    )


def pace(bulletin: Bulletin) -> str:
    """When the pace of the last six known months reaches the target; empty without a gap."""
    outlook = _open_outlook(bulletin)
    if outlook is None:
        return ""
    if outlook.pace_per_month is None:
        return "Laju belum dapat dihitung karena kurang dari tiga bulan yang diketahui."
    growth = (
        f"Laju beberapa bulan terakhir {numerals.signed(outlook.pace_per_month)} orang per bulan"
    )
    if outlook.projected_month is None and outlook.pace_per_month > 0:
        return f"{growth}; pada laju ini target tidak tercapai dalam {HORIZON // 12} tahun."
    if outlook.projected_month is None:
        return f"{growth}; target tidak tercapai pada laju ini."
    return (
        f"{growth}; pada laju ini target tercapai {numerals.month_name(outlook.projected_month)}."
    )


def source(bulletin: Bulletin) -> str:
    """Who set the target; empty without one."""
    return f"Sumber target: {bulletin.target.source}." if bulletin.target else ""


def target_facts(bulletin: Bulletin) -> tuple[Fact, ...]:
    """The figures of the target box; empty when there is no target or no rate to compare."""
    outlook = bulletin.target.outlook if bulletin.target else None
    if outlook is None:
        return ()
    left = Fact("Sisa waktu", max(0, outlook.months_left), "bulan")
    if outlook.status == "reached":
        return (left,)
    facts = (
        Fact("Kekurangan", outlook.gap_persons, "orang"),
        Fact("Selisih", outlook.gap_points, "persen poin"),
        left,
    )
    if outlook.months_left <= 0:
        return facts
    return (*facts, Fact("Diperlukan", outlook.needed_per_month, "orang per bulan"))


def _open_outlook(bulletin: Bulletin) -> Outlook | None:
    """The outlook on a target that is still to be reached."""
    outlook = bulletin.target.outlook if bulletin.target else None
    return None if outlook is None or outlook.status == "reached" else outlook


def _month(target: Target) -> str:
    return numerals.month_name(target.month)
