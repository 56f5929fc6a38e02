"""The object store, on a real folder and on a store that is no folder."""

import os
import pickle
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import fsspec
import polars as pl
import pytest

from flows.edges.objects import Objects
from flows.edges.sent_files import open_sent
from schemas.errors import DataError, ExportError, StoreError
from tests.clusters import BUCKET

DATA = b"PERIODE;KODE_KANTOR\n202111;KDR\n"
NAME = sha256(DATA).hexdigest() + ".csv"
CAP = 1_000


@pytest.fixture(params=["folder", "memory", "s3"])
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Objects]:
    """A folder, an fsspec store that is none, and a real server of s3."""
    if request.param == "folder":
        yield Objects(str(tmp_path / "store"))
        return
    if request.param == "s3":
        request.getfixturevalue("s3")
        yield Objects(f"s3://{BUCKET}/{uuid4()}")
        return
    memory = fsspec.filesystem("memory")
    yield Objects("memory://store")
    memory.store.clear()


def files(folder: Path) -> list[Path]:
    """Every file below a folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def damage(objects: Objects, data: bytes) -> None:
    """Let other bytes lie where an object was."""
    filesystem, place = fsspec.core.url_to_fs(objects.url(NAME))
    filesystem.pipe_file(place, data)


def test_equal_bytes_are_one_object(objects: Objects, tmp_path: Path) -> None:
    source = tmp_path / "export.csv"
    source.write_bytes(DATA)
    assert objects.put(DATA, ".csv") == NAME
    assert objects.put_file(source, ".csv", cap=CAP) == NAME
    assert objects.write(".csv", lambda path: path.write_bytes(DATA)) == NAME
    assert objects.read(NAME) == DATA
    assert objects.verify(NAME)
    assert objects.size(NAME) == len(DATA)


def test_an_object_that_was_never_put_is_missing(objects: Objects) -> None:
    objects.put(b"another", ".csv")
    assert not objects.verify(NAME)
    assert objects.size(NAME) is None
    with pytest.raises(StoreError, match="is missing"):
        objects.read(NAME)


def test_an_object_that_is_removed_is_gone_and_may_be_put_again(objects: Objects) -> None:
    objects.put(DATA, ".csv")
    for _ in range(2):
        objects.remove(NAME)
        assert objects.size(NAME) is None
    assert objects.put(DATA, ".csv") == NAME
    assert objects.read(NAME) == DATA


def test_a_purged_file_is_not_stored(objects: Objects, tmp_path: Path) -> None:
    source = tmp_path / "export.csv"
    source.write_bytes(DATA)
    with pytest.raises(ExportError, match="E144 File"):
        objects.put_file(source, ".csv", cap=CAP, purged={NAME})
    assert objects.size(NAME) is None


def test_a_name_is_never_a_path(objects: Objects) -> None:
    for name in ("../../etc/passwd", "a" * 64 + "/../x", "a" * 63, "A" * 64 + ".csv"):
        with pytest.raises(DataError, match="SHA-256"):
            objects.read(name)
    with pytest.raises(DataError, match="SHA-256"):
        objects.put(DATA, "/../x")


def test_other_readers_find_a_frame_by_its_url(tmp_path: Path) -> None:
    objects = Objects(str(tmp_path))
    frame = pl.DataFrame({"persons": [1, 2]})
    url = objects.url(objects.write(".parquet", frame.write_parquet))
    assert pl.scan_parquet(url, glob=False).collect().equals(frame)


def test_the_url_alone_leads_to_the_object(objects: Objects) -> None:
    with fsspec.open(objects.url(objects.put(DATA, ".csv"))) as file:
        assert file.read() == DATA


def test_the_store_travels_to_another_process(tmp_path: Path) -> None:
    objects = Objects(str(tmp_path))
    name = objects.put(DATA, ".csv")
    assert pickle.loads(pickle.dumps(objects)).read(name) == DATA


def test_a_damaged_object_is_not_passed_on_and_heals_when_it_is_put_again(
    objects: Objects, tmp_path: Path
) -> None:
    source = tmp_path / "export.csv"
    source.write_bytes(DATA)
    objects.put(DATA, ".csv")
    damage(objects, DATA[:-1])
    assert not objects.verify(NAME)
    with pytest.raises(StoreError, match="is damaged"):
        objects.read(NAME)
    objects.put(DATA, ".csv")
    assert objects.read(NAME) == DATA
    damage(objects, DATA[:-1])
    objects.put_file(source, ".csv", cap=CAP)
    assert objects.read(NAME) == DATA
    damage(objects, DATA[:-1] + b"7")
    objects.put(DATA, ".csv")
    assert objects.read(NAME) == DATA


def test_damage_that_leaves_the_size_is_told_until_the_object_is_removed(
    objects: Objects, tmp_path: Path
) -> None:
    """A file of the inbox is put again at every run, which must not read the whole store."""
    source = tmp_path / "export.csv"
    source.write_bytes(DATA)
    objects.put_file(source, ".csv", cap=CAP)
    damage(objects, DATA[:-1] + b"7")
    objects.put_file(source, ".csv", cap=CAP)
    with pytest.raises(StoreError, match="is damaged"):
        objects.read(NAME)
    objects.remove(NAME)
    objects.put_file(source, ".csv", cap=CAP)
    assert objects.read(NAME) == DATA


def test_only_the_owner_may_look(tmp_path: Path) -> None:
    objects = Objects(str(tmp_path / "store"))
    place = Path(objects.url(objects.put(DATA, ".csv")))
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "store").stat().st_mode) == 0o700


def test_a_writer_that_fails_leaves_nothing(tmp_path: Path) -> None:
    objects = Objects(str(tmp_path / "store"))

    def fail(path: Path) -> None:
        path.write_bytes(DATA)
        raise RuntimeError("disk full")

    with pytest.raises(RuntimeError, match="disk full"):
        objects.write(".csv", fail)
    assert files(tmp_path) == []


def test_a_file_over_the_cap_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    source = tmp_path / "export.csv"
    source.write_bytes(DATA)
    objects = Objects(str(tmp_path / "store"))
    with pytest.raises(ExportError, match=f"E106 .* {len(DATA) - 1} bytes"):
        objects.put_file(source, ".csv", cap=len(DATA) - 1)
    assert files(tmp_path) == [source]
    assert objects.put_file(source, ".csv", cap=len(DATA)) == NAME


def test_only_ordinary_files_are_taken(tmp_path: Path) -> None:
    target = tmp_path / "target.csv"
    target.write_bytes(DATA)
    link, pipe, door = tmp_path / "link", tmp_path / "pipe", tmp_path / "door"
    link.symlink_to(target)
    os.mkfifo(pipe)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(door))
        for path in (link, pipe, door, tmp_path):
            with pytest.raises(ExportError) as caught:
                Objects(str(tmp_path / "store")).put_file(path, ".csv", cap=CAP)
            assert caught.value.code == "E123"


def test_a_file_with_a_second_name_is_taken_only_where_that_is_allowed(tmp_path: Path) -> None:
    source = tmp_path / "export.csv"
    source.write_bytes(DATA)
    (tmp_path / "elsewhere.csv").hardlink_to(source)
    objects = Objects(str(tmp_path / "store"))
    with pytest.raises(ExportError) as caught:
        objects.put_file(source, ".csv", cap=CAP)
    assert caught.value.code == "E123"
    assert objects.put_file(source, ".csv", cap=CAP, may_be_linked=True) == NAME


@pytest.mark.parametrize("change", ["size", "time"])
@pytest.mark.parametrize("is_known", [True, False])
def test_a_file_that_changed_since_it_was_found_is_not_taken(
    tmp_path: Path, change: str, *, is_known: bool
) -> None:
    source = tmp_path / "export.csv"
    source.write_bytes(DATA)
    found = source.stat()
    objects = Objects(str(tmp_path / "store"))
    if change == "size":
        source.write_bytes(DATA + DATA)
    if is_known:
        objects.put(source.read_bytes(), ".csv")
    seen = (found.st_size, found.st_mtime_ns)
    later = seen[1] + 1
    os.utime(source, ns=(later, later))
    before = files(tmp_path)
    with pytest.raises(ExportError) as caught:
        objects.put_file(source, ".csv", cap=CAP, seen=seen)
    assert caught.value.code == "E124"
    assert files(tmp_path) == before
    now = source.stat()
    objects.put_file(source, ".csv", cap=CAP, seen=(now.st_size, now.st_mtime_ns))


def test_a_file_that_grows_while_it_is_copied_leaves_nothing(tmp_path: Path) -> None:
    source = tmp_path / "export.csv"
    source.write_bytes(DATA)
    with open_sent(source, cap=CAP, seen=None, may_be_linked=False) as opened:
        chunks = opened.chunks()
        assert next(chunks) == DATA
        with source.open("ab") as file:
            file.write(DATA)
        with pytest.raises(ExportError) as caught:
            next(chunks)
    assert caught.value.code == "E124"


def test_a_file_that_is_gone_is_tried_again(tmp_path: Path) -> None:
    with pytest.raises(ExportError) as caught:
        Objects(str(tmp_path)).put_file(tmp_path / "gone.csv", ".csv", cap=CAP)
    assert caught.value.code == "E134"


WRITER = """
import sys
from pathlib import Path
from flows.edges.objects import Objects

def write(path: Path) -> None:
    path.write_bytes(b"half")
    print("half", flush=True)
    sys.stdin.read()

Objects(sys.argv[1]).write(".csv", write)
"""


def test_sweeping_spares_the_living_and_removes_what_the_killed_left(tmp_path: Path) -> None:
    objects = Objects(str(tmp_path))
    kept = objects.put(DATA, ".csv")
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"half\n"
        assert objects.sweep() == 0
        assert len(files(tmp_path)) == 2
        writer.send_signal(signal.SIGKILL)
    assert objects.sweep() == 1
    assert files(tmp_path) == [Path(objects.url(kept))]


def test_an_object_is_lent_by_its_name(objects: Objects, tmp_path: Path) -> None:
    borrower = Objects(str(tmp_path / "borrower"))
    assert objects.put(DATA, ".csv") == NAME
    for _ in range(2):
        objects.lend(NAME, borrower)
    assert borrower.read(NAME) == DATA
    assert borrower.size(NAME) == len(DATA)


def test_what_a_borrower_puts_is_not_written_to_the_lender(tmp_path: Path) -> None:
    lender, borrower = (Objects(str(tmp_path / name)) for name in ("lender", "borrower"))
    place = Path(lender.url(lender.put(DATA, ".csv")))
    lender.lend(NAME, borrower)
    place.chmod(0o400)
    before = place.stat()
    borrower.put(DATA, ".csv")
    assert place.stat() == before
    place.chmod(0o600)
    place.write_bytes(b"changed since")
    assert borrower.state(NAME) == "damaged"
    borrower.put(DATA, ".csv")
    assert (borrower.state(NAME), place.read_bytes()) == ("whole", b"changed since")


@pytest.mark.parametrize(("data", "state"), [(None, "missing"), (b"another", "damaged")])
def test_what_is_lost_is_not_lent(tmp_path: Path, data: bytes | None, state: str) -> None:
    lender, borrower = (Objects(str(tmp_path / name)) for name in ("lender", "borrower"))
    place = Path(lender.url(lender.put(DATA, ".csv")))
    place.unlink() if data is None else place.write_bytes(data)
    assert lender.state(NAME) == state
    with pytest.raises(StoreError, match=state):
        lender.lend(NAME, borrower)
    assert borrower.size(NAME) is None


def test_what_the_store_does_not_give_is_unreadable(tmp_path: Path) -> None:
    store = Objects(str(tmp_path))
    place = Path(store.url(NAME))
    place.mkdir(parents=True)
    assert store.state(NAME) == "unreadable"


def change_nothing(_: Path) -> None:
    """What it is compared with."""


def write_the_same(path: Path) -> None:
    state = path.stat()
    path.write_bytes(path.read_bytes())
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


def change_a_right(path: Path) -> None:
    path.chmod(0o600)


def put_another_in_its_place(path: Path) -> None:
    other = path.with_suffix(".part")
    shutil.copy2(path, other)
    other.replace(path)


@pytest.mark.parametrize(
    ("touch", "is_known"),
    [
        (change_nothing, True),
        (write_the_same, False),
        (change_a_right, False),
        (put_another_in_its_place, False),
    ],
)
def test_of_the_very_file_nothing_is_read_until_anything_of_it_is_changed(
    tmp_path: Path, touch: Callable[[Path], None], is_known: bool
) -> None:
    objects, path = Objects(str(tmp_path / "store")), tmp_path / "export.csv"
    path.write_bytes(DATA)
    other = objects.put(b"7" * len(DATA), ".csv")
    with open_sent(path, cap=CAP, seen=None, may_be_linked=False) as source:
        known = {source.identity: other}
    touch(path)
    with open_sent(path, cap=CAP, seen=None, may_be_linked=False) as source:
        assert objects.keep(source, ".csv", known=known) == (other if is_known else NAME)
        assert objects.keep(source, ".txt", known=known) == NAME.replace(".csv", ".txt")


def test_a_known_file_is_stored_again_or_refused_as_any_other(tmp_path: Path) -> None:
    objects, path = Objects(str(tmp_path / "store")), tmp_path / "export.csv"
    path.write_bytes(DATA)
    with open_sent(path, cap=CAP, seen=None, may_be_linked=False) as source:
        known = {source.identity: NAME}
        assert objects.keep(source, ".csv", known=known) == NAME
        assert objects.read(NAME) == DATA
        with pytest.raises(ExportError) as caught:
            objects.keep(source, ".csv", known=known, purged={NAME})
    assert caught.value.code == "E144"
