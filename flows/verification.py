"""Verifies an edition: makes it anew from the archive alone, and tells what differs."""

from contextlib import suppress
from typing import Any

from prefect import flow

from flows.belongings import object_states, of_edition, of_past
from flows.bulletin_likeness import compare_contents, compare_prints
from flows.edges.fingerprint import fingerprint
from flows.edition_choice import known_editions, numbered
from flows.figure_likeness import compare_figures
from flows.installation import Installation
from flows.making import RUNNER, make
from flows.manifest import read_manifest
from flows.outcome import Outcome, attempt
from flows.past import find_past_of
from flows.progress import stage
from flows.readiness import rules_proved
from flows.rebuilding import rebuild, scratch
from flows.recipes import COUNTING, code_digest
from flows.settings import Settings
from schemas.calculated import Method
from schemas.edition import Edition
from schemas.errors import CakupanError, StoreError
from schemas.month import Month
from schemas.verification import Compared, Lost, Part, VerificationReport
from transforms.verification import environment_differences

LOST_MANIFEST = "its manifest is lost, and with it what it was made from"
CODE = "the code that counts"


@flow(
    name="verify",
    flow_run_name="verify {month} edition {number}",
    task_runner=RUNNER,
    validate_parameters=False,
    persist_result=False,
)
def verify(month: str, number: int) -> Outcome[VerificationReport]:
    """Make an edition anew, beside the store and the ledger, and compare it with what is kept."""
    return attempt(lambda: _verify(Installation.open(Settings()), Month.parse(month), number))


def _verify(archive: Installation, month: Month, number: int) -> VerificationReport:
    rules_proved()
    edition = numbered(known_editions(archive, month), number)
    try:
        return _compared(archive, edition)
    except CakupanError as error:
        untold = Part(faults=(str(error),))
        return VerificationReport(month, edition.label, 0, (), untold, untold, untold)


def _compared(archive: Installation, edition: Edition) -> VerificationReport:
    """An edition beside what is made anew, as far as the archive can be read."""
    manifest = _manifest(archive, edition)
    count, lost = _objects(archive, edition, manifest)
    environment = _environment(archive, edition, manifest)
    if not manifest:
        figures = bytes = Part(faults=(LOST_MANIFEST,))
    else:
        figures, bytes = _made_anew(archive, edition)
    return VerificationReport(
        edition.month, edition.label, count, lost, environment, figures, bytes
    )


def _manifest(archive: Installation, edition: Edition) -> dict[str, Any]:
    """The edition's manifest, empty where it is lost."""
    if archive.objects.state(edition.manifest) != "whole":
        return {}
    return read_manifest(archive, edition)


def _objects(
    archive: Installation, edition: Edition, manifest: dict[str, Any]
) -> tuple[int, tuple[Lost, ...]]:
    """How many objects an edition holds and was made from, and those that are not as they were."""
    owners = of_edition(archive, edition, manifest)
    with suppress(StoreError):  # which is told where the edition can't be made anew
        past = find_past_of(archive, edition, manifest)
        owners = of_past(archive, past, edition.month) | owners
    with stage(f"{edition.label} check objects") as shown:
        states = object_states(archive, owners, shown.step)
    found = (Lost(owners[name], name, state) for name, state in states.items() if state != "whole")
    return len(owners), tuple(sorted(found, key=lambda one: (one.owner, one.name)))


def _environment(archive: Installation, edition: Edition, manifest: dict[str, Any]) -> Part:
    """What the edition was made by, and what is installed now."""
    if not manifest:
        return Part(faults=(LOST_MANIFEST,))
    then = manifest["environment"] | {"Cakupan": manifest["version"]}
    now = fingerprint() | {"Cakupan": archive.version}
    if archive.objects.state(edition.calculation.tables[Method.__name__]) == "whole":
        kept = archive.read_kept(edition.calculation.tables[Method.__name__], ["code"])
        then[CODE] = kept.item(0, "code")
        now[CODE] = code_digest(COUNTING)
    differing = environment_differences(then, now)
    return Part((Compared.of("versions, fonts and templates", len(then), differing),))


def _made_anew(archive: Installation, edition: Edition) -> tuple[Part, Part]:
    """The edition's figures, and what is printed of them, each beside what is kept."""
    with scratch(archive) as place, place.ledger.lease(edition.month) as lease:
        try:
            rebuilt = rebuild(archive, place, edition, lease)
            made = make(place, rebuilt.inputs, lease)
            figures = compare_figures(archive, place, edition, rebuilt, made)
            contents = compare_contents(archive, place, edition, rebuilt.inputs, made, lease)
        except CakupanError as error:
            figures = contents = Part(faults=(str(error),))
        return figures, contents.joined(compare_prints(archive, place, edition, lease))
