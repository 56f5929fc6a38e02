"""What Prefect's pages show of a month: its grid, what was found, where its PDFs are.

Counts, codes and branches only: no person and no recipient comes into an artifact. What somebody
types into a form, such as his name or where a rehearsal goes, Prefect keeps with that run.
"""

from collections.abc import Iterator
from typing import Any

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from flows.answers import request_lines, withheld_lines
from flows.edges.ledger import editions
from flows.edges.output import pdf_name
from flows.installation import Installation
from flows.status import to_month_status
from schemas.codes import TEXTS
from schemas.exports import Kind
from schemas.grouping import number
from schemas.month import Month
from schemas.report import BranchState, ExportReport, MonthStatus

NOTHING = {"branch": "all", "export": "all", "code": "", "count": 0, "what": "nothing noticed"}
"""The only row where nothing was noticed, in place of what was."""


def show_month(installation: Installation, status: MonthStatus, headline: str) -> None:
    """Keep a month's artifacts, each in place of the one before."""
    month = status.month
    create_markdown_artifact(
        "\n".join(_page(installation, status, headline)),
        f"month-{month}",
        f"{month}: {headline}",
    )
    if status.lines:
        rows = list(_findings(status)) or [NOTHING]
        create_table_artifact(rows, f"findings-{month}", f"What was noticed in {month}'s exports")


def show_present(installation: Installation, month: Month) -> None:
    """Keep a month's artifacts as it stands now."""
    status = to_month_status(installation, month)
    show_month(installation, status, status.headline)


def show_lines(key: str, title: str, lines: list[str]) -> None:
    """Keep some sentences as an artifact."""
    create_markdown_artifact("\n".join([f"# {title}", "", *(f"* {x}" for x in lines)]), key, title)


def _page(installation: Installation, status: MonthStatus, headline: str) -> Iterator[str]:
    """The month as Markdown: what is to be done, branch by branch how far it is, its PDFs."""
    yield from (f"# {status.month}", "", headline, "")
    yield from (f"* {line.removeprefix('• ')}" for line in request_lines(status))
    yield from (f"* {line}" for line in withheld_lines(status.withheld))
    kinds = [kind.value for kind in Kind]
    yield from ("", "## Branches", "")
    yield _row("branch", *kinds, "bulletin", "mail")
    yield _row(*["---"] * (len(kinds) + 3))
    for line in status.lines:
        branch = f"{line.branch.code} {line.branch.name}"
        exports = [_cell(export) for export in line.branch.exports]
        yield _row(branch, *exports, line.bulletin, line.mail)
    links = list(_links(installation, status.month))
    if links:
        yield from ("", "## Bulletins", "", " · ".join(links))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(export: ExportReport) -> str:
    """An export's state in a word; what counts with its rows."""
    late = ", late file waits" if export.is_late else ""
    if export.state is not BranchState.READY:
        return f"**{export.state}**"
    return f"{'nil report' if export.is_nil else number(export.accepted)}{late}"


def _links(installation: Installation, month: Month) -> Iterator[str]:
    """A link to each PDF of the month's newest edition."""
    with installation.ledger.begin() as connection:
        edition = editions.newest(connection, month)
    if edition is None:
        return
    folder = installation.output / str(month) / "bulletins"
    root = installation.settings.output_url.rstrip("/")
    place = f"{root}/{month}/bulletins" if root else folder.url
    for bulletin in edition.bulletins:
        yield f"[{bulletin.stem}]({place}/{pdf_name(month, bulletin)})"


def _findings(status: MonthStatus) -> Iterator[dict[str, Any]]:
    """A row for each code of each export: rows that were left out, and what else was noticed."""
    for line in status.lines:
        for export in line.branch.exports:
            yield from (
                {"branch": line.branch.code, "export": export.kind.value, **finding}
                for finding in _found(export)
            )


def _found(export: ExportReport) -> Iterator[dict[str, Any]]:
    for reason in export.reasons:
        sentence = reason.sentence.partition(" ")[2]
        yield {"code": reason.code, "count": 1, "what": export.state.value, "meaning": sentence}
    for code, rows, _ in export.rejections:
        yield {"code": code, "count": rows, "what": "rows left out", "meaning": TEXTS[code]}
    for code, count in export.findings:
        yield {"code": code, "count": count, "what": "noticed", "meaning": TEXTS[code]}
