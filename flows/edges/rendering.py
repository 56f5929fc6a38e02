"""Bulletins as PDF, through WeasyPrint: the only module that knows it.

* The variant is PDF/UA-1: tagged, with language and title, and free of identifiers, so the same
  bulletin gives the same bytes. (PDF/A would lack the accessibility mark, PDF/X is random;
  docs/decisions.md has the reasons.) flows/edges/tagging.py mends its tags.
* Fonts come from a font map of our own that holds Source Sans and nothing else. It is built in
  memory, without the machine's fontconfig files, so neither they nor FONTCONFIG_FILE matter.
* A page may fetch nothing: the style sheet is handed over, the charts are inline.
* Whatever WeasyPrint or fontTools would only log as a warning fails the rendering.
* The first call in a process reads fonts and style sheet; later calls use them again.
"""

import gc
import logging
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from functools import lru_cache
from hashlib import sha256
from importlib import resources
from importlib.metadata import version
from logging.handlers import BufferingHandler
from pathlib import Path
from typing import Never
from xml.etree.ElementTree import ParseError, fromstring

import font_source_sans_pro
from cssselect2 import ElementWrapper
from weasyprint import CSS, HTML, Document
from weasyprint import Attachment as AttachedFile
from weasyprint.text import ffi
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from flows.edges.catalogues import tongue
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
_PACKAGES = ("weasyprint", "pydyf", "fonttools", "pypdfium2", "pillow", "jinja2", "polars",
             "xlsxwriter", "python-docx", "lxml")  # fmt: skip

ffi.ffi.cdef("""
    FcConfig *FcConfigCreate(void);
    int FcGetVersion(void);
    const char *hb_version_string(void);
    const char *pango_version_string(void);
    int FT_Init_FreeType(void **library);
    int FT_Done_FreeType(void *library);
    void FT_Library_Version(void *library, int *major, int *minor, int *patch);
""")


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


def fingerprint() -> dict[str, str]:
    """The versions and hashes on which the bytes of all that is made of a bulletin depend."""
    libraries = {
        "python": ".".join(map(str, sys.version_info[:3])),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        **{name: version(name) for name in _PACKAGES},
        "pango": _text(ffi.pango.pango_version_string()),
        "harfbuzz": _text(ffi.harfbuzz.hb_version_string()),
        "harfbuzz-subset": "not loaded",
        "fontconfig": _dotted(ffi.fontconfig.FcGetVersion()),
        "freetype": _freetype_version(),
    }
    if ffi.harfbuzz_subset is not None:
        libraries["harfbuzz-subset"] = _text(ffi.harfbuzz_subset.hb_version_string())
    files = {f"font {path.name}": sha256(path.read_bytes()).hexdigest() for path in _font_files()}
    return libraries | files | _template_hashes()


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


class _PrivateFonts(FontConfiguration):  # type: ignore[misc]  # WeasyPrint is untyped
    """A font map of the given files alone.

    It leaves out the initialiser of WeasyPrint's class, which reads the machine's configuration,
    and sets the same attributes.
    """

    def __init__(self, files: tuple[Path, ...]) -> None:
        config = ffi.fontconfig.FcConfigCreate()
        for path in files:
            if not ffi.fontconfig.FcConfigAppFontAddFile(config, str(path).encode()):
                raise RenderError(f"expected the font {path.name}, found none; install it again")
        self._config = config
        self._folder = None
        self.font_map = ffi.ffi.gc(
            ffi.pangoft2.pango_ft2_font_map_new(), ffi.gobject.g_object_unref
        )
        ffi.pangoft2.pango_fc_font_map_set_config(
            ffi.ffi.cast("PangoFcFontMap *", self.font_map), config
        )
        ffi.fontconfig.FcConfigDestroy(config)
        self.strut_layouts: dict[object, object] = {}
        self.font_features: dict[object, object] = {}


@lru_cache(maxsize=1)
def _fonts() -> _PrivateFonts:
    return _PrivateFonts(_font_files())


@lru_cache(maxsize=1)
def _style_sheet() -> CSS:
    css = resources.files("templates").joinpath(_STYLE_SHEET).read_text(encoding="utf-8")
    return CSS(string=css, url_fetcher=_Closed(), font_config=_fonts())


def _font_files() -> tuple[Path, ...]:
    files = tuple(sorted(Path(font_source_sans_pro.font_directory).glob("*.ttf")))
    if not files:
        raise RenderError(
            "expected the fonts of font-source-sans-pro, found none; install it again"
        )
    return files


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


def _template_hashes() -> dict[str, str]:
    folder = Path(str(resources.files("templates")))
    paths = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in {".html", ".svg", ".css", ".txt", ".po"}
    )
    return {
        f"template {path.relative_to(folder).as_posix()}": sha256(path.read_bytes()).hexdigest()
        for path in paths
    }


def _freetype_version() -> str:
    library = ffi.ffi.new("void **")
    if ffi.pangoft2.FT_Init_FreeType(library):
        return "unknown"
    parts = ffi.ffi.new("int[3]")
    ffi.pangoft2.FT_Library_Version(library[0], parts, parts + 1, parts + 2)
    ffi.pangoft2.FT_Done_FreeType(library[0])
    return ".".join(map(str, parts))


def _dotted(number: int) -> str:
    """Fontconfig's version, 21401, as 2.14.1."""
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


def _text(pointer: object) -> str:
    return str(ffi.ffi.string(pointer).decode())
