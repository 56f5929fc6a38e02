"""Where the workers without cover are, in a sentence and under their table."""

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Figure, PotentialRow
from transforms import disclosure, numerals
from transforms.language import counted, say
from transforms.wording import listed

_FOREMOST = 3


def largest(bulletin: Bulletin) -> str:
    """The area with the most workers without cover; empty where that says nothing."""
    shown = [row for row in bulletin.potential if row.total.is_shown]
    most = max((disclosure.whole(row.total) for row in shown), default=0)
    if not most:
        return ""
    first = [row for row in shown if row.total.value == most]
    is_all = len(shown) == len(bulletin.potential)
    where = _of_all if is_all else _of_shown
    return where(tuple(row.name for row in first), numerals.short(most))


def _of_all(names: tuple[str, ...], workers: str) -> str:
    if len(names) == 1:
        return say(
            "Potensi terbesar di {area}: {workers} pekerja belum terlindungi.",
            area=names[0],
            workers=workers,
        )
    return say(
        "Potensi terbesar di {areas}: masing-masing {workers} pekerja belum terlindungi.",
        areas=listed(names),
        workers=workers,
    )


def _of_shown(names: tuple[str, ...], workers: str) -> str:
    if len(names) == 1:
        return say(
            "Di antara wilayah yang ditampilkan, potensi terbesar di {area}: {workers} pekerja "
            "belum terlindungi.",
            area=names[0],
            workers=workers,
        )
    return say(
        "Di antara wilayah yang ditampilkan, potensi terbesar di {areas}: masing-masing {workers} "
        "pekerja belum terlindungi.",
        areas=listed(names),
        workers=workers,
    )


def foremost(bulletin: Bulletin) -> tuple[PotentialRow, ...]:
    """The areas that lack the most persons to the target, or without a target cover; at most three.

    Empty where there are no two areas to compare.
    """
    rows = [row for row in bulletin.potential if measure(bulletin, row).value]
    if len(rows) < 2:
        return ()
    rows.sort(key=lambda row: (-disclosure.whole(measure(bulletin, row)), row.name, row.code))
    return tuple(rows[:_FOREMOST])


def foremost_caption(bulletin: Bulletin) -> str:
    """What the foremost areas have most of, and whether others are not shown."""
    is_all = all(measure(bulletin, row).is_shown for row in bulletin.potential)
    if has_gaps(bulletin):
        if is_all:
            return say("Kekurangan terbesar, orang")
        return say("Kekurangan terbesar di antara yang ditampilkan, orang")
    if is_all:
        return say("Belum terlindungi terbesar, orang")
    return say("Belum terlindungi terbesar di antara yang ditampilkan, orang")


def measure(bulletin: Bulletin, row: PotentialRow) -> Figure:
    """What an area lacks: persons to the target, or where the target asks nothing, cover."""
    return row.gap if has_gaps(bulletin) else row.total


def has_rows(bulletin: Bulletin) -> bool:
    """Whether any area has a number of workers without cover to print."""
    return any(row.total.is_shown for row in bulletin.potential)


def has_groups(bulletin: Bulletin) -> bool:
    """Whether workers without cover are known by formal and informal work anywhere."""
    return any(row.formal.is_shown or row.informal.is_shown for row in bulletin.potential)


def has_gaps(bulletin: Bulletin) -> bool:
    """Whether the target asks anything of an area."""
    return any(row.gap.value for row in bulletin.potential)


def has_shares(bulletin: Bulletin) -> bool:
    """Whether the areas' gaps may be held against their sum."""
    return any(row.share.value for row in bulletin.potential)


def has_time(bulletin: Bulletin) -> bool:
    """Whether there are months left in which the gaps can be closed."""
    return has_gaps(bulletin) and _months_left(bulletin) > 0


def note(bulletin: Bulletin) -> str:
    """What the target asks of each area; empty without a target or a gap."""
    target = bulletin.target
    if target is None or not has_gaps(bulletin):
        return ""
    parts = [
        say(
            "Kekurangan: orang yang kurang untuk mencapai {percent} persen di tiap wilayah "
            "sendiri.",
            percent=numerals.decimals(target.percent),
        )
    ]
    if has_shares(bulletin):
        parts.append(say("Bagian: persen dari jumlah kekurangan semua wilayah."))
    if has_time(bulletin):
        months = _months_left(bulletin)
        parts.append(
            counted(
                "Per bulan: kekurangan dibagi {months} bulan yang tersisa.", months, months=months
            )
        )
    return " ".join(parts)


def _months_left(bulletin: Bulletin) -> int:
    outlook = bulletin.target.outlook if bulletin.target else None
    return outlook.months_left if outlook else 0
