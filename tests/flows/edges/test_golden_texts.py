import pytest

from tests.golden_texts import BULLETINS, FOLDER, golden_text


@pytest.mark.parametrize("name", BULLETINS)
def test_a_bulletin_says_what_was_reviewed(name: str) -> None:
    reviewed = (FOLDER / f"{name}.txt").read_text("utf-8")
    assert golden_text(BULLETINS[name]()) == reviewed, (
        "a wanted change? run python -m tests.golden_texts and review its diff"
    )


def test_every_reviewed_text_is_compared() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(BULLETINS)
