"""Strangers' archives, unpacked in memory within limits; nothing is written under a member's name.

An archive may say of a member what it likes: what counts is what comes out of it, and unpacking
ends at the first byte more than was said.
"""

import gzip
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO

from flows.edges.content import looks_like, refuse_other
from schemas.errors import ExportError

CHUNK = 4 * 1024 * 1024
"""Bytes that are unpacked at a time."""
PACKED_CHUNK = 512 * 1024
GZIP, ZIP, EMPTY_ZIP = b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06"
NESTED = (ZIP, EMPTY_ZIP, GZIP)
"""First bytes of an archive within an archive."""
DIRECTORY_BYTES = 1024 * 1024
"""Room for some 10,000 members, far more than any export has."""
MOST_DENSE = 100
"""Bytes that may come out of one packed byte; real sheets and exports give 5 to 20."""
FREE_OF_DENSITY = 16 * 1024 * 1024
"""Bytes that may be as dense as they like: a short list of equal words is."""
LOCAL_HEADER = 30
UNSAFE_NAME = re.compile(r"^/|^[A-Za-z]:|(^|/)\.\.(/|$)|[\x00-\x1f]")
ENCRYPTED = 0x1


def gunzipped(data: bytes, cap: int) -> bytes:
    """The bytes of a gzip file, never more than `cap` of them."""
    refuse_other(data, GZIP, "a gzip archive")
    packed, chunks, size = BytesIO(data), [], 0
    with gzip.open(packed) as file:
        while chunk := _gunzipped_chunk(file):
            chunks.append(chunk)
            size += len(chunk)
            most = min(cap, _most(packed.tell()))
            if size > most:
                raise ExportError("E107", cap=most)
    return b"".join(chunks)


def _gunzipped_chunk(file: gzip.GzipFile) -> bytes:
    with suppress(EOFError, gzip.BadGzipFile, zlib.error):
        return file.read(CHUNK)
    raise ExportError("E135")


def unzipped(data: bytes, cap: int) -> bytes:
    """The bytes of the one file in a zip archive, never more than `cap` of them."""
    refuse_other(data, (ZIP, EMPTY_ZIP), "a zip archive")
    files = [member for member in members(data, cap) if not member.is_dir()]
    if len(files) != 1 or not _is_regular(files[0]):
        raise ExportError("E130", members=len(files))
    text = b"".join(unpacked(data, files[0]))
    if text.startswith(NESTED):
        raise ExportError("E130", members=looks_like(text))
    return text


def members(data: bytes, cap: int) -> tuple[zipfile.ZipInfo, ...]:
    """The members of a zip archive by their place in it, none of them unpacked yet.

    ExportError: E104 a password, E105 damaged, E107 more than `cap` bytes in all or members that
    share their bytes, E143 a name that leads out of the archive.
    """
    found = _directory(data)
    if any(UNSAFE_NAME.search(member.orig_filename.replace("\\", "/")) for member in found):
        raise ExportError("E143")
    if any(member.flag_bits & ENCRYPTED for member in found):
        raise ExportError("E104")
    if sum(member.file_size for member in found) > cap:
        raise ExportError("E107", cap=cap)
    for member in found:
        if member.file_size > _most(member.compress_size):
            raise ExportError("E107", cap=_most(member.compress_size))
    if _overlap(found):
        raise ExportError("E107", cap=cap)
    return found


def unpacked(data: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a member in chunks.

    ExportError: E105 they are not what the archive says of them, E107 they are more.
    """
    size = checksum = 0
    for chunk in _chunks(_packed(data, member), member.compress_type):
        size += len(chunk)
        checksum = zlib.crc32(chunk, checksum)
        if size > member.file_size:
            raise ExportError("E107", cap=member.file_size)
        yield chunk
    if size != member.file_size or checksum != member.CRC:
        raise ExportError("E105")


def _most(packed: int) -> int:
    """Bytes that may come out of so many packed ones."""
    return max(FREE_OF_DENSITY, MOST_DENSE * packed)


def _directory(data: bytes) -> tuple[zipfile.ZipInfo, ...]:
    """The directory at the archive's end, which is checked for its size before it is read."""
    end = data.rfind(EMPTY_ZIP)
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    if end >= 0 and size <= DIRECTORY_BYTES:
        with suppress(zipfile.BadZipFile, NotImplementedError, ValueError, struct.error):
            with zipfile.ZipFile(BytesIO(data)) as archive:
                found = archive.infolist()
            if len({member.filename for member in found}) == len(found):
                return tuple(sorted(found, key=lambda member: member.header_offset))
    # Raised outside: the library's errors name members.
    raise ExportError("E105")


def _overlap(found: tuple[zipfile.ZipInfo, ...]) -> bool:
    """Whether two members are unpacked from the same bytes."""
    ends = [
        member.header_offset + LOCAL_HEADER + len(member.orig_filename) + member.compress_size
        for member in found
    ]
    return any(end > after.header_offset for end, after in zip(ends, found[1:], strict=False))


def _is_regular(member: zipfile.ZipInfo) -> bool:
    """Archives made elsewhere than on Unix say nothing of it."""
    mode = member.external_attr >> 16
    return stat.S_IFMT(mode) in (0, stat.S_IFREG)


def _packed(data: bytes, member: zipfile.ZipInfo) -> memoryview:
    header = data[member.header_offset : member.header_offset + LOCAL_HEADER]
    if len(header) < LOCAL_HEADER or not header.startswith(ZIP):
        raise ExportError("E105")
    names = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    start = member.header_offset + LOCAL_HEADER + names
    return memoryview(data)[start : start + member.compress_size]


def _chunks(packed: memoryview, method: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        for start in range(0, len(packed), CHUNK):
            yield bytes(packed[start : start + CHUNK])
    elif method == zipfile.ZIP_DEFLATED:
        yield from _inflated(packed)
    else:
        raise ExportError("E105")


def _inflated(packed: memoryview) -> Iterator[bytes]:
    """The last, empty slice fetches what zlib still holds back."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    for start in range(0, len(packed) + PACKED_CHUNK, PACKED_CHUNK):
        waiting: bytes | memoryview = packed[start : start + PACKED_CHUNK]
        while not inflater.eof:
            yield _inflate(inflater, waiting)
            waiting = inflater.unconsumed_tail
            if not waiting:
                break
    if not inflater.eof:
        raise ExportError("E105")


def _inflate(inflater: "zlib._Decompress", packed: bytes | memoryview) -> bytes:
    with suppress(zlib.error):
        return inflater.decompress(packed, CHUNK)
    raise ExportError("E105")
