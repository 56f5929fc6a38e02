"""PDFs of sample bulletins and their words; each is made once for all tests of a process."""

import io

from pypdf import PdfReader

from flows.edges import rendering
from schemas.bulletin import Bulletin

_PDFS: dict[str, bytes] = {}
_WORDS: dict[bytes, str] = {}


def pdf_of(bulletin: Bulletin) -> bytes:
    """Its PDF; a bulletin whose faults have fields has no hash."""
    told = repr(bulletin)
    if told not in _PDFS:
        _PDFS[told] = rendering.to_pdf(bulletin)
    return _PDFS[told]


def words_of(bulletin: Bulletin) -> str:
    """The words of its PDF, blanks made single."""
    pdf = pdf_of(bulletin)
    if pdf not in _WORDS:
        pages = PdfReader(io.BytesIO(pdf)).pages
        _WORDS[pdf] = " ".join(" ".join(page.extract_text() for page in pages).split())
    return _WORDS[pdf]
