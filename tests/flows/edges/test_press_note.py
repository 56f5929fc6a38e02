import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docx import Document

from flows.edges import templating
from flows.edges.press_note import to_docx
from schemas.bulletin import Bulletin
from schemas.errors import RenderError
from tests.bulletin_cases import hidden, kanwil, long_names, national
from tests.bulletins import kediri
from transforms.press import PressNote, to_press_note

ROOT = Path(__file__).parents[3]
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def note(bulletin: Bulletin) -> PressNote:
    made = to_press_note(bulletin)
    assert made is not None
    return made


@pytest.mark.parametrize("make", [kediri, hidden, kanwil, national, long_names])
def test_the_document_says_what_the_text_says(make: Callable[[], Bulletin]) -> None:
    made = note(make())
    page = Document(BytesIO(to_docx(made)))
    written = templating.to_press_text(made)
    assert written.endswith(".\n")
    assert [paragraph.text for paragraph in page.paragraphs] == written.rstrip().split("\n\n")


def test_every_part_of_the_package_is_sound() -> None:
    with zipfile.ZipFile(BytesIO(to_docx(note(kediri())))) as package:
        assert package.testzip() is None
        names = package.namelist()
        assert names[0] == "[Content_Types].xml"
        assert names[1:] == sorted(names[1:])
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        parts = [name for name in names if name.endswith((".xml", ".rels"))]
        trees = {name: ElementTree.fromstring(package.read(name)) for name in parts}
    texts = trees["word/document.xml"].iter(f"{WORD}t")
    assert "143.864 orang terlindungi aktif" in "".join(text.text or "" for text in texts)
    languages = {item.get(f"{WORD}val") for item in trees["word/styles.xml"].iter(f"{WORD}lang")}
    assert languages == {"id-ID"}


def test_the_page_is_a4_in_styles() -> None:
    page = Document(BytesIO(to_docx(note(kediri()))))
    section = page.sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    styles = [paragraph.style.name for paragraph in page.paragraphs if paragraph.style]
    assert styles[:3] == ["Subtitle", "Title", "Normal"]
    assert styles[-4:] == ["Heading 2", "Body Text 3", "Body Text 3", "Normal"]


def test_what_is_to_be_filled_in_is_highlighted() -> None:
    page = Document(BytesIO(to_docx(note(kediri()))))
    marked = [
        run.text
        for paragraph in page.paragraphs
        for run in paragraph.runs
        if run.font.highlight_color is not None
    ]
    assert marked == ["[Kutipan]", "[nama]", "[nama]", "[jabatan]", "[nomor telepon]", "[surel]"]


def test_the_properties_tell_of_the_note_and_not_of_the_library() -> None:
    properties = Document(BytesIO(to_docx(note(kediri())))).core_properties
    assert properties.author == properties.last_modified_by == "BPJS Ketenagakerjaan"
    assert properties.title == note(kediri()).title
    assert properties.comments == ""
    assert properties.created == properties.modified == datetime(2021, 12, 6, tzinfo=UTC)


def test_another_note_is_another_document() -> None:
    first = to_docx(note(kediri()))
    assert to_docx(note(kediri())) == first
    assert to_docx(note(replace(kediri(), published=date(2021, 12, 7)))) != first


def test_a_note_that_does_not_fit_the_template_fails_without_its_news() -> None:
    broken = replace(note(kediri()), opening=())
    with pytest.raises(RenderError, match=r"press\.txt .* UndefinedError") as caught:
        templating.to_press_text(broken)
    assert "667.892" not in str(caught.value)
