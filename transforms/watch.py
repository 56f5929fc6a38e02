"""Finds what of a month waits for a person: it is late, stuck, or somebody has to be asked."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from schemas.grouping import number
from schemas.month import Month
from schemas.report import Finding
from schemas.watch import WatchedMonth

SILENCE = timedelta(minutes=30)
"""A run that still lives and has said nothing for longer is stuck; one file takes 15 at most."""
MOST = 10
"""So many requests are told one by one."""


def to_findings(watched: WatchedMonth, at: datetime, day: date) -> tuple[Finding, ...]:
    """Each thing that is looked at of a month, at a moment of a day at head office."""
    found = {
        "edition": _edition(watched, day),
        "release": _release(watched, day),
        "run": _run(watched, at),
    }
    if watched.obstacle:
        found["exports and mail"] = False, watched.obstacle
    else:
        found["exports"] = _exports(watched, day)
        found["mail"] = not watched.mails, " ".join(watched.mails) or "none waits"
    return tuple(
        Finding(f"{watched.month} {subject}", is_well, sentence)
        for subject, (is_well, sentence) in found.items()
    )


def _edition(watched: WatchedMonth, day: date) -> tuple[bool, str]:
    if watched.edition:
        return True, f"edition {watched.edition} is {watched.standing}"
    if day <= watched.cutoff:
        return True, f"is to be prepared by {watched.cutoff}, the cut-off day"
    return False, (
        f"none is prepared, and the cut-off day was {watched.cutoff}; cakupan run {watched.month}"
    )


def _release(watched: WatchedMonth, day: date) -> tuple[bool, str]:
    if watched.is_released:
        return True, f"edition {watched.edition} is out"
    if watched.standing == "withdrawn":
        return False, (f"edition {watched.edition} is withdrawn; {after_withdrawal(watched.month)}")
    if day <= watched.published:
        return True, f"is due on {watched.published}"
    return False, f"was due on {watched.published}; {_step(watched.standing, watched.month)}"


def after_withdrawal(month: Month) -> str:
    """The two ways on from a withdrawn edition: another one, or itself once more."""
    return (
        f"correct what was wrong, then cakupan run {month} --revise; if it was withdrawn by "
        f"mistake, cakupan approve {month} --by NAME"
    )


def _step(standing: str, month: Month) -> str:
    """What comes next on the way to a release."""
    match standing:
        case "prepared":
            return f"look at the bulletins, then cakupan approve {month} --by NAME"
        case "approved":
            return f"cakupan release {month}"
    return f"cakupan run {month}"


def _run(watched: WatchedMonth, at: datetime) -> tuple[bool, str]:
    holder, month = watched.holder, watched.month
    if holder is not None and holder.is_alive:
        since = f"{holder.renewed.astimezone(at.tzinfo):%Y-%m-%d %H:%M}"
        if at - holder.renewed > SILENCE:
            return False, (
                f"{holder.owner} has said nothing since {since}; if it no longer works, stop it, "
                f"then cakupan run {month}"
            )
        return True, f"{holder.owner} is at work"
    if holder is not None and not watched.edition:
        return False, f"{holder.owner} was stopped before its end; cakupan run {month} goes on"
    return True, "nobody is at work"


def _exports(watched: WatchedMonth, day: date) -> tuple[bool, str]:
    count = f"{number(len(watched.requests))} exports"
    if not watched.requests:
        return True, "all are in"
    if watched.is_released:
        return True, f"{count} did not count when it was released"
    if day < watched.cutoff:
        return True, f"{count} are awaited until {watched.cutoff}, the cut-off day"
    return False, " ".join(_few(watched.requests))


def _few(requests: Iterable[str]) -> tuple[str, ...]:
    """The first requests, each as a sentence, and how many more there are."""
    every = tuple(f"{request.rstrip('.')}." for request in requests)
    rest = len(every) - MOST
    return (*every[:MOST], f"And {number(rest)} more.") if rest > 0 else every
