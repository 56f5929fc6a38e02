"""Words that have several spellings, and text that wants to be a formula, a page or a template."""

from tests.builders import csv_bytes
from tests.cases.case import PLACE, Case, Taken, bad_cell, other_cell, with_column


def _text(name: str, text: str, **findings: int) -> Case:
    """A name that wants to be a formula or a page; names are dropped where they are read."""
    rows = with_column("NAMA", ["Siti"])
    rows[PLACE]["NAMA"] = text
    return Case(name, lambda: csv_bytes(rows), Taken({"N315": 1} | findings))


CASES = (
    bad_cell("segment-unknown", "Q222", "SEGMEN", "JAKON"),
    bad_cell("area-unknown", "Q229", "KODE_WILAYAH_KERJA", "3599"),
    other_cell(
        "area-with-a-dot", "KODE_WILAYAH_KERJA", lambda area: f"{area[:2]}.{area[2:]}", "N304"
    ),
    other_cell("flag-spelt-out", "JHT", lambda flag: "Ya", "N306"),
    other_cell("sex-spelt-out", "JENIS_KELAMIN", lambda sex: "Laki-laki", "N306"),
    other_cell("status-in-small-letters", "STATUS", lambda status: "aktif", "N306"),
    _text("formula-for-a-name", "=cmd|'/C calc'!A0", N323=1),
    _text("sum-for-a-name", "@SUM(A1:A9)", N323=1),
    _text("plus-for-a-name", "+1", N323=1),
    _text("tab-and-formula-for-a-name", "\t=1, 2", N323=1),
    _text("script-for-a-name", "<script>alert(1)</script>"),
    _text("link-for-a-name", "<link rel=attachment href=file:///etc/passwd>"),
    _text("template-for-a-name", "{{7*7}}{% include '/etc/passwd' %}"),
    _text("style-for-a-name", "red} @import url(file:///etc/passwd)"),
    _text("end-of-data-for-a-name", "]]>"),
    bad_cell("script-for-a-code", "Q216", "NPP", "<SCRIPT>ALERT</SCRIPT>"),
    bad_cell("template-for-a-code", "Q216", "NPP", "{{7*7}}"),
    bad_cell("code-of-25-signs", "Q216", "NPP", "1" * 25),
)
