"""Says in few lines what is to be told of many branches: what repeats is folded, the rest cut."""

from collections.abc import Iterable, Iterator, Mapping

from flows.branch_reports import clock
from schemas.arrivals import Acceptance, Notice
from schemas.exports import Kind
from schemas.grouping import number
from schemas.month import Month
from schemas.report import BranchReport, BranchState, ExportReport, FigureReport

MOST = 10
"""Lines of one code, and branches in one line; what is more is counted."""
FOLDED = {
    "E125": "{count} files came after publication and wait for `cakupan run {month} --revise`",
    "E144": "{count} files that were purged lie in the inbox and are not taken again; remove them",
    "N320": "{count} files were received again, and nothing changed",
    "N325": "{count} files replace earlier ones, and all are kept",
}
"""What is said in one line when several exports have it, because each says the same."""


def coverage_lines(
    branches: Iterable[BranchReport], covered: Mapping[str, FigureReport]
) -> Iterator[str]:
    """What a reader of the table of coverage must know; `covered` goes by the branch's code."""
    for kind, said in (
        (Kind.PROYEK_JAKON, "* preliminary, without Jakon workers; no {kind} counts of: {named}"),
        (Kind.PEMBERI_KERJA, "Coverage is whole, but no {kind} counts of: {named}"),
    ):
        lacking = [
            f"{branch.code} ({export.state})"
            for branch in branches
            for export in branch.exports
            if export.kind is kind
            and export.state is not BranchState.READY
            and branch.state is BranchState.READY
        ]
        if lacking:
            yield said.format(kind=kind, named=named(lacking))
    more = [branch.code for branch in branches if _is_beyond(branch, covered.get(branch.code))]
    if more:
        yield (
            "Covered is more than accepted where Jakon workers and other branches' persons who "
            f"work there come on top: {named(more)}"
        )


def _is_beyond(branch: BranchReport, figure: FigureReport | None) -> bool:
    return (
        figure is not None
        and figure.numerator is not None
        and figure.numerator > branch.export(Kind.PESERTA).accepted
    )


def note_lines(month: Month, branches: Iterable[BranchReport]) -> Iterator[str]:
    """What is to be said of the branches' exports, code by code, in a few lines for each."""
    branches = tuple(branches)
    for kind in Kind:
        lacking = [branch for branch in branches if kind in branch.missing]
        if len(lacking) > 1:
            codes = named(branch.code for branch in lacking)
            yield f"{number(len(lacking))} branches have not sent their {kind} export: {codes}"
        else:
            yield from (_missing(branch, kind) for branch in lacking)
    told: dict[str, list[tuple[str, str]]] = {}
    for branch in branches:
        for export in branch.exports:
            for code, sentence in _told(month, branch, export):
                line = f"{_title(branch, export)}: {sentence}"
                told.setdefault(code, []).append((branch.code, line))
    for code in sorted(told):
        yield from _few_lines(month, code, told[code])


def every_note(month: Month, branch: BranchReport) -> Iterator[str]:
    """All that is to be said of one branch's exports, one sentence a line."""
    for kind in branch.missing:
        yield _missing(branch, kind)
    for export in branch.exports:
        for _, sentence in _told(month, branch, export):
            yield f"{_title(branch, export)}: {sentence}"


def stranger_lines(month: Month, strangers: Iterable[Notice]) -> Iterator[str]:
    """What lay in the inbox and is of no branch, in a few lines for each code."""
    told: dict[str, list[str]] = {}
    for stranger in strangers:
        line = f"Not taken from the inbox: {stranger_sentence(stranger)}"
        told.setdefault(stranger.code, []).append(line)
    for code in sorted(told):
        shown, rest = told[code][:MOST], told[code][MOST:]
        yield from shown
        if rest:
            yield f"{code}: and {number(len(rest))} more: cakupan status {month} --json"


def _few_lines(month: Month, code: str, told: list[tuple[str, str]]) -> Iterator[str]:
    """The lines of one code, each with its branch: folded, or cut after the first."""
    if code in FOLDED and len(told) > 1:
        said = FOLDED[code].format(count=number(len(told)), month=month)
        yield f"{code} {said}: {named(branch for branch, _ in told)}"
        return
    shown, rest = told[:MOST], told[MOST:]
    yield from (line for _, line in shown)
    if rest:
        first = rest[0][0]
        yield (
            f"{code}: and {number(len(rest))} more, of {named(branch for branch, _ in rest)}; "
            f"see each by cakupan status {month} --branch {first}"
        )


def stranger_sentence(stranger: Notice) -> str:
    """Why something that is of no branch was not taken, by its safe name."""
    return f"{stranger.title}: {stranger.remark.sentence}"


def reason_sentences(month: Month, branch: str, export: ExportReport) -> Iterator[str]:
    """Why an export does not count, and by which command a held one does."""
    yield from (sentence for _, sentence in _reasons(month, branch, export))


def note_sentences(export: ExportReport) -> Iterator[str]:
    """What else is to be said of an export's files."""
    yield from (sentence for _, sentence in _notes(export))


def _told(month: Month, branch: BranchReport, export: ExportReport) -> Iterator[tuple[str, str]]:
    """All sentences on an export, each after the code or word that it is grouped by."""
    yield from _reasons(month, branch.code, export)
    yield from _notes(export)


def _reasons(month: Month, branch: str, export: ExportReport) -> Iterator[tuple[str, str]]:
    yield from ((reason.code, reason.sentence) for reason in export.reasons)
    if export.state is BranchState.HELD:
        command = f"cakupan run {month} --accept {branch} --kind {export.kind}"
        yield "Held", f"To take it all the same: {command} --by NAME --why TEXT"


def _notes(export: ExportReport) -> Iterator[tuple[str, str]]:
    yield from ((note.code, note.sentence) for note in export.notes)
    if export.acceptance:
        yield "Taken", _acceptance(export.acceptance)


def _acceptance(accepted: Acceptance) -> str:
    reasons = " ".join(hold.sentence for hold in accepted.holds)
    return f"Taken by {accepted.by} on {clock(accepted.at)} ({accepted.why}) although: {reasons}"


def _title(branch: BranchReport, export: ExportReport) -> str:
    return " ".join(filter(None, (branch.code, export.kind, export.digest)))


def _missing(branch: BranchReport, kind: Kind) -> str:
    return f"{branch.code} {branch.name} has not sent its {kind} export."


def named(branches: Iterable[str]) -> str:
    """Branches, each once, and how many more there are."""
    each = list(dict.fromkeys(branches))
    more = [f"and {number(len(each) - MOST)} more"] if len(each) > MOST else []
    return ", ".join([*each[:MOST], *more])
