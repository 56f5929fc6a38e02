"""Folders that people open, on this machine and on a real server of s3."""

import stat
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import fsspec
import pytest

from flows.edges.folders import Folder, write_whole
from tests.clusters import BUCKET


@pytest.fixture(params=["folder", "s3"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Folder]:
    """An empty folder, here and far away."""
    if request.param == "s3":
        request.getfixturevalue("s3")
        yield Folder(f"s3://{BUCKET}/{uuid4()}")
        return
    yield Folder(str(tmp_path / "output"))


def test_what_is_written_is_read_listed_and_removed(folder: Folder) -> None:
    month = folder / "2021-11"
    assert month.read("bulletins/a.pdf") is None
    assert month.names("*/*.pdf") == []
    assert month.write("bulletins/a.pdf", b"old") == f"{folder}/2021-11/bulletins/a.pdf"
    month.write("bulletins/a.pdf", b"new")
    month.write("bulletins/b.xlsx", b"other")
    assert month.read("bulletins/a.pdf") == b"new"
    assert month.names("bulletins/*.pdf") == ["bulletins/a.pdf"]
    assert (month / "bulletins").names("*") == ["a.pdf", "b.xlsx"]
    for _ in range(2):
        month.remove("bulletins/a.pdf")
        assert month.read("bulletins/a.pdf") is None
    assert month.names("*/*") == ["bulletins/b.xlsx"]


def test_a_private_folder_is_its_owners_alone(tmp_path: Path) -> None:
    folder = Folder(str(tmp_path / "private"))
    folder.make_private()
    path = Path(folder.write("a.xlsx", b"x", mode=0o600))
    assert stat.S_IMODE((tmp_path / "private").stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_browser_finds_it(tmp_path: Path) -> None:
    assert (Folder(str(tmp_path)) / "2021-11").url == (tmp_path / "2021-11").as_uri()
    assert Folder("s3://bucket/output").url == "s3://bucket/output"


@pytest.mark.usefixtures("s3")
def test_a_browser_is_told_what_a_file_is() -> None:
    place = Folder(f"s3://{BUCKET}/{uuid4()}").write("a.pdf", b"%PDF")
    assert fsspec.filesystem("s3").info(place)["ContentType"] == "application/pdf"


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    write_whole(path, b"old", mode=0o600)
    assert path.stat().st_mode & 0o777 == 0o600

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
