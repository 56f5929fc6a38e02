"""Small files that grow without bound when unpacked or parsed, and what reading one takes."""

import gzip
import io
import json
import pickle
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flows.edges.objects import Objects
from schemas.exports import Format
from schemas.reading import ReadJob
from tests.builders import job
from tests.cases.sheets import SHEET, rewritten, workbook

ROOT = Path(__file__).resolve().parents[2]
MEBIBYTE = 2**20
MOST_MEMORY = 2**30
"""Bytes that a process may hold while it finds out."""
ADDRESS_SPACE = 8 * 2**30
"""What a reading process may reserve, as in an installation."""

READ = f"""
import json, pickle, resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, ({ADDRESS_SPACE}, {ADDRESS_SPACE}))
from flows.edges.reader import read_export
from schemas.errors import ExportError
job = pickle.load(sys.stdin.buffer)
start, code = time.perf_counter(), "taken"
try:
    read_export(job)
except ExportError as error:
    code = error.code
seconds = time.perf_counter() - start
(peak,) = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(json.dumps([code, seconds, int(peak.split()[1]) * 1024]))
"""


@dataclass(frozen=True)
class Bomb:
    """A file and the code with which it must be refused."""

    name: str
    data: Callable[[], bytes]
    format: Format
    code: str


@dataclass(frozen=True)
class Reading:
    """What reading a bomb came to, in a process of its own."""

    code: str
    seconds: float
    peak_bytes: int


def measured(bomb: Bomb, folder: Path) -> Reading:
    """Read a bomb in a process that is limited as a worker is."""
    name = Objects(str(folder)).put(bomb.data(), f".{bomb.format}")
    asked: ReadJob = job(name=name, root=str(folder), format=bomb.format)
    done = subprocess.run(
        [sys.executable, "-c", READ],
        input=pickle.dumps(asked),
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        return Reading(f"died with {done.returncode}", 0.0, 0)
    return Reading(*json.loads(done.stdout))


def deflated(block: bytes, times: int, before: bytes = b"", after: bytes = b"") -> bytes:
    """A raw deflate stream of the block so many times, compressed only once."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    head = packer.compress(before) + packer.flush(zlib.Z_FULL_FLUSH)
    middle = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    tail = packer.compress(after) + packer.flush(zlib.Z_FINISH)
    return head + middle * times + tail


def zip_with(
    members: dict[str, bytes], name: str, stream: bytes, size: int, checksum: int = 0
) -> bytes:
    """A zip archive of members and, last, a ready deflate stream, whose size need not be true."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
        place = buffer.tell()
        archive.writestr(zipfile.ZipInfo(name, (2021, 12, 1, 0, 0, 0)), stream, zipfile.ZIP_STORED)
        entry = archive.getinfo(name)
        entry.compress_type, entry.CRC, entry.file_size = zipfile.ZIP_DEFLATED, checksum, size
    packed = bytearray(buffer.getvalue())
    packed[place + 8 : place + 10] = zipfile.ZIP_DEFLATED.to_bytes(2, "little")
    packed[place + 14 : place + 18] = checksum.to_bytes(4, "little")
    packed[place + 22 : place + 26] = min(size, 2**32 - 1).to_bytes(4, "little")
    return bytes(packed)


def _ten_gigabytes() -> bytes:
    return deflated(bytes(MEBIBYTE), 10 * 1024)


def _honest_zip() -> bytes:
    return zip_with({}, "isi.csv", _ten_gigabytes(), 10 * 2**30)


def _lying_zip() -> bytes:
    """The header says 20 KB."""
    return zip_with({}, "isi.csv", _ten_gigabytes(), 20_000)


def _gzip() -> bytes:
    head = gzip.compress(b"", mtime=0)[:10]
    return head + _ten_gigabytes() + bytes(8)


def _blanks() -> bytes:
    """A workbook of 600 MB of blanks between two rows."""
    before = b'<?xml version="1.0"?><worksheet><sheetData><row r="1">'
    after = b"</row></sheetData></worksheet>"
    block = b" " * MEBIBYTE
    checksum = zlib.crc32(before)
    for _ in range(600):
        checksum = zlib.crc32(block, checksum)
    size = len(before) + 600 * MEBIBYTE + len(after)
    stream = deflated(block, 600, before, after)
    with zipfile.ZipFile(io.BytesIO(workbook())) as book:
        members = {name: book.read(name) for name in book.namelist() if name != SHEET}
    return zip_with(members, SHEET, stream, size, zlib.crc32(after, checksum))


def _overlapping() -> bytes:
    """A directory that names one stream of 20 MB 512 times."""
    packed = zip_with({}, "xl/worksheets/sheet1.xml", deflated(bytes(MEBIBYTE), 20), 20 * MEBIBYTE)
    start = packed.index(b"PK\x01\x02")
    end = packed.index(b"PK\x05\x06")
    entry, ending = packed[start:end], bytearray(packed[end:])
    entries = b"".join(
        entry.replace(b"sheet1.xml", b"she%03d.xml" % number)[: len(entry)] for number in range(512)
    )
    ending[8:10] = ending[10:12] = (512).to_bytes(2, "little")
    ending[12:16] = len(entries).to_bytes(4, "little")
    return packed[:start] + entries + bytes(ending)


def _far_cell() -> bytes:
    return workbook(lambda book, sheet: sheet.write_string(1_048_575, 16_383, "x"))


def _unannounced_far_cell() -> bytes:
    """The same, where the sheet says that its range is small."""
    return rewritten(
        _far_cell(), {SHEET: lambda xml: xml.replace(b'ref="A1:XFD1048576"', b'ref="A1:R201"')}
    )


def _laughs() -> bytes:
    words = b'<!ENTITY a0 "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (level, b"&a%d;" % (level - 1) * 10) for level in range(1, 10)
    )
    head = b'<?xml version="1.0"?><!DOCTYPE sst [' + words + b"]>"
    texts = head + b"<sst><si><t>&a9;</t></si></sst>"
    return rewritten(workbook(), {"xl/sharedStrings.xml": lambda xml: texts})


BOMBS = (
    Bomb("zip-of-10-gb", _honest_zip, "zip", "E107"),
    Bomb("zip-of-10-gb-that-says-20-kb", _lying_zip, "zip", "E107"),
    Bomb("gzip-of-10-gb", _gzip, "csv.gz", "E107"),
    Bomb("workbook-of-overlapping-members", _overlapping, "xlsx", "E107"),
    Bomb("workbook-of-600-mb-of-blanks", _blanks, "xlsx", "E107"),
    Bomb("workbook-with-its-last-cell-used", _far_cell, "xlsx", "E108"),
    Bomb("workbook-with-a-hidden-last-cell", _unannounced_far_cell, "xlsx", "E108"),
    Bomb("workbook-of-a-billion-laughs", _laughs, "xlsx", "E132"),
)
