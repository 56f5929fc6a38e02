"""Writes a press note as a page for a word processor, through python-docx.

The library stamps the files inside with the present time; they are packed anew, with the date that
Word itself gives them.
"""

import re
import zipfile
from datetime import UTC, datetime, time
from io import BytesIO

from docx import Document
from docx.document import Document as Page
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from transforms.press import ABOUT, PressNote
from transforms.wording import AGENCY

FONT = "Calibri"
LANGUAGE = "id-ID"
WIDTH, HEIGHT, MARGIN = Cm(21), Cm(29.7), Cm(2)
INK = RGBColor(0x1F, 0x38, 0x64)
SIZES = {"Normal": 10.5, "Subtitle": 10.5, "Title": 16, "Heading 2": 10.5, "Body Text 3": 9}
"""Points, by the style of the library's template."""
GAP = Pt(5)
"""Below a paragraph."""
CONTENTS = "[Content_Types].xml"
"""The file that stands first in every such package."""
STAMP = (1980, 1, 1, 0, 0, 0)
UNIX = 3
"""The system whose file modes a package has, wherever it is made."""
BLANK = re.compile(r"(\[[^\]]*\])")
"""A place that the unit fills in."""


def to_docx(note: PressNote) -> bytes:
    """The press note on one A4 page; equal notes give equal bytes.

    What the unit has to fill in is highlighted.
    """
    page = Document()
    _lay_out(page)
    _describe(page, note)
    page.add_paragraph(note.sender, "Subtitle")
    page.add_paragraph(note.title, "Title")
    lead, *others = note.opening
    first = page.add_paragraph()
    first.add_run(f"{note.dateline} – ").bold = True
    first.add_run(lead)
    for paragraph in others:
        page.add_paragraph(paragraph)
    _add_blanks(page.add_paragraph(), note.quote)
    for paragraph in note.details:
        page.add_paragraph(paragraph)
    page.add_paragraph(ABOUT, "Heading 2")
    for paragraph in note.about:
        page.add_paragraph(paragraph, "Body Text 3")
    _add_blanks(page.add_paragraph(), note.contact)
    buffer = BytesIO()
    page.save(buffer)
    return _packed(buffer.getvalue())


def _lay_out(page: Page) -> None:
    section = page.sections[0]
    section.page_width, section.page_height = WIDTH, HEIGHT
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = MARGIN
    for name, size in SIZES.items():
        style = page.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.italic = False
        style.paragraph_format.space_before = Pt(0)
        style.paragraph_format.space_after = GAP
        style.paragraph_format.line_spacing = 1.05
        if name in {"Subtitle", "Title", "Heading 2"}:
            style.font.color.rgb = INK
    for language in page.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)


def _describe(page: Page, note: PressNote) -> None:
    """What a word processor shows as the document's properties."""
    published = datetime.combine(note.published, time(), UTC)
    properties = page.core_properties
    properties.title = note.title
    properties.subject = note.sender
    properties.author = properties.last_modified_by = AGENCY
    properties.comments = ""
    properties.language = LANGUAGE
    properties.created = properties.modified = published


def _add_blanks(paragraph: Paragraph, text: str) -> None:
    for part in BLANK.split(text):
        run = paragraph.add_run(part)
        if BLANK.fullmatch(part):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _packed(data: bytes) -> bytes:
    """The same files in an order of their own, all with the same time."""
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in sorted(source.namelist(), key=lambda name: (name != CONTENTS, name)):
            part = zipfile.ZipInfo(name, STAMP)
            part.create_system, part.external_attr = UNIX, 0o600 << 16
            target.writestr(part, source.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
