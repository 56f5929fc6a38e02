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
    rows = tuple(
        (row.what, cell(row.before), cell(row.now), cell(row.difference))
        for row in revision_rows.rows(bulletin)
    )
    name = headings.SHEETS["revision"]
    title = revision_sentences.caption(bulletin)
    sheet = Sheet(say(name), title, to_columns(bulletin, "revision"), rows)
    yield sheet, (revision_sentences.closing(bulletin),)
