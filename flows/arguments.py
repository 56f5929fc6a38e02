"""Makes typed values of what was typed on the command line, or says what was expected."""

from datetime import date, datetime, tzinfo
from typing import Annotated

from cyclopts import Parameter
from pydantic import Field, ValidationError

from flows.settings import Settings
from flows.settings_sources import PREFIX
from schemas.arrivals import Consent
from schemas.backfill import BackfillMode, BackfillOrder
from schemas.definitions import Language
from schemas.differences import Comparison
from schemas.errors import SettingsError, UsageError
from schemas.exports import Kind
from schemas.month import Month
from schemas.observations import DIMENSIONS
from schemas.orders import Orders
from schemas.question import Question
from schemas.reference import MONTH, NATIONAL
from schemas.release import ReleaseOrder
from schemas.revision import SaidReason
from transforms.masking import LONG_NUMBER

Switch = Annotated[bool, Parameter(negative="")]
"""What is on where it is typed on the command line, and has no name for being off."""
MonthText = Annotated[str, Field(pattern=MONTH, description="a month such as 2021-11")]
"""A month as it is typed in Prefect's pages."""

LONGEST_WORD = 500
"""Characters of a name or a reason that the audit keeps."""


def to_settings() -> Settings:
    """The settings as they are; SettingsError names the first that can't be used."""
    try:
        return Settings().checked()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = f"{PREFIX}{first['loc'][0]}".upper()
        raise SettingsError(f"{name}: {first['msg']}. See the settings in README.md.") from None


def to_consent(
    branch: str | None, kind: Kind | None, by: str | None, why: str | None
) -> Consent | None:
    """The word of a person who accepts; UsageError when it is not said whole."""
    if (branch, kind, by, why) == (None, None, None, None):
        return None
    said = {"--accept BRANCH": branch, "--by NAME": by, "--why TEXT": why}
    code, name, reason = (to_word(option, word) for option, word in said.items())
    return Consent(code.upper(), kind, name, reason)


def to_word(option: str, word: str | None) -> str:
    """A name or a reason that is kept for good; UsageError where it is missing or can't be."""
    tidy = (word or "").strip()
    if not tidy or not tidy.isprintable() or len(tidy) > LONGEST_WORD:
        raise UsageError(f"Expected {option} in one printable line; found none. Add it.")
    if LONG_NUMBER.search(tidy):
        raise UsageError("--by and --why are kept for good; write no NIK, KPJ or telephone number.")
    return tidy


def to_orders(
    *,
    revise: bool,
    reason: SaidReason | None,
    accept: str | None,
    kind: Kind | None,
    by: str | None,
    why: str | None,
    lang: Language,
) -> Orders:
    """What a person asks of a run; UsageError where he does not say it whole."""
    if reason is not None and not revise:
        raise UsageError("--reason says why an edition is revised; give it with --revise.")
    languages: tuple[Language, ...] = ("id",) if lang == "id" else ("id", lang)
    return Orders(revise, reason, to_consent(accept, kind, by, why), languages)


def to_month(text: str) -> Month:
    """The month that a text such as 2021-11 names; UsageError when it names none."""
    try:
        return Month.parse(text)
    except ValueError as error:
        raise UsageError(f"{error}, found {text!r}.") from None


def to_day(option: str, text: str, latest: date) -> date:
    """The day that a text such as 2024-12-01 names; UsageError for none, or one too late."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"Expected {option} with a day such as 2024-12-01, found {text!r}."
        ) from None
    if day > latest:
        raise UsageError(f"Expected {option} with a day up to {latest}, found {text}.")
    return day


def to_moment(option: str, text: str, zone: tzinfo) -> datetime:
    """The moment that a text such as 2021-12-07T09:00 names, in a zone unless it names another."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"Expected {option} with a moment such as 2021-12-07T09:00, found {text!r}."
        ) from None
    return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)


def to_release_order(
    settings: Settings,
    *,
    by: str | None,
    confirm: int | None,
    is_live: bool,
    redirect: str,
    past_month: str | None,
    why: str | None,
) -> ReleaseOrder:
    """What a person asks of a release; UsageError where he does not say it whole."""
    if past_month is not None and why is None:
        raise UsageError("--past-month releases an older month; say why with --why TEXT.")
    return ReleaseOrder(
        by=to_word("--by NAME", by or settings.operator),
        is_live=is_live,
        confirm=confirm,
        redirect=redirect,
        past_month=to_month(past_month) if past_month else None,
        why=to_word("--why TEXT", why) if why else "",
    )


def to_number(text: str) -> int:
    """The number of the edition that R1 or 1 names, 0 for the first; UsageError for no number."""
    digits = text.upper().removeprefix("R")
    if not (digits.isascii() and digits.isdecimal()):
        raise UsageError(f"Expected an edition such as R1, or R0 for the first; found {text!r}.")
    return int(digits)


def to_question(
    month: str, indicator: str, view: str, units: dict[str, str | None], where: tuple[str, ...]
) -> Question:
    """Which number is asked for: of one unit, or of the nation, broken down by `where`.

    `units` are codes by level, `where` are texts such as segment=PU.
    """
    level, code = to_unit(units) or ("national", NATIONAL)
    breakdown = {}
    for text in where:
        name, _, value = text.partition("=")
        if name not in DIMENSIONS[4:] or not value:
            raise UsageError(
                f"Expected a breakdown such as segment=PU, by one of {', '.join(DIMENSIONS[4:])}; "
                f"found {text!r}."
            )
        breakdown[name] = value
    return Question(to_month(month), level, code, indicator, view, breakdown)


def to_unit(units: dict[str, str | None]) -> tuple[str, str] | None:
    """Level and code of the one unit that is named, if one is; UsageError where two are."""
    named = {level: code.upper() for level, code in units.items() if code}
    if len(named) > 1:
        raise UsageError(f"Name one unit, not {' and '.join(f'--{level}' for level in named)}.")
    return next(iter(named.items()), None)


def to_backfill_order(
    first: str | None,
    last: str | None,
    plan: int | None,
    mode: BackfillMode,
    reason: SaidReason | None,
    as_known_on: date | None,
) -> BackfillOrder | None:
    """Which months are to be made again; None where a stored plan is named instead.

    UsageError where neither or both are named, or where a stored plan would be another.
    """
    if (first is None) == (plan is None):
        raise UsageError("Name months, such as 2021-06 and 2021-11, or the number of a plan.")
    if first is None:
        if (last, mode, reason, as_known_on) != (None, "all", None, None):
            raise UsageError(
                f"Plan {plan} is stored with its months, mode, reason and day; name months to make "
                "another plan, or leave these away."
            )
        return None
    return BackfillOrder(to_month(first), to_month(last or first), mode, reason, as_known_on)


def to_comparison(month: str, later: str | None, before: str | None, now: str | None) -> Comparison:
    """Which two editions are compared; UsageError where two months and editions are named."""
    if later is None:
        numbers = (None if name is None else to_number(name) for name in (before, now))
        return Comparison(to_month(month), None, *numbers)
    if before is not None or now is not None:
        raise UsageError("--from and --to name editions of one month; name one month with them.")
    earlier, other = sorted((to_month(month), to_month(later)))
    if earlier == other:
        raise UsageError(f"Name two months, not {earlier} twice.")
    return Comparison(earlier, other)
