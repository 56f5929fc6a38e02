import pytest

from flows.edges.control_files import read_control
from schemas.errors import ExportError
from schemas.exports import Declared, Kind


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        ("nihil = true", None),
        ("\ufeffnihil = true\r\n", None),
        ("baris = 3", Declared(rows=3)),
        ("baris = 3\norang = 0\nupah = 12_500_000", Declared(3, 0, 12_500_000)),
        ("nihil = false\nbaris = 3", Declared(rows=3)),
    ],
)
def test_what_is_declared_is_read(text: str, declared: Declared | None) -> None:
    assert read_control(text.encode(), Kind.PESERTA) == declared


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"", "declares nothing"),
        (b"# nihil", "declares nothing"),
        (b"nihil = yes", "no TOML"),
        (b"nihil = \xff", "no TOML"),
        (b"baris = " + b"9" * 5000, "no TOML"),
        (b"x = " + b"[" * 5000, "no TOML"),
        (b"nihil = false", "no totals"),
        (b"nihil = true\nbaris = 0", "stands alone"),
        (b"nihil = 1", "stands alone"),
        (b'nihil = "ya"', "stands alone"),
        (b"baris = -1", "whole numbers"),
        (b"baris = 1.5", "whole numbers"),
        (b"baris = true", "whole numbers"),
        (b'baris = "3"', "whole numbers"),
        (b"baris = 99999999999999999999", "whole numbers"),
        (b"nik = 3571011708850001", "may hold only"),
        (b"baris.semua = 3", "whole numbers"),
    ],
)
def test_what_is_unclear_is_refused_without_repeating_it(text: bytes, fault: str) -> None:
    with pytest.raises(ExportError, match=f"E140 .*{fault}") as caught:
        read_control(text, Kind.PESERTA)
    assert "3571011708850001" not in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize("kind", [Kind.PEMBERI_KERJA, Kind.PROYEK_JAKON])
def test_persons_and_wages_are_declared_of_peserta_only(kind: Kind) -> None:
    assert read_control(b"baris = 3", kind) == Declared(rows=3)
    for text in (b"orang = 3", b"baris = 3\nupah = 4"):
        with pytest.raises(ExportError, match="only for peserta"):
            read_control(text, kind)
