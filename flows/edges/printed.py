"""Reads a bulletin's PDF back: what a reader finds in it, text by the blocks of its structure.

By its blocks the numbers of two cells are told from one number that is written in groups.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from flows.edges.page_text import PageText
from schemas.errors import RenderError

_INLINE = {"/Span", "/NonStruct", "/Link", "/Lbl"}
"""Parts of the structure that share a line with what surrounds them."""
_FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
_ALL_GLYPHS = "/Identity-H"
"""How letters are numbered; WeasyPrint numbers them otherwise when the font lacks one."""


@dataclass(frozen=True)
class Font:
    """A font in the PDF."""

    name: str
    """A subset's begins with six letters: ABCDEF+Source-Sans-Pro."""
    is_embedded: bool
    lacks_glyphs: bool
    """True when some of its letters are printed as .notdef."""


@dataclass(frozen=True)
class Attached:
    """A file in the PDF."""

    name: str
    description: str
    content: bytes


@dataclass(frozen=True)
class Printed:
    """What stands in a PDF."""

    pages: tuple[tuple[str, ...], ...]
    """The paragraphs, cells and captions that begin on each page."""
    titles: frozenset[str]
    """From the metadata in both forms."""
    language: str
    fonts: frozenset[Font]
    unreadable_glyphs: int
    is_tagged: bool
    table_rows: tuple[int, ...]
    """Rows with data in each table."""
    unprinted: tuple[str, ...]
    """Metadata and descriptions of figures."""
    attached: tuple[Attached, ...]


def read_back(pdf: bytes) -> Printed:
    """What stands in a PDF of ours; RenderError, which quotes nothing, when it can't be read."""
    try:
        return _read(PdfReader(BytesIO(pdf), strict=True))
    except RenderError:
        raise
    except Exception as error:  # whatever a broken PDF makes of the library
        fault = type(error).__name__
    # Raised outside: the library's error may quote the page.
    raise RenderError(
        f"expected a PDF that can be read back, found a broken one ({fault}); render again"
    )


def _read(reader: PdfReader) -> Printed:
    structure = _Structure(reader.root_object.get("/StructTreeRoot"))
    text = PageText()
    pages = _pages(reader, structure, text)
    told: dict[str, Any] = reader.metadata or {}
    xmp = reader.xmp_metadata
    titles = (xmp and xmp.dc_title) or {"": ""}
    return Printed(
        pages=pages,
        titles=frozenset({str(told.get("/Title")), *titles.values()}),
        language=str(reader.root_object.get("/Lang")),
        fonts=frozenset(_fonts(reader)),
        unreadable_glyphs=text.unreadable,
        is_tagged="/StructTreeRoot" in reader.root_object,
        table_rows=tuple(structure.table_rows),
        unprinted=(*map(str, told.values()), *structure.descriptions),
        attached=tuple(
            Attached(file.name, file.description or "", file.content)
            for file in reader.attachment_list
        ),
    )


def _pages(
    reader: PdfReader, structure: "_Structure", text: PageText
) -> tuple[tuple[str, ...], ...]:
    """Each page's blocks; the parts of one that wrapped, or goes on overleaf, are put together."""
    blocks: dict[object, str] = {}
    begun: list[list[object]] = []
    for page in reader.pages:
        begun.append([])
        content = page.get_contents()
        if content is None or page.indirect_reference is None:
            continue
        number = page.indirect_reference.idnum
        for mark, fragment in text.fragments(content.get_data(), page["/Resources"]):
            block = structure.blocks.get((number, mark), object())
            if block in blocks:
                blocks[block] += f" {fragment}"
            else:
                blocks[block] = fragment
                begun[-1].append(block)
    return tuple(tuple(blocks[block] for block in page_blocks) for page_blocks in begun)


class _Structure:
    """The tree of tags: the block that each mark belongs to, and what tables and figures hold."""

    def __init__(self, root: Any) -> None:
        self.blocks: dict[tuple[int, int | None], int] = {}
        """By a page's object number and the mark; the texts in a figure are blocks of their own."""
        self.table_rows: list[int] = []
        self.descriptions: list[str] = []
        self._count = 0
        if root is not None:
            self._walk(root, block=0, is_head=False)

    def _walk(self, element: Any, *, block: int, is_head: bool) -> None:
        tag = element.get("/S")
        is_head = is_head or tag == "/THead"
        if tag not in _INLINE:
            self._count += 1
            block = self._count
        self._note(element, tag, is_head=is_head)
        for kid in _kids(element):
            if isinstance(kid, dict):
                self._walk(kid, block=block, is_head=is_head)
            elif tag != "/Figure":
                self.blocks[element.raw_get("/Pg").idnum, int(kid)] = block

    def _note(self, element: Any, tag: str | None, *, is_head: bool) -> None:
        match tag:
            case "/Table":
                self.table_rows.append(0)
            case "/TR" if not is_head:
                self.table_rows[-1] += _has_data(element)
            case "/Figure":
                self.descriptions.append(str(element.get("/Alt")))


def _has_data(row: Any) -> bool:
    """Whether a cell that is no heading holds anything."""
    return any(cell.get("/S") == "/TD" and _kids(cell) for cell in _kids(row))


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return [kid.get_object() for kid in (kids if isinstance(kids, list) else [kids])]


def _fonts(reader: PdfReader) -> Iterator[Font]:
    """Every font of the file, used or not."""
    for number in sorted({*reader.xref_objStm, *reader.xref.get(0, ())}):
        item: Any = reader.get_object(number)
        if not isinstance(item, dict) or item.get("/Type") != "/Font":
            continue
        (described,) = item.get("/DescendantFonts", [item])
        descriptor = described.get_object().get("/FontDescriptor", {})
        yield Font(
            name=str(item["/BaseFont"]).removeprefix("/"),
            is_embedded=any(name in descriptor for name in _FONT_FILES),
            lacks_glyphs=item.get("/Encoding", _ALL_GLYPHS) != _ALL_GLYPHS,
        )
