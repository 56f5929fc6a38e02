"""Answers where a published number comes from: `cakupan explain`."""

from collections.abc import Iterator, Mapping
from typing import Any

from flows.calculation import scan_rows
from flows.edges.ledger import editions
from flows.edges.reference import read_reference
from flows.installation import Installation
from flows.manifest import read_manifest
from flows.past import Past
from flows.questions import find_asked
from schemas.calculated import Method, Sources
from schemas.codes import REJECTIONS
from schemas.coverage import NOT_APPLICABLE, TOTAL, Members, Territories
from schemas.edition import Edition
from schemas.employers import Employers
from schemas.errors import DataError, UsageError
from schemas.explanation import Explanation, FileShare, LeftOut, Said, Workers
from schemas.exports import Kind
from schemas.observations import DIMENSIONS, Observations
from schemas.projects import Projects
from schemas.question import Question
from schemas.reference import Reference
from schemas.registrations import Registrations
from transforms.explanation import (
    Recount,
    Subject,
    employer_rows,
    has_projects,
    in_view,
    kinds,
    project_heads,
    recount,
    rule,
    to_workers,
)
from transforms.regions import area_name
from transforms.unit_names import unit_name

DIGITS = 12
"""Hex digits by which an export is named."""
MODELS: dict[Kind, type[Any]] = {
    Kind.PESERTA: Registrations,
    Kind.PEMBERI_KERJA: Employers,
    Kind.PROYEK_JAKON: Projects,
}


def explain(installation: Installation, question: Question) -> Explanation:
    """What is behind a number of the month's newest edition; UsageError when there is none.

    DataError when its rows, counted once more, do not make it.
    """
    month = question.month
    with installation.ledger.begin() as connection:
        edition = editions.newest(connection, month)
        past = Past(released=tuple(editions.released(connection, month)))
    if edition is None:
        raise UsageError(f"{month} has no edition yet; next: cakupan run {month}")
    before = past.replaced(edition.number)
    row = find_asked(installation, edition, question)
    subject = _subject(installation, edition, question, row)
    reference = read_reference(installation.reference, month, installation.objects)
    is_shown = row["value"] is not None
    files, counted = _files(installation, edition, subject, is_shown=is_shown)
    if counted is not None and is_shown:
        _check(subject, row, counted, files)
    return Explanation(
        month=month,
        level=question.level,
        code=question.code,
        name=unit_name(question.level, question.code, reference),
        indicator=question.indicator,
        breakdown=subject.breakdown,
        rule=rule(subject),
        said=_said(edition, row),
        state=edition.state,
        before=_before(installation, before, row) if before else None,
        workers=_workers(installation, edition, subject, reference),
        files=tuple(files),
        persons=counted.persons if counted else None,
        elsewhere=counted.elsewhere if counted else 0,
        left_out=tuple(_left_out(installation, edition, files)),
    )


def _subject(
    installation: Installation, edition: Edition, question: Question, row: dict[str, Any]
) -> Subject:
    return Subject(
        month=question.month,
        level=question.level,
        code=question.code,
        view=question.view,
        indicator=question.indicator,
        breakdown={
            name: row[name] for name in DIMENSIONS[4:] if row[name] not in (TOTAL, NOT_APPLICABLE)
        },
        grace_months=installation.read_table(edition.calculation, Method).item(0, "grace_months"),
    )


def _files(
    installation: Installation, edition: Edition, subject: Subject, *, is_shown: bool
) -> tuple[list[FileShare], Recount | None]:
    """What each export gives to the number, and what its persons come to; nothing if hidden."""
    sources = installation.read_table(edition.calculation, Sources)
    territories = installation.read_table(edition.calculation, Territories)
    members = installation.read_table(edition.calculation, Members)
    exports = _exports(installation, edition)
    files: list[FileShare] = []
    counted: Recount | None = None
    for kind in kinds(subject) if is_shown else ():
        rows = in_view(
            scan_rows(installation, sources, kind, MODELS[kind]), subject, territories, members
        )
        shares: dict[str, tuple[int, int | None]]
        if kind is Kind.PESERTA:
            counted = recount(rows, subject)
            shares = dict(counted.by_branch)
        elif kind is Kind.PROYEK_JAKON:
            shares = dict(project_heads(rows, subject))
        else:
            shares = dict(employer_rows(rows, subject))
        files += [
            _share(branch, kind, exports, found, persons)
            for branch, (found, persons) in sorted(shares.items())
        ]
    return files, counted if subject.is_recounted else None


def _share(
    branch: str,
    kind: Kind,
    exports: Mapping[tuple[str, str], dict[str, Any]],
    counted: int,
    persons: int | None,
) -> FileShare:
    export = exports[branch, kind.value]
    outcome = export["outcome"]
    return FileShare(
        branch=branch,
        kind=kind.value,
        export=export["object"][:DIGITS],
        received=outcome["received"],
        accepted=outcome["unique"],
        counted=counted,
        persons=persons,
    )


def _exports(installation: Installation, edition: Edition) -> dict[tuple[str, str], dict[str, Any]]:
    """The exports of an edition by branch and kind, as its manifest names them."""
    exports = read_manifest(installation, edition)["exports"]
    return {(export["branch"], export["kind"]): export for export in exports}


def _left_out(
    installation: Installation, edition: Edition, files: list[FileShare]
) -> Iterator[LeftOut]:
    exports = _exports(installation, edition)
    for file in files:
        for _step, code, rows in exports[file.branch, file.kind]["outcome"]["losses"]:
            yield LeftOut(file.branch, file.kind, code, REJECTIONS[code], rows)


def _check(subject: Subject, row: dict[str, Any], counted: Recount, files: list[FileShare]) -> None:
    """The rows, counted another way than the edition's numbers were, must make the same number."""
    heads = sum(file.persons or 0 for file in files if file.kind == Kind.PROYEK_JAKON.value)
    again = counted.persons - counted.elsewhere + (heads if has_projects(subject) else 0)
    if again != row["numerator"]:
        raise DataError(
            f"{subject.indicator} of {subject.level} {subject.code}: the edition says "
            f"{row['numerator']:,}, its rows make {again:,}. Release nothing; this is a fault of "
            "Cakupan."
        )


def _said(edition: Edition, row: dict[str, Any]) -> Said:
    return Said(
        edition=edition.label,
        numerator=row["numerator"],
        denominator=row["denominator"],
        value=None if row["value"] is None else str(row["value"]),
        obs_status=row["obs_status"],
        branches_received=row["branches_received"],
        branches_expected=row["branches_expected"],
    )


def _before(installation: Installation, edition: Edition, row: dict[str, Any]) -> Said | None:
    observations = installation.read_table(edition.calculation, Observations)
    same = observations.filter(**{name: row[name] for name in DIMENSIONS})
    return _said(edition, same.row(0, named=True)) if same.height else None


def _workers(
    installation: Installation, edition: Edition, subject: Subject, reference: Reference
) -> tuple[Workers, ...]:
    territories = installation.read_table(edition.calculation, Territories)
    areas = territories.filter(level=subject.level, code=subject.code)["area"].to_list()
    return tuple(
        Workers(area, area_name(area), persons, survey or "", source or "")
        for area, persons, survey, source in to_workers(
            subject, areas, reference.workforce
        ).iter_rows()
    )
