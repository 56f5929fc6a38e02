"""The chart of a mail as a picture, as mail clients show no SVG.

The page that holds it is printed like a bulletin, so with our font and no other, and PDFium draws
what is printed: equal bulletins give equal bytes.
"""

from io import BytesIO

import pypdfium2
from PIL import Image

from flows.edges.rendering import print_pages
from flows.edges.templating import to_picture_page
from schemas.bulletin import Bulletin

_SHARPNESS = 3
"""Dots a pixel of the drawing: enough for the screens of telephones."""
_PIXELS_PER_POINT = 96 / 72
_COLOURS = 64
"""Two colours, three greys and what lies between them at the edges of letters."""


def to_picture(bulletin: Bulletin) -> bytes | None:
    """The chart of coverage by month as PNG; None for a unit with fewer than two known months."""
    page = to_picture_page(bulletin)
    if not page:
        return None
    sheet = pypdfium2.PdfDocument(print_pages(page))[0]
    drawn = sheet.render(scale=_SHARPNESS * _PIXELS_PER_POINT).to_pil()
    file = BytesIO()
    drawn.quantize(_COLOURS, dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()
