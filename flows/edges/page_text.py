"""Reads the text of a PDF's pages as WeasyPrint writes it: an operator a line, glyphs in hex.

pypdf's own extraction takes a third of the time of the rendering, and does not tell which mark of
the structure a text bears. A text that is written in any other way is a RenderError.
"""

import re
from collections.abc import Iterator
from typing import Any

from schemas.errors import RenderError

_TOKEN = re.compile(
    rb"^(?:BT\n(?P<text>.*?)\nET|/(?P<form>\S+) Do"
    rb"|<</MCID (?P<mark>\d+)>>\nBDC|(?P<unmarked>BMC|BDC)|(?P<closed>EMC))$",
    re.MULTILINE | re.DOTALL,
)
_SHOWN = re.compile(
    rb"^(?:/(?P<font>\S+) \S+ Tf|\[(?P<glyphs>[-.<>0-9a-f]*)\] TJ|(?P<strange>.*(?:T[Jj]|['\"])))$",
    re.MULTILINE,
)
_GLYPHS = re.compile(rb"<([0-9a-f]+)>")
_GLYPH_DIGITS = 4
_LISTS = re.compile(rb"beginbfchar\n(.*?)endbfchar", re.DOTALL)
_LETTERS = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]+)>")
_NO_GLYPH, _NO_LETTER = "0000", "\N{REPLACEMENT CHARACTER}"

Fragment = tuple[int | None, str]
"""A run of text, and the number of its mark in the structure."""


class PageText:
    """Reads pages that share their fonts, and counts the glyphs that stand for no letter."""

    def __init__(self) -> None:
        """Begin without fonts."""
        self.unreadable = 0
        self._letters: dict[int, dict[str, str]] = {}

    def fragments(self, content: bytes, resources: Any) -> Iterator[Fragment]:
        """The runs of text of a page, or of a form on it, in the order in which they are drawn."""
        marks: list[int | None] = []
        for token in _TOKEN.finditer(content):
            match token.lastgroup:
                case "text":
                    yield _innermost(marks), self._read(token["text"], resources)
                case "form":
                    form = resources["/XObject"][_name(token["form"])]
                    yield from self._of_form(form, _innermost(marks))
                case "mark":
                    marks.append(int(token["mark"]))
                case "unmarked":
                    marks.append(None)
                case "closed":
                    marks.pop()

    def _of_form(self, form: Any, mark: int | None) -> Iterator[Fragment]:
        if form["/Subtype"] == "/Form":
            for own, text in self.fragments(form.get_data(), form["/Resources"]):
                yield (mark if own is None else own), text

    def _read(self, shown: bytes, resources: Any) -> str:
        """The letters of one text object."""
        letters: dict[str, str] = {}
        read: list[str] = []
        for token in _SHOWN.finditer(shown):
            if token.lastgroup == "strange":
                raise RenderError(
                    "expected text as glyphs in hex, found another operator; "
                    "adapt flows/edges/page_text.py to this version of WeasyPrint"
                )
            if token.lastgroup == "font":
                letters = self._letters_of(resources["/Font"].raw_get(_name(token["font"])))
                continue
            glyphs = b"".join(_GLYPHS.findall(token["glyphs"])).decode()
            read += (
                letters.get(glyphs[start : start + _GLYPH_DIGITS], _NO_LETTER)
                for start in range(0, len(glyphs), _GLYPH_DIGITS)
            )
        text = "".join(read)
        self.unreadable += text.count(_NO_LETTER)
        return text

    def _letters_of(self, font: Any) -> dict[str, str]:
        """What a font says of its glyphs; .notdef stands for nothing, whatever it says."""
        if font.idnum not in self._letters:
            mapping = font.get_object()["/ToUnicode"].get_data()
            pairs = (pair for part in _LISTS.findall(mapping) for pair in _LETTERS.findall(part))
            self._letters[font.idnum] = {
                glyph.decode(): bytes.fromhex(letters.decode()).decode("utf-16-be")
                for glyph, letters in pairs
            } | {_NO_GLYPH: _NO_LETTER}
        return self._letters[font.idnum]


def _innermost(marks: list[int | None]) -> int | None:
    return next((mark for mark in reversed(marks) if mark is not None), None)


def _name(written: bytes) -> str:
    return f"/{written.decode()}"
