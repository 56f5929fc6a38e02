import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import font_source_sans_pro
import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)
from weasyprint import HTML

from flows.edges import rendering
from flows.edges.bulletins import RenderJob, render_bulletin, store_bulletin
from flows.edges.fonts import PrivateFonts, font_files
from flows.edges.gate import MOST_BYTES, MOST_PAGES, check_pages
from flows.edges.objects import Objects
from flows.edges.printed import read_back
from flows.edges.templating import to_html
from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Rate
from schemas.errors import RenderError
from tests.bulletin_cases import (
    HIDDEN,
    UNKNOWN,
    crowded,
    held,
    hidden,
    kanwil,
    long_names,
    missing,
    national,
    refused,
    without_employers,
)
from tests.bulletins import attached, kediri
from tests.printing import pdf_of
from transforms.attachment import HEADINGS

NIK = "3506041208850001"
OF_HIDDEN = Rate("total_coverage", HIDDEN, HIDDEN, HIDDEN, "BPS")
OF_UNKNOWN = Rate("total_coverage", UNKNOWN, UNKNOWN, UNKNOWN, "")
ATTACHED = attached(missing())


def refusal(bulletin: Bulletin, pdf: bytes) -> str:
    with pytest.raises(RenderError) as caught:
        check_pages(bulletin, pdf)
    message = str(caught.value)
    assert isinstance(caught.value.__context__, RenderError | None)
    assert re.fullmatch(r"expected .*, found .*; .*", message)
    assert message.endswith(f"({bulletin.level} {bulletin.code}, {bulletin.label})")
    return message


def changed(pdf: bytes, change: Callable[[PdfWriter], object]) -> bytes:
    """The PDF with something else in it, written anew."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    change(writer)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def objects_of(writer: PdfWriter, kind: str) -> list[Any]:
    """All that says that it is of this type."""
    return [
        item for item in writer._objects if isinstance(item, dict) and item.get("/Type") == kind
    ]


def rewritten(bulletin: Bulletin, pattern: str, text: str) -> bytes:
    """The bulletin's PDF after one change of its page."""
    html, count = re.subn(pattern, text, to_html(bulletin), count=1, flags=re.DOTALL)
    assert count == 1
    return rendering.print_pages(html, attached(bulletin))


def printed_in(files: tuple[Path, ...], bulletin: Bulletin) -> bytes:
    """A bulletin in some fonts, whatever WeasyPrint warns of."""
    pdf: bytes = HTML(string=to_html(bulletin)).write_pdf(
        font_config=PrivateFonts(files),
        stylesheets=[rendering._style_sheet()],
        pdf_variant="pdf/ua-1",
        attachments=[rendering._attached(attached(bulletin))],
    )
    return pdf


@pytest.mark.parametrize(
    "bulletin",
    [
        kediri(),
        without_employers(),
        missing(),
        refused(),
        held(),
        crowded(),
        hidden(),
        long_names(),
        kanwil(),
        kanwil(41),
        national(),
        replace(kanwil(), is_received=False, branches_received=0),
        replace(kediri(), edition=2, total=OF_HIDDEN, target=None),
        replace(kediri(), total=OF_UNKNOWN, target=None),
        replace(missing(), name="<b>A &  Bé, {{ 7 * 191 }} fi 3.506.041.208"),
    ],
)
def test_every_sample_passes(bulletin: Bulletin) -> None:
    check_pages(bulletin, pdf_of(bulletin))


def test_a_pdf_that_was_only_written_anew_passes() -> None:
    check_pages(kediri(), changed(pdf_of(kediri()), lambda writer: None))


def test_pages_are_read_as_a_reader_reads_them() -> None:
    printed = read_back(pdf_of(kediri()))
    first = printed.pages[0]
    blocks = [block for page in printed.pages for block in page]
    assert "21,54\N{NO-BREAK SPACE}%" in [block.strip() for block in first]
    assert f"halaman 1 dari {len(printed.pages)}" in first
    assert [block for block in blocks if block.startswith("Belum mulai")] == ["Belum mulai"]
    theirs = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf_of(kediri()))).pages)
    ours = "".join(blocks)
    assert sorted("".join(ours.split())) == sorted("".join(theirs.split()))


@pytest.mark.parametrize("size", [MOST_BYTES, MOST_BYTES + 1])
def test_a_large_file_is_refused(size: int) -> None:
    pdf = pdf_of(missing())
    check_pages(missing(), pdf.ljust(MOST_BYTES - 1, b"\n"))
    assert f"found {size};" in refusal(missing(), pdf.ljust(size, b"\n"))


@pytest.mark.parametrize("cut", [0, 5, 9_000, -300])
def test_a_broken_file_is_refused(cut: int) -> None:
    assert "that can be read back" in refusal(missing(), pdf_of(missing())[:cut])


def test_a_damaged_file_is_refused() -> None:
    pdf = pdf_of(missing())
    assert "that can be read back" in refusal(missing(), pdf.replace(b"stream\nx", b"stream\n-"))


def keep_one_page(writer: PdfWriter) -> None:
    while len(writer.pages) > 1:
        writer.remove_page(1)


def repeat_pages(writer: PdfWriter) -> None:
    while len(writer.pages) <= MOST_PAGES:
        writer.add_page(writer.pages[0])


@pytest.mark.parametrize(("change", "found"), [(keep_one_page, 1), (repeat_pages, MOST_PAGES + 1)])
def test_too_few_or_too_many_pages_are_refused(
    change: Callable[[PdfWriter], None], found: int
) -> None:
    assert f"pages, found {found};" in refusal(kediri(), changed(pdf_of(kediri()), change))


def test_another_font_is_refused(tmp_path: Path) -> None:
    source = Path(font_source_sans_pro.font_directory) / "SourceSansPro-Regular.ttf"
    other = TTFont(source)
    for record in other["name"].names:
        record.string = record.toUnicode().replace("Source Sans Pro", "Other Sans")
    other.save(tmp_path / "other.ttf")
    check_pages(missing(), printed_in((source,), missing()))
    fault = refusal(missing(), printed_in((tmp_path / "other.ttf",), missing()))
    assert "expected Source Sans alone" in fault


def add_a_font(writer: PdfWriter) -> None:
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    names = {NameObject(key): NameObject(name) for key, name in font.items()}
    writer._add_object(DictionaryObject(names))


def take_out_the_subset_tag(writer: PdfWriter) -> None:
    for font in objects_of(writer, "/Font"):
        font[NameObject("/BaseFont")] = NameObject("/Source-Sans-Pro")


def take_out_the_fonts(writer: PdfWriter) -> None:
    for descriptor in objects_of(writer, "/FontDescriptor"):
        del descriptor["/FontFile2"]


def with_letters(pattern: bytes, replacement: bytes) -> Callable[[PdfWriter], None]:
    """Fonts that say something else of their glyphs."""

    def change(writer: PdfWriter) -> None:
        for font in objects_of(writer, "/Font"):
            if "/ToUnicode" in font:
                told = re.sub(pattern, replacement, font["/ToUnicode"].get_data())
                mapping = DecodedStreamObject()
                mapping.set_data(told)
                font[NameObject("/ToUnicode")] = writer._add_object(mapping)

    return change


def print_notdef(writer: PdfWriter) -> None:
    """Print the first glyph of all as .notdef, and say that this is its letter."""
    content = writer.pages[0].get_contents()
    assert content is not None
    found = re.search(rb"\[<([0-9a-f]{4})>", content.get_data())
    assert found
    glyph = b"<" + found[1] + b">"
    write(writer, content.get_data().replace(glyph, b"<0000>"))
    with_letters(glyph + b" ", b"<0000> ")(writer)


def write_another_operator(writer: PdfWriter) -> None:
    write(writer, b"BT\n(a) Tj\nET")


def write(writer: PdfWriter, text: bytes) -> None:
    content = DecodedStreamObject()
    content.set_data(text)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(content)


def take_out_the_tags(writer: PdfWriter) -> None:
    del writer.root_object["/StructTreeRoot"]


def speak_english(writer: PdfWriter) -> None:
    writer.root_object[NameObject("/Lang")] = TextStringObject("en")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (add_a_font, "Source Sans alone"),
        (take_out_the_subset_tag, "Source Sans alone, as subsets"),
        (take_out_the_fonts, "every font in the PDF"),
        (with_letters(b"<[0-9a-f]{4}> <0061>", b""), "letters that Source Sans has"),
        (with_letters(b"<0061>", b"<>"), "letters that Source Sans has"),
        (with_letters(b"<0061>", b"<fffd>"), "letters that Source Sans has"),
        (print_notdef, "letters that Source Sans has"),
        (write_another_operator, "text as glyphs in hex"),
        (take_out_the_tags, "a tagged PDF"),
        (speak_english, "the language id"),
        (lambda writer: writer.add_metadata({"/Title": "Berita"}), "the unit's own title"),
        (lambda writer: writer.add_metadata({"/Subject": NIK}), "no number of 16 digits"),
    ],
)
def test_a_changed_pdf_is_refused(change: Callable[[PdfWriter], object], expected: str) -> None:
    assert f"expected {expected}" in refusal(missing(), changed(pdf_of(missing()), change))


def test_a_letter_that_the_font_lacks_is_refused() -> None:
    bulletin = replace(missing(), name="Kediri \N{CJK UNIFIED IDEOGRAPH-4E2D}")
    fault = refusal(bulletin, printed_in(font_files(), bulletin))
    assert "expected letters that Source Sans has" in fault


@pytest.mark.parametrize("bulletin", [hidden(), kanwil(), replace(missing(), edition=1)])
def test_another_bulletin_is_refused(bulletin: Bulletin) -> None:
    assert "the unit's own title" in refusal(missing(), pdf_of(bulletin))


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("/KDR/", "/KDN/", "the bulletin's number"),
        ("<b>Kantor Cabang Kediri</b>", "<b>Kantor Cabang Madiun</b>", "the bulletin's unit"),
        (
            "Jawa Timur · November\N{NO-BREAK SPACE}2021</p>",
            "Jawa Timur · Oktober 2021</p>",
            "the bulletin's unit",
        ),
        ("<h1>[^<]*</h1>", "<h1>Data Madiun belum diterima</h1>", "the bulletin's headline"),
    ],
)
def test_a_page_of_another_unit_or_month_is_refused(pattern: str, text: str, expected: str) -> None:
    assert f"expected {expected}" in refusal(missing(), rewritten(missing(), pattern, text))


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r'value">143\.864', 'value">143.846', 'the bulletin\'s number below "Orang terlindungi"'),
        (r'value">21,54.%', 'value">21.54 %', 'the bulletin\'s number below "Cakupan kepesertaan"'),
        (
            r'(<table class="coverage">.*?<tbody>).*?(</tbody>)',
            r"\1<tr><th>Cakupan</th><td></td></tr>\2",
            "rows in every table, found 1 of",
        ),
        (r'(<table class="projects">.*?<tbody>).*?(</tbody>)', r"\1\2", "rows in every table"),
    ],
)
def test_figures_that_are_not_the_bulletins_are_refused(
    pattern: str, text: str, expected: str
) -> None:
    assert f"expected {expected}" in refusal(kediri(), rewritten(kediri(), pattern, text))


def test_a_preliminary_figure_without_its_mark_is_refused() -> None:
    bulletin = replace(kediri(), is_preliminary=True)
    pdf = rewritten(bulletin, r'value">143\.864\*', 'value">143.864')
    assert 'below "Orang terlindungi"' in refusal(bulletin, pdf)


@pytest.mark.parametrize(
    "planted",
    [
        f"<p>Nomor {NIK} diperiksa.</p>",
        f"<p>{NIK}7</p>",
        "<p>3506 0412 0885 0001</p>",
        "<p>350604.120885.0001</p>",
        "<p>3.506.041.208.850.001</p>",
        "<p>3,506,041,208,850,001</p>",
        "<p>350604,120885,0001</p>",
        "<p>350.604,120.885,000.1</p>",
        "<p>350604-120885-0001</p>",
        "<p>350604&#160;120885&#160;0001</p>",
        "<p>35060<b>41208</b>850001</p>",
        "<p style='width: 12mm'>350604 120885 0001</p>",
        "<table><tbody><tr><th>NIK</th><td>3506 041208 850001</td></tr></tbody></table>",
        f"<svg width='300' height='50'><title>a</title><text x='9' y='9'>{NIK}</text></svg>",
        f"<svg width='300' height='50'><title>{NIK}</title><text x='9' y='9'>a</text></svg>",
    ],
)
def test_a_persons_number_is_refused_and_not_quoted(planted: str) -> None:
    fault = refusal(missing(), rewritten(missing(), '<div class="steps">', planted + r"\g<0>"))
    assert "expected no number of 16 digits" in fault
    assert "3506" not in fault


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"name": "angka.csv"}, "the bulletin's numbers attached"),
        ({"description": ""}, "an attachment with a description"),
        ({"text": ""}, "an attachment with a description, headings and whole lines"),
        ({"text": ",".join(HEADINGS)}, "an attachment with a description, headings and whole"),
        ({"text": ATTACHED.text.replace("bulan", "month", 1)}, "an attachment with a description"),
        ({"text": ATTACHED.text[:-40]}, "an attachment with a description, headings and whole"),
        ({"text": ATTACHED.text.replace("21.36", NIK)}, "no number of 16 digits"),
        ({"text": ATTACHED.text.replace("Cakupan", "3506 0412 0885 0001")}, "no number of 16"),
    ],
)
def test_an_attachment_that_programs_can_not_use_is_refused(
    change: dict[str, Any], expected: str
) -> None:
    pdf = rendering.print_pages(to_html(missing()), replace(ATTACHED, **change))
    assert f"expected {expected}" in refusal(missing(), pdf)


def test_just_a_bulletin_with_tables_has_an_attachment() -> None:
    assert "numbers attached" in refusal(missing(), rendering.print_pages(to_html(missing())))
    silent = replace(missing(), series=())
    check_pages(silent, pdf_of(silent))
    pdf = rendering.print_pages(to_html(silent), ATTACHED)
    assert "numbers attached" in refusal(silent, pdf)


@pytest.mark.parametrize(
    "harmless",
    [
        "<p>350604120885000</p>",
        "<table><tbody><tr><td>350.604.120</td><td>885.000.100</td></tr></tbody></table>",
        "<p>350.604.120</p><p>885.000.100</p>",
        "<p>350.604.120; 885.000.100</p>",
        "<p>wilayah (kantor): kepesertaan 12.345.678 (12.301.222)</p>",
        "<p>area view (branch view): registrations 12,345,678 (12,301,222), 350,604,120</p>",
        "<p>12.345,67 persen; 12,345.67%</p>",
    ],
)
def test_numbers_beside_each_other_are_no_persons_number(harmless: str) -> None:
    check_pages(missing(), rewritten(missing(), '<div class="steps">', harmless + r"\g<0>"))


def test_a_refused_pdf_is_not_kept(tmp_path: Path) -> None:
    objects = Objects(tmp_path.as_uri())
    good = store_bulletin(objects, missing())
    bad = store_bulletin(objects, replace(missing(), city=f"Kediri {NIK}"))
    with pytest.raises(RenderError, match="no number of 16 digits"):
        render_bulletin(RenderJob(tmp_path.as_uri(), bad))
    assert not list(tmp_path.rglob("*.pdf"))
    kept = render_bulletin(RenderJob(tmp_path.as_uri(), good))
    assert objects.read(kept.pdf) == pdf_of(missing())
