import pytest

from flows.edges.control_files import KEYS, read_control
from schemas.errors import ExportError
from schemas.exports import Declared, Kind

NAME = "peserta_KDR_202111.kontrol.toml"
NO_TOML = "expected TOML such as baris = 1200, found something else"
OUTSIDE = (
    "baris: expected whole numbers from 0 to 9223372036854775807, found a number outside of that"
)


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        ("nihil = true", None),
        ("\ufeffnihil = true\r\n", None),
        ("baris = 3", Declared(rows=3)),
        ("baris = 3\norang = 0\nupah = 12_500_000", Declared(3, 0, 12_500_000)),
        ("nihil = false\nbaris = 3", Declared(rows=3)),
        ("baris = 9223372036854775807", Declared(rows=2**63 - 1)),
    ],
)
def test_what_is_declared_is_read(text: str, declared: Declared | None) -> None:
    assert read_control(text.encode(), Kind.PESERTA, NAME) == declared


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"", f"expected one or more of {KEYS}, found nothing"),
        (b"# nihil", f"expected one or more of {KEYS}, found nothing"),
        (b"baris = 1\nnihil = yes", f"line 2: {NO_TOML}"),
        (b"[a]\n['line 3571011708850001']\n['line 3571011708850001']", f"line 3: {NO_TOML}"),
        (b"nihil = \xff", NO_TOML),
        (b"baris = " + b"9" * 5000, NO_TOML),
        (b"x = " + b"[" * 5000, NO_TOML),
        (b"nihil = false", "nihil: expected totals beside false, found none"),
        (b"nihil = true\nbaris = 0", "nihil: expected true to stand alone, found baris beside it"),
        (b"nihil = 1", "nihil: expected true or false, found a number"),
        (b'nihil = "ya"', "nihil: expected true or false, found text"),
        (b"baris = -1", OUTSIDE),
        (b"orang = 1.5", "orang: expected whole numbers from 0, found a fraction"),
        (b"baris = true", "baris: expected whole numbers from 0, found true or false"),
        (b'upah = "3"', "upah: expected whole numbers from 0, found text"),
        (b"baris = [3]", "baris: expected whole numbers from 0, found a list"),
        (b"baris = 2021-11-01", "baris: expected whole numbers from 0, found a date or time"),
        (b"baris.semua = 3", "baris: expected whole numbers from 0, found a table"),
        (b"baris = 99999999999999999999", OUTSIDE),
        (b"baris = 9223372036854775808", OUTSIDE),
        (b"baris = 3\n3571011708850001 = 1", f"key 2: expected one of {KEYS}, found another name"),
        (b"nik = 3571011708850001", f"key 1: expected one of {KEYS}, found another name"),
    ],
)
def test_what_is_unclear_is_named_without_repeating_it(text: bytes, fault: str) -> None:
    with pytest.raises(ExportError) as caught:
        read_control(text, Kind.PESERTA, NAME)
    assert (caught.value.code, caught.value.fields) == ("E140", {"control": NAME, "fault": fault})
    assert caught.value.__context__ is None


@pytest.mark.parametrize("kind", [Kind.PEMBERI_KERJA, Kind.PROYEK_JAKON])
def test_persons_and_wages_are_declared_of_peserta_only(kind: Kind) -> None:
    assert read_control(b"baris = 3", kind, NAME) == Declared(rows=3)
    for text in (b"orang = 3", b"baris = 3\nupah = 4"):
        with pytest.raises(ExportError, match="declared of peserta only"):
            read_control(text, kind, NAME)
