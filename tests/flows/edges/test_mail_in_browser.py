"""The mail as a browser shows it: on a telephone and on a desk, by day and by night."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import gallery, mails
from tests.browser import SCREENS, Screen, Tab, browse

KINDS = ("branch", "nation", "missing", "suppressed", "revised", "long-names", "rejected")
ENOUGH_CONTRAST = 4.5
"""What WCAG 2 asks of text at level AA."""
SMALLEST_LETTERS = 13
MEASURE = r"""() => {
    const channels = colour => colour.match(/[\d.]+/g).map(Number);
    const light = colour => {
        const [r, g, b] = channels(colour).map(c => c / 255)
            .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = element => {
        const colour = getComputedStyle(element).backgroundColor;
        return channels(colour)[3] === 0 && element.parentElement
            ? ground(element.parentElement) : colour;
    };
    const contrast = element => {
        const pair = [light(getComputedStyle(element).color), light(ground(element))];
        return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) {
        const node = walker.currentNode, range = document.createRange();
        if (!node.data.trim()) continue;
        range.selectNodeContents(node);
        const boxes = [...range.getClientRects()];
        texts.push({
            text: node.data.trim(),
            shown: boxes.length > 0,
            left: Math.min(...boxes.map(box => box.left)),
            right: Math.max(...boxes.map(box => box.right)),
            letters: parseFloat(getComputedStyle(node.parentElement).fontSize),
            contrast: contrast(node.parentElement),
        });
    }
    const box = element => element.getBoundingClientRect().toJSON();
    return {
        width: innerWidth,
        needed: document.documentElement.scrollWidth,
        ground: light(ground(document.querySelector("h1"))),
        texts,
        tiles: [...document.querySelectorAll(".tile")].map(box),
        pictures: [...document.images].map(image => ({
            drawn: image.naturalWidth, alt: image.alt, ...box(image),
        })),
    };
}"""


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    with browse() as tab:
        yield tab


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def page(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    _, make = gallery.KINDS[kind]
    return mails.opened(mails.to_mail(make()), tmp_path_factory.mktemp("mail") / f"{kind}.html")


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_the_mail_is_whole_and_legible(tab: Tab, kind: str, page: Path, screen: Screen) -> None:
    tab.show(page, screen)
    seen = tab.measure(MEASURE)
    assert seen["width"] == seen["needed"] == screen.width
    assert (seen["ground"] > 0.8) == (screen.scheme == "light")
    (preview, *texts) = seen["texts"]
    assert not preview["shown"]
    assert len(texts) > 8
    for text in texts:
        assert text["shown"], text
        assert 0 < text["left"] < text["right"] < screen.width, text
        assert text["letters"] >= SMALLEST_LETTERS, text
        assert text["contrast"] >= ENOUGH_CONTRAST, text
    assert (len(seen["tiles"]), len(seen["pictures"])) == {
        "missing": (0, 1), "rejected": (0, 1), "suppressed": (4, 0),
    }.get(kind, (4, 1))  # fmt: skip
    for picture in seen["pictures"]:
        assert picture["drawn"] >= 2 * picture["width"] > 2 * 0.85 * min(screen.width, 480)
        assert picture["alt"].startswith("Grafik garis")
        assert 0 < picture["left"] < picture["right"] < screen.width
    assert _columns(seen["tiles"]) == (1 if screen.width == 360 else 2) * bool(seen["tiles"])


def _columns(tiles: list[dict[str, Any]]) -> int:
    return len({tile["left"] for tile in tiles})


def test_without_its_picture_the_mail_says_what_it_shows(tab: Tab, tmp_path: Path) -> None:
    mail = mails.to_mail(gallery.KINDS["branch"][1]())
    page = mails.opened(mail, tmp_path / "branch.html")
    (tmp_path / "branch-chart.png").unlink()
    tab.show(page, SCREENS[0])
    (picture,) = tab.measure(MEASURE)["pictures"]
    assert picture["drawn"] == 0
    assert picture["height"] > 20  # the alternative text stands there
