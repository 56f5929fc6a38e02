import gc
import io
import logging
import re
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import cast

import pytest
from jinja2 import UndefinedError
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, StreamObject

from flows.edges import rendering, templating
from flows.edges.fingerprint import fingerprint
from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Figure, TargetRow
from schemas.errors import RenderError
from schemas.month import Month
from tests.bulletin_cases import (
    UNKNOWN,
    crowded,
    first_month,
    held,
    hidden,
    kanwil,
    long_names,
    missing,
    national,
    preliminary,
    refused,
    without_employers,
)
from tests.bulletins import attached, kediri, rate
from tests.printing import pdf_of, words_of

ROOT = Path(__file__).parents[3]


def page(body: str) -> str:
    return (
        f"<!DOCTYPE html><html lang='id'><head><title>Uji</title></head><body>{body}</body></html>"
    )


def test_kediri_holds_the_golden_figures_where_a_reader_looks() -> None:
    words = words_of(kediri())
    for passage in (
        "No. 01/11/KDR/2021, 6 Desember 2021",
        "Kantor Cabang Kediri · Kantor Wilayah Jawa Timur · November 2021",
        "Cakupan kepesertaan Kediri 21,54 persen, naik 0,18 persen poin dari Oktober 2021",
        "143.864 ▲ +1.204 dari Oktober 2021",
        "21,54 % ▲ +0,18 persen poin 143.864 ÷ 667.892 pekerja",
        "40,90 % ▲ +1.092 peserta 135.163 ÷ 330.493 pekerja",
        "3.466 dicatat kantor cabang ini",
        "8.701 337.399 2,58 % 328.698",
        "143.864 667.892 21,54 % 524.028",
        "60,00 % pada Desember 2022",
        "Kekurangan 256.872 orang",
        "Sisa waktu 13 bulan",
        "Diperlukan 19.760 orang per bulan",
        "dalam 13 bulan diperlukan tambahan 19.760 orang per bulan",
        "Sumber penyebut: BPS, Sakernas Agustus 2021.",
        "Sah 187.058 432 NIK harus tepat 16 angka (318)",
        "Dibaca setelah dirapikan: Spasi, titik",
        "Dipakai, tetapi perlu diperiksa: Tanggal lahir kosong (311);",
        "Ekspor lain: 7 baris pemberi kerja tidak dipakai;",
        "menunggak iuran kurang dari 3 bulan",
        "Cakupan 0.1.0, sidik isi 3f9a1c20be77",
        "1 3506 Kabupaten Kediri 159.400 282.048 441.448 234.773 91,50 % 18.060",
        "Kota Kediri dilayani pula oleh Kantor Cabang Blitar.",
        "144.047 −4.117 = 139.930 +1.763 = 141.693",
        "Bukan penerima upah (BPU) 6.030 +240 +22 +15 −131 −20 −38 6.118",
        "Jumlah 140.510 +2.559 +663 −1.539 −500 141.693",
        "Gambar 2. Orang yang masuk dan keluar, semua segmen",
        "sumbu tidak mulai dari nol",
        "5–19 pekerja 1.102 11.020 21 130",
        "Lebih sedikit 640 38.440 31 90",
        "Berjalan 61 2.171",
        "halaman 1 dari 3",
    ):
        assert passage in words


def test_numbers_in_a_row_belong_to_their_area() -> None:
    words = words_of(kediri())
    assert "1 3571 Kota Kediri 68.912 151.204 45,58 % 82.292" in words
    assert "Terdaftar di lebih dari satu wilayah −288" in words


@pytest.mark.parametrize(
    ("bulletin", "passages"),
    [
        (
            without_employers(),
            ("Pemberi kerja: ekspor pemberi kerja belum diterima", "Pemberi kerja aktif …"),
        ),
        (hidden(), ("Kabupaten Supiori x 2.100 x x", "Target cakupan belum ditetapkan.")),
        (
            kanwil(),
            (
                "3 dari 4 kantor cabang",
                "14,76 %ʳ*",
                "Kediri data belum diterima",
                "(R1)",
                "Tercatat pula di kantor cabang lain: 4.102 orang;",
                "Berkas yang belum dipakai: belum diterima 1 (pemberi kerja 1); ditolak 1",
            ),
        ),
        (
            national(),
            (
                "294 baris di antaranya",
                "1 baris tanpa angka",
                "di wilayah kerja seluruh kantor cabang",
            ),
        ),
        (long_names(), ("Kabupaten Kepulauan Siau Tagulandang Biaro",)),
    ],
)
def test_unusual_bulletins_say_what_is_unusual(
    bulletin: Bulletin, passages: tuple[str, ...]
) -> None:
    words = words_of(bulletin)
    for passage in passages:
        assert passage in words


@pytest.mark.parametrize(
    ("bulletin", "pages"),
    [
        (kediri(), 3),
        (without_employers(), 3),
        (hidden(), 3),
        (crowded(), 3),
        (kanwil(41), 6),
        (national(), 5),
        (preliminary(), 3),
        (first_month(), 3),
        (long_names(), 6),
    ],
)
def test_a_bulletin_has_no_more_pages_than_it_needs(bulletin: Bulletin, pages: int) -> None:
    assert 2 <= len(PdfReader(io.BytesIO(pdf_of(bulletin))).pages) <= pages


def test_targets_of_other_indicators_have_a_table_where_there_are_any() -> None:
    jkk = rate(143_864, 667_892, "jkk_coverage")
    targets = (
        TargetRow("Cakupan program JKK", jkk, Decimal("30.00"), Month(2022, 12), Figure(56_504),
                  "open"),
    )  # fmt: skip
    words = words_of(replace(kediri(), other_targets=targets))
    assert "Cakupan program JKK 21,54 % 30,00 % Desember 2022 56.504 Belum tercapai" in words
    assert "Target indikator lain" not in words_of(kediri())


def test_tables_are_numbered_in_the_order_of_the_page() -> None:
    for bulletin in (kediri(), hidden(), without_employers(), kanwil(), national()):
        numbers = re.findall(r"<b>Tabel (\d+)\.</b>", templating.to_html(bulletin))
        assert numbers == [str(number) for number in range(1, len(numbers) + 1)]


def test_a_first_month_has_no_empty_columns() -> None:
    html = templating.to_html(hidden())
    assert ">Perubahan</th>" not in html
    assert "Oktober 2021" not in html
    assert ">Perubahan</th>" in templating.to_html(kediri())


def test_segments_are_compared_only_where_more_than_their_sum_is_known() -> None:
    rows = tuple(
        row if row.segment == "ALL" else replace(row, previous_persons=UNKNOWN)
        for row in kediri().segments
    )
    assert ">Perubahan</th>" not in templating.to_html(replace(kediri(), segments=rows))


def test_missing_data_have_a_page_of_their_own() -> None:
    words = words_of(missing())
    assert "Data Kediri untuk November 2021 belum diterima" in words
    assert "peserta_KDR_202111" in words
    assert "21,54" not in words
    assert "143.864" not in words


def test_the_pdf_is_tagged_dated_and_titled() -> None:
    reader = PdfReader(io.BytesIO(pdf_of(kediri())))
    root = reader.root_object
    assert str(root["/Lang"]) == "id"
    assert cast(DictionaryObject, root["/MarkInfo"])["/Marked"]
    assert b'pdfuaid:part="1"' in cast(StreamObject, root["/Metadata"]).get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == "Berita Cakupan Kantor Cabang Kediri, November 2021"
    assert reader.metadata.creation_date_raw == "D:20211206"
    assert reader.metadata.modification_date_raw == "D:20211206"


def test_the_pdf_carries_its_numbers_dated_by_the_bulletin() -> None:
    (file,) = PdfReader(io.BytesIO(pdf_of(kediri()))).attachment_list
    assert (file.name, file.alternative_name) == ("cakupan-2021-11-KDR.csv",) * 2
    assert file.description == "Angka Berita Cakupan Kantor Cabang Kediri, November 2021"
    assert file.content.decode() == attached(kediri()).text
    assert file.subtype == "/text/csv"
    assert file.creation_date == file.modification_date == datetime(2021, 12, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("bulletin", "most"), [(kediri(), 90_000), (kanwil(41), 150_000), (national(), 200_000)]
)
def test_a_pdf_is_small_enough_for_every_mailbox(bulletin: Bulletin, most: int) -> None:
    assert len(pdf_of(bulletin)) < most


def test_every_letter_is_ours() -> None:
    pdf = pdf_of(kanwil())
    names = set().union(*(sheet._get_fonts()[0] for sheet in PdfReader(io.BytesIO(pdf)).pages))
    assert names
    assert all(name.split("+")[1].startswith("Source-Sans-Pro") for name in names)


def test_equal_bulletins_give_equal_bytes_whatever_came_between() -> None:
    first = rendering.to_pdf(kediri())
    rendering.to_pdf(hidden())
    assert rendering.to_pdf(kediri()) == first


@pytest.mark.parametrize(
    "planted",
    [
        "<img src='https://example.org/a.png' alt='a'/>",
        "<img src='file:///etc/passwd' alt='a'/>",
        "<img src='data:image/png;base64,AAAA' alt='a'/>",
        "<style>@font-face{font-family:F;src:url(https://example.org/f.ttf)}</style>",
        "<style>@import url(https://example.org/a.css);</style>",
        "<p style='background:url(https://example.org/a.png)'>a</p>",
    ],
)
def test_a_page_that_fetches_is_refused_without_quoting(planted: str) -> None:
    with pytest.raises(RenderError, match="needs no other resource") as caught:
        rendering.print_pages(page(planted))
    assert "example.org" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "planted",
    [
        "<style>p { colour: red }</style><p>a</p>",
        "<style>p { color: }</style><p>a</p>",
        "<svg xmlns='http://www.w3.org/2000/svg'><image href='https://example.org/a.png'/></svg>",
        "<style>@font-face{font-family:F;src:local(None)}</style><p>a</p>",
    ],
)
def test_a_page_that_only_warns_is_refused_without_quoting(planted: str) -> None:
    with pytest.raises(RenderError, match="expected a page without warnings") as caught:
        rendering.print_pages(page(planted))
    assert "colour" not in str(caught.value)


@pytest.mark.parametrize("letter", ["\N{SNOWMAN}", "\N{CJK UNIFIED IDEOGRAPH-4E2D}"])
def test_a_letter_that_our_font_lacks_is_refused_without_quoting(letter: str) -> None:
    with pytest.raises(RenderError, match="expected letters that Source Sans has") as caught:
        rendering.print_pages(page(f"<p>{letter}</p>"))
    assert letter not in str(caught.value)


@pytest.mark.parametrize("planted", ["<p>667.892", "<p>a<br>b</p>", "<p>&nbsp;</p>", "<p>\x0c</p>"])
def test_a_page_that_is_not_well_formed_is_refused_without_quoting(planted: str) -> None:
    with pytest.raises(RenderError, match="page of well-formed HTML") as caught:
        rendering.print_pages(page(planted))
    assert planted not in str(caught.value)
    assert caught.value.__cause__ is None


def test_garbage_is_looked_for_again_after_a_page() -> None:
    for broken in (False, True):
        with pytest.raises(RenderError) if broken else nullcontext():
            rendering.print_pages(page("<p>" if broken else "<p>a</p>"))
        assert gc.isenabled()


def test_a_silenced_logger_still_fails_a_render() -> None:
    logger = logging.getLogger("weasyprint")
    logger.setLevel(logging.CRITICAL)
    try:
        with pytest.raises(RenderError):
            rendering.print_pages(page("<style>p { colour: red }</style>"))
        assert logger.level == logging.CRITICAL
    finally:
        logger.setLevel(logging.NOTSET)


def test_a_hostile_name_is_text() -> None:
    name = "<script>alert(1)</script><img src=https://example.org/a.png> & 'Kediri'"
    bulletin = replace(kediri(), name=name)
    assert "<script" not in templating.to_html(bulletin)
    assert name in words_of(bulletin)
    message = templating.to_words(bulletin, None)
    assert "<script" not in message.html
    assert name in " ".join(message.text.split())


def test_a_name_for_the_template_language_is_text() -> None:
    bulletin = replace(kediri(), name="{{ 7 * 191 }}{% raw %}")
    assert "{{ 7 * 191 }}{% raw %}" in templating.to_html(bulletin)
    assert "1337" not in templating.to_html(bulletin)


def test_an_unknown_attribute_fails_without_a_value() -> None:
    with pytest.raises(UndefinedError, match="has no attribute 'gap'"):
        templating._environment().from_string("{{ bulletin.gap }}").render(bulletin=kediri())
    broken = replace(kediri(), published=None)  # type: ignore[arg-type]  # broken on purpose
    with pytest.raises(RenderError, match=r"bulletin.html .* \(branch KDR, 2021-11\)") as caught:
        templating.to_html(broken)
    assert "667.892" not in str(caught.value)


def test_templates_trust_no_value() -> None:
    folder = Path(str(resources.files("templates")))
    for path in (*folder.rglob("*.html"), *folder.rglob("*.svg")):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe|autoescape|<script|style=\"[^\"]*{{", source), path
    assert "{{" not in (folder / "bulletin.css").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("bulletin", "passages"),
    [
        (refused(), ("Kolom berikut tidak ada: NIK, KPJ", "atau unduh ulang ekspor peserta")),
        (held(), ("menunggu pemeriksaan kantor pusat", "Tidak perlu mengirim ulang")),
        (
            replace(kanwil(), is_received=False, branches_received=0),
            ("(0 dari 4 kantor cabang)", "ditolak 1 (peserta 1)", "Ingatkan kantor cabang"),
        ),
    ],
)
def test_a_page_without_figures_says_why_and_what_to_do(
    bulletin: Bulletin, passages: tuple[str, ...]
) -> None:
    words = words_of(bulletin)
    for passage in passages:
        assert passage in words
    mail = templating.to_words(bulletin, None).text
    assert passages[0] in " ".join(mail.split())


def test_a_rate_over_a_hundred_is_printed_whole() -> None:
    words = words_of(replace(kediri(), formal=rate(1_042, 1_000)))
    assert "104,20 %" in words


def test_the_fingerprint_names_all_that_decides_the_bytes() -> None:
    found = fingerprint()
    assert found == fingerprint()
    for name in ("python", "zlib", "weasyprint", "pydyf", "fonttools", "jinja2", "polars"):
        assert found[name]
    for name in ("pango", "harfbuzz", "harfbuzz-subset", "fontconfig", "freetype"):
        assert re.fullmatch(r"[0-9]+(\.[0-9]+)+", found[name])
    assert re.fullmatch("[0-9a-f]{64}", found["font SourceSansPro-Regular.ttf"])
    assert re.fullmatch("[0-9a-f]{64}", found["template bulletin.css"])
    assert "template parts/figures.html" in found
    assert "template locale/en/LC_MESSAGES/bulletin.po" in found
    assert "template charts/line.svg" in found


def test_colours_are_legible() -> None:
    css = resources.files("templates").joinpath("bulletin.css").read_text(encoding="utf-8")
    letters = set(re.findall(r"(?<![-\w])color: (#[0-9a-f]{6})", css)) - {"#ffffff"}
    assert len(letters) >= 4
    for letter in letters:
        assert contrast(letter, "#f1f4f5") >= 4.5
    assert contrast("#ffffff", "#0b4f5e") >= 4.5


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
