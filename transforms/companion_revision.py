"""The sheet of the figures that the edition before showed otherwise."""

from collections.abc import Iterator

from schemas.bulletin import Bulletin
from schemas.companion import Sheet
from transforms import headings, revision_rows, revision_sentences
from transforms.columns import to_columns
from transforms.companion_cells import Told, cell
from transforms.language import say


def revision(bulletin: Bulletin) -> Iterator[Told]:
    """Every row that the page shows or leaves out; none in a first edition."""
    name = headings.SHEETS["revision"]
    found = revision_rows.rows(bulletin)
    sheet = Sheet(
        name=say(name),
        title=revision_sentences.caption(bulletin),
        columns=to_columns(bulletin, "revision"),
        rows=tuple(
            (row.what, cell(row.before), cell(row.now), cell(row.difference)) for row in found
        ),
        units=tuple(row.unit for row in found),
    )
    yield sheet, (revision_sentences.closing(bulletin),)
