from datetime import date
from pathlib import Path

import pytest

from flows.edges import output
from flows.edges.objects import Objects
from schemas.edition import Calculation, Edition, EditionBulletin
from schemas.month import Month


def edition(objects: Objects, *codes: str) -> Edition:
    """An edition whose PDFs say their code."""
    return Edition(
        id=1,
        month=Month(2021, 11),
        number=0,
        state="prepared",
        published=date(2021, 12, 6),
        inputs="",
        calculation=Calculation({}),
        manifest=objects.put(b"{}", ".json"),
        bulletins=tuple(
            EditionBulletin("branch", code, "", "", objects.put(code.encode(), ".pdf"), "")
            for code in codes
        ),
    )


def test_the_folder_holds_just_the_edition(tmp_path: Path) -> None:
    objects = Objects(str(tmp_path / "store"))
    output.publish(objects, edition(objects, "KDR", "SBY"), tmp_path)
    output.publish(objects, edition(objects, "KDR"), tmp_path)
    folder = tmp_path / "2021-11"
    assert [path.name for path in (folder / "bulletins").iterdir()] == ["cakupan-2021-11-KDR.pdf"]
    assert (folder / "manifest.json").read_bytes() == b"{}"


def test_a_file_that_somebody_changed_is_mended_and_a_right_one_left_alone(tmp_path: Path) -> None:
    objects = Objects(str(tmp_path / "store"))
    made = edition(objects, "KDR", "SBY")
    output.publish(objects, made, tmp_path)
    kdr, sby = sorted((tmp_path / "2021-11/bulletins").iterdir())
    kdr.write_bytes(b"changed")
    before = sby.stat().st_mtime_ns
    output.publish(objects, made, tmp_path)
    assert kdr.read_bytes() == b"KDR"
    assert sby.stat().st_mtime_ns == before


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    output.write_whole(path, b"old", mode=0o600)
    assert path.stat().st_mode & 0o777 == 0o600

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        output.write_whole(path, b"new")
    assert path.read_bytes() == b"old"
