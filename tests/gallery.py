"""Every kind of bulletin side by side: pages as PDF and PNG, e-mail, and an index of them all.

Run as `python -m tests.gallery [FOLDER]`; the folder is output/gallery unless named. The e-mail is
shown as a browser draws it on a telephone and on a desk, by day and by night; where there is no
browser, the index shows the e-mail itself.
"""

import io
import sys
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2
from jinja2 import Environment

from flows.edges.folders import write_whole
from flows.edges.rendering import to_pdf
from schemas.bulletin import Bulletin
from tests import bulletin_cases as cases
from tests import mails
from tests.browser import SCREENS, Tab, browse, find_browser
from tests.bulletins import kediri

_DOTS_PER_POINT = 100 / 72
_INDEX = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Every kind of bulletin</title>
<style>
body { font: 15px/1.4 sans-serif; margin: 24px; color: #1f2a30; background: #e9edee; }
section { margin: 0 0 40px; }
h2 { margin: 0; font-size: 18px; }
p { margin: 2px 0 10px; }
.pages { display: flex; gap: 14px; overflow-x: auto; padding-bottom: 8px; align-items: flex-start; }
.pages img, .pages iframe { border: 0; flex: none; width: 520px; }
.pages iframe { height: 735px; }
.pages .mail { width: auto; height: 735px; }
nav a { margin-right: 14px; }
</style></head>
<body>
<h1>Every kind of bulletin</h1>
<nav>{% for shown in exhibits %}<a href="#{{ shown.name }}">{{ shown.name }}</a> {% endfor %}</nav>
{% for shown in exhibits %}
<section id="{{ shown.name }}">
<h2>{{ shown.name }}</h2>
<p>{{ shown.caption }} <a href="{{ shown.name }}.pdf">PDF</a>
<a href="{{ shown.name }}.html">E-mail</a></p>
<div class="pages">
{% for page in shown.pages %}<a href="{{ page }}"><img src="{{ page }}"
  alt="{{ shown.caption }} Page {{ loop.index }}."></a>
{% endfor %}
{% for mail in shown.mails %}<a href="{{ mail }}"><img class="mail" src="{{ mail }}"
  alt="{{ shown.caption }} E-mail."></a>
{% else %}<iframe src="{{ shown.name }}.html" title="{{ shown.caption }} E-mail."></iframe>
{% endfor %}
</div>
</section>
{% endfor %}
</body>
</html>
"""


@dataclass(frozen=True)
class Exhibit:
    """One kind of bulletin in the index; no pictures of its mail where there is no browser."""

    name: str
    caption: str
    pages: tuple[str, ...]
    mails: tuple[str, ...]


def _silent_kanwil() -> Bulletin:
    return replace(cases.kanwil(), is_received=False, branches_received=0)


KINDS: dict[str, tuple[str, Callable[[], Bulletin]]] = {
    "branch": ("A branch with all its exports.", kediri),
    "kanwil": ("A Kanwil; one branch is missing; first correction.", cases.kanwil),
    "kanwil-of-41": ("A Kanwil of 41 branches.", lambda: cases.kanwil(41)),
    "nation": ("The nation: 325 branches, 514 areas.", cases.national),
    "missing": ("No export has come: data belum diterima.", cases.missing),
    "rejected": ("The peserta export was refused.", cases.refused),
    "held": ("The peserta export waits for head office.", cases.held),
    "missing-kanwil": ("A Kanwil of which no branch has reported.", _silent_kanwil),
    "preliminary": ("A neighbour has not reported: figures with a star.", cases.preliminary),
    "revised": ("The second correction.", cases.revised),
    "suppressed": ("Hidden cells; first month; no target.", cases.hidden),
    "over-100": ("Coverage above 100 percent; target reached.", cases.over_hundred),
    "first-month": ("Nothing to compare with.", cases.first_month),
    "no-target": ("No target is set.", cases.without_target),
    "one-area": ("A branch of a single area.", cases.one_area),
    "24-areas": ("A branch of 24 areas.", cases.many_areas),
    "long-names": ("The longest names.", cases.long_names),
    "rejected-rows": ("Rows broke every rule.", cases.crowded),
    "english": ("A branch in English.", lambda: cases.english(kediri())),
    "english-kanwil": ("A Kanwil in English.", lambda: cases.english(cases.kanwil())),
    "english-missing": ("No export has come, in English.", lambda: cases.english(cases.missing())),
    "no-employers": ("The pemberi_kerja export has not come.", cases.without_employers),
}
"""What each kind shows, and how to make it."""


def hang(folder: Path, names: Iterable[str] = KINDS) -> None:
    """Fill the folder with the kinds of these names and their index.html."""
    with browse() if find_browser() else nullcontext() as tab:
        exhibits = [_exhibit(folder, name, tab) for name in names]
    page = Environment(autoescape=True).from_string(_INDEX).render(exhibits=exhibits)
    write_whole(folder / "index.html", page.encode())


def _exhibit(folder: Path, name: str, tab: Tab | None) -> Exhibit:
    caption, make = KINDS[name]
    bulletin = make()
    pdf = to_pdf(bulletin)
    for stale in folder.glob(f"{name}-page-*.png"):
        stale.unlink()
    pages = {
        f"{name}-page-{number}.png": picture for number, picture in enumerate(to_pictures(pdf), 1)
    }
    mail = mails.opened(mails.to_mail(bulletin, pdf), folder / f"{name}.html")
    shown = _shown(tab, mail) if tab else {}
    for file, data in {f"{name}.pdf": pdf, **pages, **shown}.items():
        write_whole(folder / file, data)
    return Exhibit(name, caption, tuple(pages), tuple(shown))


def _shown(tab: Tab, mail: Path) -> dict[str, bytes]:
    """A mail on each screen."""
    pictures = {}
    for screen in SCREENS:
        tab.show(mail, screen)
        pictures[f"{mail.stem}-mail-{screen.name}.png"] = tab.picture()
    return pictures


def to_pictures(pdf: bytes) -> list[bytes]:
    """A PNG for each page at 100 dots an inch."""
    pictures = []
    for page in pypdfium2.PdfDocument(pdf):
        drawn = io.BytesIO()
        page.render(scale=_DOTS_PER_POINT).to_pil().save(drawn, "PNG")
        pictures.append(drawn.getvalue())
    return pictures


if __name__ == "__main__":
    hang(Path(*(sys.argv[1:2] or ["output/gallery"])))
