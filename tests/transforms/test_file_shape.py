"""How a text export is encoded and laid out is told, also where the reader can't take it."""

import pytest

from schemas.exports import COLUMNS, Kind, Profile
from schemas.inspection import Shape
from tests.builders import csv_bytes
from tests.shapes import exports
from transforms.file_shape import to_text_shape

DEFAULT = Profile()


def shape_of(data: bytes, profile: Profile = DEFAULT) -> Shape:
    """The shape of an export of persons."""
    return to_text_shape(data, "text", Kind.PESERTA, profile)


def test_the_shape_of_a_text() -> None:
    data = b"\xef\xbb\xbf" + csv_bytes(exports(), delimiter=";").replace(b"\n", b"\r\n")
    shape = shape_of(data)
    assert (shape.packing, shape.encoding, shape.has_bom) == ("text", "utf-8", True)
    assert (shape.line_ends, shape.delimiter, shape.line) == ("CRLF", ";", 1)
    assert [name for name, _ in shape.columns] == list(COLUMNS[Kind.PESERTA])
    assert (shape.missing, shape.others, shape.unknown) == ((), 0, ())


def test_mixed_line_ends_are_counted() -> None:
    data = csv_bytes(exports()).replace(b"\n", b"\r\n", 2)
    assert shape_of(data).line_ends == "CRLF (2), LF (11)"


@pytest.mark.parametrize("profile", [DEFAULT, Profile(delimiter=";")])
def test_no_separator_is_told_where_there_is_none(profile: Profile) -> None:
    data = csv_bytes(exports()).replace(b",", b"#")
    shape = shape_of(data, profile)
    assert (shape.encoding, shape.delimiter, shape.line) == ("ascii", "", 0)
    assert (shape.columns, shape.missing) == ((), ())


def test_one_known_heading_alone_makes_no_separator() -> None:
    shape = shape_of(b"NIK\n1\n")
    assert (shape.delimiter, shape.line, shape.columns) == ("", 1, (("NIK", "NIK"),))


def test_a_heading_that_stands_twice_is_told_with_the_shape() -> None:
    shape = shape_of(csv_bytes(exports()).replace(b"NPP", b"KPJ", 1))
    assert (shape.delimiter, shape.line, shape.missing) == (",", 1, ("NPP",))


def test_a_heading_below_a_title_is_told_though_it_lacks_a_column() -> None:
    data = b"DAFTAR PESERTA\n\nKantor Kediri, Jawa Timur\n\n" + csv_bytes(exports())
    shape = shape_of(data.replace(b"UPAH", b"GAJI", 1))
    assert (shape.delimiter, shape.line, shape.missing) == (",", 5, ("UPAH",))


def test_unknown_headings_are_only_counted_where_none_is_missing() -> None:
    shape = shape_of(csv_bytes([row | {"NAMA": "SITI"} for row in exports()]))
    assert (shape.others, shape.unknown) == (1, ())


@pytest.mark.parametrize(
    "profile", [DEFAULT, Profile(delimiter="|"), Profile(header_row=9), Profile(header_row=2)]
)
def test_a_quoted_heading_over_several_lines_is_told_though_it_lacks_a_column(
    profile: Profile,
) -> None:
    heading, _, rows = csv_bytes(exports(), delimiter=";").partition(b"\n")
    broken = heading.replace(b"TGL_LAHIR", b'"Tgl\nLahir"').replace(b"UPAH", b"GAJI")
    shape = shape_of(b"DAFTAR PESERTA\n" + broken + b"\n" + rows, profile)
    assert (shape.delimiter, shape.line, shape.missing) == (";", 2, ("UPAH",))
    assert ("TGL_LAHIR", "Tgl·Lahir") in shape.columns


def test_lines_that_can_be_no_heading_have_no_shape() -> None:
    shape = shape_of(b"x" * 200_000 + b"\n")
    assert (shape.encoding, shape.delimiter, shape.line) == ("ascii", "", 0)
    assert (shape.columns, shape.missing) == ((), ())
