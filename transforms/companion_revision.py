"""The sheet of the figures that the edition before showed otherwise."""

from collections.abc import Iterator

from schemas.bulletin import Bulletin
from schemas.companion import Sheet
from transforms import headings, revision_rows, revision_sentences
from transforms.companion_cells import Told, cell


def revision(bulletin: Bulletin) -> Iterator[Told]:
    """Every row that the page shows or leaves out; none in a first edition."""
    rows = tuple(
        (row.what, cell(row.before), cell(row.now), cell(row.difference))
        for row in revision_rows.rows(bulletin)
    )
    title = revision_sentences.caption(bulletin)
    sheet = Sheet("Perbaikan", title, headings.revision(bulletin), rows)
    yield sheet, (revision_sentences.closing(bulletin),)
