import re
from pathlib import Path

from tests import bulletin_cases, gallery


def test_every_sample_bulletin_has_its_kind() -> None:
    source = Path(bulletin_cases.__file__).read_text(encoding="utf-8")
    samples = set(re.findall(r"^def ([a-z]\w+)\([^)]*\) -> Bulletin:", source, re.MULTILINE))
    hung = Path(gallery.__file__).read_text(encoding="utf-8")
    assert len(samples) > 12
    assert {sample for sample in samples if f"cases.{sample}" not in hung} == set()


def test_a_kind_leaves_its_files_and_its_place_in_the_index(tmp_path: Path) -> None:
    (tmp_path / "missing-page-9.png").touch()
    gallery.hang(tmp_path, ["missing"])
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    for file in ("missing.pdf", "missing.html"):
        assert f'"{file}"' in index
        assert (tmp_path / file).stat().st_size > 1_000
    assert not (tmp_path / "missing-page-9.png").exists()
