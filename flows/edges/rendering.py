"""Bulletins as PDF, through WeasyPrint.

* The variant is PDF/UA-1: tagged, with language and title, and free of identifiers, so the same
  bulletin gives the same bytes. (PDF/A would lack the accessibility mark, PDF/X is random;
  docs/decisions.md has the reasons.) flows/edges/tagging.py mends its tags.
* Fonts come from a font map of our own (flows/edges/fonts.py).
* A page may fetch nothing: the style sheet is handed over, the charts are inline.
* Whatever WeasyPrint or fontTools would only log as a warning fails the rendering.
* The first call in a process reads fonts and style sheet; later calls use them again.
"""

import gc
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from functools import lru_cache
from importlib import resources
from logging.handlers import BufferingHandler
from typing import Never
from xml.etree.ElementTree import ParseError, fromstring

from cssselect2 import ElementWrapper
from weasyprint import CSS, HTML, Document
from weasyprint import Attachment as AttachedFile
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from flows.edges.catalogues import tongue
from flows.edges.fonts import PrivateFonts, font_files
from flows.edges.tagging import mend_tags
from flows.edges.templating import to_html
from schemas.bulletin import Bulletin
from schemas.companion import Attachment
from schemas.errors import RenderError
from transforms.attachment import to_attachment
from transforms.language import speaking

_VARIANT = "pdf/ua-1"
_STYLE_SHEET = "bulletin.css"
_WATCHED = ("weasyprint", "fontTools")
_NO_GLYPH = ".notdef glyph"
"""How WeasyPrint's warning of a letter that no font has begins."""


def to_pdf(bulletin: Bulletin) -> bytes:
    """The bulletin as a tagged PDF; equal bulletins give equal bytes.

    A page that can't be rendered without a warning is a RenderError.
    """
    with speaking(tongue(bulletin.language)):
        attachment = to_attachment(bulletin)
    return print_pages(to_html(bulletin), attachment)


def print_pages(html: str, attachment: Attachment | None = None) -> bytes:
    """The PDF of a page of well-formed HTML under our style sheet and fonts, with a file in it."""
    with _faultless(), _undisturbed():
        document = lay_out(html)
        pdf: bytes = document.write_pdf(
            finisher=mend_tags,
            pdf_variant=_VARIANT,
            attachments=[_attached(attachment)] if attachment else [],
        )
    if not document.pages or not pdf.startswith(b"%PDF-") or not pdf.rstrip().endswith(b"%%EOF"):
        raise RenderError(
            "expected a whole PDF of at least one page, found a cut one; render again"
        )
    return pdf


def lay_out(html: str) -> Document:
    """The pages of a page of well-formed HTML, not written yet."""
    return _Page(html).render(
        font_config=_fonts(), stylesheets=[_style_sheet()], pdf_variant=_VARIANT
    )


class _Closed(URLFetcher):  # type: ignore[misc]  # WeasyPrint is untyped
    """Fetches nothing; WeasyPrint stops at this error instead of going on without the resource."""

    def fetch(self, url: str, headers: object = None) -> Never:
        raise FatalURLFetchingError("a bulletin fetches nothing")


class _Page(HTML):  # type: ignore[misc]  # WeasyPrint is untyped
    """A page of well-formed HTML under our style sheet alone.

    It leaves out the initialiser of WeasyPrint's class, which reads HTML of any kind and takes
    twenty times as long, and sets the same attributes; and the style sheet of all that HTML may
    hold, which gives every element six pseudo-elements.
    """

    def __init__(self, html: str) -> None:
        self.base_url = None
        self.url_fetcher = _Closed()
        self.media_type = "print"
        try:
            root = fromstring(html)
        except ParseError:
            raise RenderError(
                "expected a page of well-formed HTML, found one that is not; "
                "close what the template leaves open"
            ) from None
        self.wrapper_element = ElementWrapper.from_html_root(root, None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, _forms: object = False) -> list[CSS]:
        return []


@lru_cache(maxsize=1)
def _fonts() -> PrivateFonts:
    return PrivateFonts(font_files())


@lru_cache(maxsize=1)
def _style_sheet() -> CSS:
    css = resources.files("templates").joinpath(_STYLE_SHEET).read_text(encoding="utf-8")
    return CSS(string=css, url_fetcher=_Closed(), font_config=_fonts())


def _attached(attachment: Attachment) -> AttachedFile:
    """A file as the PDF carries it, dated by the bulletin and not by the clock."""
    at = datetime.combine(attachment.published, time(tzinfo=UTC))
    return AttachedFile(
        string=attachment.text,
        url_fetcher=_Closed(),
        name=attachment.name,
        description=attachment.description,
        created=at,
        modified=at,
    )


@contextmanager
def _faultless() -> Iterator[None]:
    """Turn refused resources and logged warnings into a RenderError that quotes no content."""
    kept = BufferingHandler(sys.maxsize)
    kept.setLevel(logging.WARNING)
    loggers = [logging.getLogger(name) for name in _WATCHED]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(kept)
        logger.setLevel(logging.WARNING)
    try:
        yield
    except FatalURLFetchingError:
        raise RenderError(
            "expected a page that needs no other resource, found one that does; "
            "take the link out of the template"
        ) from None
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.removeHandler(kept)
            logger.setLevel(level)
    if any(record.msg.startswith(_NO_GLYPH) for record in kept.buffer):
        raise RenderError(
            "expected letters that Source Sans has, found one that it lacks; "
            "correct the text or the name in the reference data"
        )
    if kept.buffer:
        places = sorted({f"{record.module}:{record.lineno}" for record in kept.buffer})
        raise RenderError(
            f"expected a page without warnings, found {len(kept.buffer)} from WeasyPrint "
            f"({', '.join(places)}); correct the template or the style sheet"
        )


@contextmanager
def _undisturbed() -> Iterator[None]:
    """No search for garbage while a page grows: what it is made of lives until it is done."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
