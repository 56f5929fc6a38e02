"""Archives of strangers: what is taken out of them, and what is not."""

import gzip
import io
import stat
import zipfile
import zlib
from collections.abc import Callable

import pytest

from flows.edges.archives import gunzipped, members, unpacked, unzipped
from schemas.errors import ExportError

CAP = 20_000_000
TEXT = b"A;B\n1;2\n" * 1000


def archive(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these files, some perhaps of the same name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as target:
        for name, data in files:
            target.writestr(zipfile.ZipInfo(name, (2021, 12, 1, 0, 0, 0)), data, method)
    return buffer.getvalue()


def changed(packed: bytes, place: int, new: bytes, *, sign: bytes = b"PK\x01\x02") -> bytes:
    """The archive with other bytes so far behind the first header with this sign."""
    start = packed.index(sign) + place
    return packed[:start] + new + packed[start + len(new) :]


def linked(name: str) -> bytes:
    """An archive of a symbolic link."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        target.writestr(entry, "/etc/hostname")
    return buffer.getvalue()


def code_of(work: Callable[[], object]) -> str:
    """The code with which it is refused; nothing of the first error may hang on to it."""
    with pytest.raises(ExportError) as caught:
        work()
    assert caught.value.__context__ is None
    assert str(caught.value)
    return caught.value.code


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_the_one_file_of_a_zip_is_taken_whatever_its_name(method: int) -> None:
    assert unzipped(archive(("folder/", b""), ("folder/a b.txt", TEXT), method=method), CAP) == TEXT


def test_a_member_larger_than_any_chunk_is_whole() -> None:
    data = bytes(range(256)) * 40_000
    assert unzipped(archive(("a.csv", data)), CAP) == data


@pytest.mark.parametrize(
    ("packed", "code"),
    [
        (b"", "E101"),
        (TEXT, "E103"),
        (gzip.compress(TEXT, mtime=0), "E103"),
        (archive(), "E130"),
        (archive(("a.csv", TEXT), ("b.csv", TEXT)), "E130"),
        (archive(("a.zip", archive(("a.csv", TEXT)))), "E130"),
        (archive(("a.csv.gz", gzip.compress(TEXT, mtime=0))), "E130"),
        (linked("a.csv"), "E130"),
        (archive(("../a.csv", TEXT)), "E143"),
        (archive(("a/../../b.csv", TEXT)), "E143"),
        (archive(("/etc/a.csv", TEXT)), "E143"),
        (archive(("..\\a.csv", TEXT)), "E143"),
        (archive(("C:a.csv", TEXT)), "E143"),
        (archive(("a\n.csv", TEXT)), "E143"),
        (archive(("a.csv", bytes(CAP + 1))), "E107"),
        (archive(("a.csv", bytes(CAP - 1))), "E107"),
        (archive(("a.csv", TEXT))[:-30], "E105"),
        (archive(("a.csv", TEXT), method=zipfile.ZIP_BZIP2), "E105"),
        (changed(archive(("a.csv", TEXT)), 16, b"\1"), "E105"),
        (changed(archive(("a.csv", TEXT)), 8, b"\1"), "E104"),
        (changed(archive(("a.csv", TEXT)), 24, (len(TEXT) - 1).to_bytes(4, "little")), "E107"),
        (changed(archive(("a.csv", TEXT)), 24, (len(TEXT) + 1).to_bytes(4, "little")), "E105"),
        (changed(archive(("a.csv", TEXT)), 60, b"\xff", sign=b"PK\x03\x04"), "E105"),
        (changed(archive(("a.csv", TEXT)), 0, b"x", sign=b"PK\x03\x04"), "E103"),
    ],
)
def test_a_zip_that_can_not_be_taken(packed: bytes, code: str) -> None:
    assert code_of(lambda: unzipped(packed, CAP)) == code


def test_two_members_of_one_name_are_damage() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        packed = archive(("a.csv", TEXT), ("a.csv", TEXT))
    assert code_of(lambda: members(packed, CAP)) == "E105"


def test_members_that_share_their_bytes_are_refused() -> None:
    packed = archive(("a.csv", TEXT), ("b.csv", TEXT))
    second = packed.rindex(b"PK\x01\x02") - packed.index(b"PK\x01\x02")
    assert code_of(lambda: members(changed(packed, second + 42, bytes(4)), CAP)) == "E107"


def test_a_long_directory_is_not_read() -> None:
    packed = archive(*((f"{number:05}{'x' * 200}", b"") for number in range(5000)))
    assert code_of(lambda: members(packed, CAP)) == "E105"


def test_a_member_that_says_too_little_ends_after_one_chunk() -> None:
    """100 MB come out of a member that says it has 20 KB."""
    packed = changed(archive(("a.csv", bytes(100_000_000))), 24, (20_000).to_bytes(4, "little"))
    (member,) = members(packed, CAP)
    chunks = unpacked(packed, member)
    assert code_of(lambda: next(chunks)) == "E107"


def test_a_gzip_file_is_taken_up_to_its_limit() -> None:
    packed = gzip.compress(TEXT, mtime=0)
    assert gunzipped(packed, len(TEXT)) == TEXT
    assert gunzipped(packed + packed, 2 * len(TEXT)) == TEXT * 2
    assert code_of(lambda: gunzipped(packed, len(TEXT) - 1)) == "E107"
    assert code_of(lambda: gunzipped(gzip.compress(bytes(CAP - 1), mtime=0), CAP)) == "E107"


@pytest.mark.parametrize(
    ("packed", "code"),
    [
        (b"", "E101"),
        (TEXT, "E103"),
        (archive(("a.csv", TEXT)), "E103"),
        (gzip.compress(TEXT, mtime=0)[:-9], "E135"),
        (gzip.compress(TEXT, mtime=0)[:20] + b"xxxx" + gzip.compress(TEXT, mtime=0)[24:], "E135"),
        (b"\x1f\x8bxx" + zlib.compress(TEXT), "E135"),
    ],
)
def test_a_gzip_file_that_can_not_be_taken(packed: bytes, code: str) -> None:
    assert code_of(lambda: gunzipped(packed, CAP)) == code
