"""Who may approve and release, by the settings and by what others have done."""

from collections.abc import Collection

from flows.settings import Settings
from schemas.edition import Edition
from schemas.errors import HeldError


def check_approver(settings: Settings, name: str) -> None:
    """HeldError unless this person may approve."""
    _check(name, settings.approvers, "approve", "CAKUPAN_APPROVERS")


def check_releaser(settings: Settings, name: str) -> None:
    """HeldError unless this person may release."""
    _check(name, settings.releasers, "release", "CAKUPAN_RELEASERS")


def check_approval(settings: Settings, edition: Edition, releaser: str) -> None:
    """HeldError unless another than the releaser has approved what the edition holds."""
    verdict = edition.verdict
    how = f"look at the bulletins, then: cakupan approve {edition.month} --by NAME"
    if verdict is None:
        raise HeldError(f"Edition {edition.label} is not approved; {how}")
    if verdict.word != "approved":
        raise HeldError(
            f"The approval of edition {edition.label} was taken back by {verdict.by} "
            f"({verdict.why}); {how}"
        )
    if not edition.is_approved:
        raise HeldError(f"Edition {edition.label} is another than {verdict.by} has approved; {how}")
    if not settings.one_person_may_do_both and _same(verdict.by, releaser):
        raise HeldError(
            f"{releaser} has approved edition {edition.label} and can't release it, too; let "
            "another do it with --by NAME, or set CAKUPAN_ONE_PERSON_MAY_DO_BOTH."
        )


def _check(name: str, allowed: Collection[str], deed: str, setting: str) -> None:
    if allowed and not any(_same(name, other) for other in allowed):
        raise HeldError(f"{name} may not {deed}; {' or '.join(allowed)} may, as {setting} says.")


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
