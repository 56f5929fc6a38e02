"""Writes the first sheet of the correction workbook: what is wrong, and what the clerk does."""

from collections.abc import Iterator
from typing import Any

from flows.edges.workbooks import LINE, TEXT, fit_to_paper, lines_of
from schemas.codes import REJECTIONS
from schemas.corrections import ADVICE, REASONS, Correction
from schemas.exports import Kind
from schemas.grouping import filled
from transforms.numerals import month_name, whole

SHEET = "Ringkasan"
WIDTHS = (26, 62, 12, 62)
"""Characters of the four columns."""
KINDS = {
    Kind.PESERTA: "Peserta",
    Kind.PEMBERI_KERJA: "Pemberi kerja",
    Kind.PROYEK_JAKON: "Proyek jasa konstruksi",
}
WARNING = (
    "Berisi data pribadi. Jangan dikirim lewat surel atau aplikasi pesan, jangan disalin ke "
    "komputer pribadi, dan hapus setelah perbaikan selesai."
)
REFUSED = "Berkas ini tidak dapat diterima"
HELD = "Berkas ini menunggu keputusan kantor pusat"
TAKEN = "Berkas ini diterima; sebagian barisnya tidak dipakai"


def write_summary(book: Any, correction: Correction) -> None:
    """Which file, what was received, why rows are left out, and how to send the file again."""
    sheet = book.add_worksheet(SHEET)
    page = _Page(sheet, book)
    kind, month = KINDS[correction.submission.kind], month_name(correction.submission.month)
    page.across(f"Perbaikan data {kind.lower()}, {month}", "title")
    if correction.faults:
        page.across(WARNING, "warning")
    page.gap()
    for label, value in _facts(correction):
        page.pair(label, value)
    page.section(_verdict(correction))
    for sentence in _reasons(correction):
        page.across(sentence, "fault")
    page.section("Yang harus dilakukan")
    for number, step in enumerate(_steps(correction), start=1):
        page.across(f"{number}.  {step}", "text")
    if correction.rules:
        page.section("Kesalahan")
        page.rules(correction.rules)
    if correction.fault is None:
        page.section("Gaya penulisan kantor cabang ini")
        for label, value in _styles(correction):
            page.pair(label, value)
    _print_well(sheet, "Berisi data pribadi" if correction.faults else "")


def _verdict(correction: Correction) -> str:
    if correction.fault is not None:
        return REFUSED
    return HELD if correction.holds else TAKEN


def _reasons(correction: Correction) -> Iterator[str]:
    """Why the file as a whole does not count."""
    if correction.fault is not None:
        yield f"{correction.fault.code} {correction.fault.notice}"
    for hold in correction.holds:
        yield f"{hold.code} {filled(REASONS[hold.code], hold.fields)}"


def _facts(correction: Correction) -> Iterator[tuple[str, str]]:
    yield "Kantor cabang", f"{correction.branch_name} ({correction.submission.branch})"
    yield "Bulan", month_name(correction.submission.month)
    yield "Jenis data", KINDS[correction.submission.kind]
    yield "Sidik berkas", correction.submission.digest
    if correction.fault is None:
        yield "Baris diterima", whole(correction.received)
        yield (
            "Baris siap dipakai" if correction.holds else "Baris dipakai",
            whole(correction.accepted),
        )
        yield "Baris tidak dipakai", whole(correction.left_out)


def _steps(correction: Correction) -> Iterator[str]:
    again = f"Kirim ulang seluruh berkas dengan nama {correction.file_name}."
    if correction.fault is not None:
        yield "Perbaiki berkas seperti tertulis di atas, atau ekspor ulang dari aplikasi."
        yield again
        return
    if correction.faults:
        yield "Buka lembar Perbaiki: sel merah salah, dan kolom Kesalahan menyebut sebabnya."
        listed = len(correction.faults)
        if listed < correction.left_out:
            yield (
                f"Lembar Perbaiki memuat {whole(listed)} dari {whole(correction.left_out)} baris; "
                "sebanyak itu biasanya satu sebab, jadi perbaiki cara ekspornya lebih dulu."
            )
        yield (
            "Perbaiki sel itu di aplikasi sumber atau di berkas ekspor asli; "
            "kolom Baris ialah nomor baris di berkas itu."
        )
    if correction.holds:
        yield "Periksa sebab di atas; bila datanya benar, beri tahu kantor pusat."
    yield again
    yield (
        "Jangan mengirim lembar Perbaiki saja: kiriman baru menggantikan seluruh bulan, "
        "sehingga semua baris lain akan hilang."
    )


def _styles(correction: Correction) -> Iterator[tuple[str, str]]:
    profile = correction.profile
    yield "Tanggal", ", ".join(profile.dates)
    yield "Bulan (PERIODE, BLTH)", profile.months
    yield "Bilangan", f"1{profile.thousands}234{profile.thousands}567{profile.decimal}00"


def _print_well(sheet: Any, note: str) -> None:
    for place, width in enumerate(WIDTHS):
        sheet.set_column(place, place, width)
    sheet.hide_gridlines(2)
    fit_to_paper(sheet, side=0.5)
    sheet.set_footer(f"&L&8{note}&R&8Halaman &P dari &N")


class _Page:
    """Writes from the top down; a spreadsheet does not fit the height of merged cells itself."""

    def __init__(self, sheet: Any, book: Any) -> None:
        self._sheet = sheet
        self._line = 0
        text = {"text_wrap": True, "valign": "top", "num_format": TEXT}
        boxed = text | {"indent": 1, "border": 1, "border_color": "#BFBFBF"}
        dark = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F3864"}
        self._formats = {
            name: book.add_format(text | look)
            for name, look in {
                "title": {"bold": True, "font_size": 16, "font_color": "#1F3864"},
                "warning": {"bold": True, "font_color": "#9C0006", "bg_color": "#FFC7CE"},
                "section": {"bold": True, "font_size": 12, "bottom": 2, "bottom_color": "#1F3864"},
                "fault": {"bold": True, "bg_color": "#FFF2CC"},
                "text": {},
                "label": boxed | {"bg_color": "#F2F2F2"},
                "value": boxed | {"bold": True},
                "head": boxed | dark,
                "cell": boxed,
                "count": boxed | {"align": "right"},
            }.items()
        }

    def gap(self) -> None:
        self._line += 1

    def across(self, text: str, style: str) -> None:
        """A paragraph over the whole width."""
        height = LINE * lines_of(text, sum(WIDTHS))
        self._sheet.set_row(
            self._line, height + {"title": 10, "warning": 6, "section": 4}.get(style, 2)
        )
        last = len(WIDTHS) - 1
        self._sheet.merge_range(self._line, 0, self._line, last, "", self._formats[style])
        self._sheet.write_string(self._line, 0, text, self._formats[style])
        self._line += 1

    def section(self, title: str) -> None:
        self.gap()
        self.across(title, "section")

    def pair(self, label: str, value: str) -> None:
        self._row((label, value), ("label", "value"))

    def rules(self, rules: tuple[tuple[str, int], ...]) -> None:
        """A row per broken rule: code, sentence, rows, advice."""
        self._row(("Kode", "Kesalahan", "Baris", "Yang harus dilakukan"), ("head",) * 4)
        for code, rows in rules:
            cells = (code, REJECTIONS[code], whole(rows), ADVICE[code])
            self._row(cells, ("cell", "cell", "count", "cell"))

    def _row(self, cells: tuple[str, ...], styles: tuple[str, ...]) -> None:
        lines = max(lines_of(cell, width) for cell, width in zip(cells, WIDTHS, strict=False))
        self._sheet.set_row(self._line, LINE * lines + 2)
        for place, (cell, style) in enumerate(zip(cells, styles, strict=True)):
            self._sheet.write_string(self._line, place, cell, self._formats[style])
        self._line += 1
