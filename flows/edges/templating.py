"""Bulletins as HTML, as e-mail texts and as press notes, through Jinja2.

A template sees one `bulletin`, `note` or `chart` and the functions of transforms; an unknown name
or attribute fails, and every value is escaped. No code hands markup over.
"""

from dataclasses import dataclass
from functools import lru_cache, partial

from jinja2 import Environment, PackageLoader, StrictUndefined, TemplateError, select_autoescape
from pydantic import Base64Bytes

from flows.edges.catalogues import tongue
from schemas.bulletin import Bulletin
from schemas.delivery import content_id
from schemas.errors import RenderError
from transforms import (
    attachment,
    change_chart,
    columns,
    data_quality,
    definitions,
    disclosure,
    headings,
    headlines,
    line_chart,
    mail_lines,
    notes,
    numerals,
    potential_sentences,
    press,
    rank_chart,
    ranking,
    revision_rows,
    revision_sentences,
    revision_signs,
    sentences,
    table_notes,
    target_sentences,
    tiles,
    wording,
)
from transforms.language import counted, say, speaking
from transforms.press import PressNote

_FILTERS = ("day", "decimals", "month_name", "unbroken", "whole")
_FIGURES = ("change", "count", "negative", "percent", "points")
"""Forms of a figure, which a page writes with the sign of a revised one; and of other things."""


@dataclass(frozen=True)
class Words:
    """The words of one e-mail, and the picture that they show."""

    subject: str
    text: str
    html: str
    picture: Base64Bytes | None = None
    """The chart as PNG; a unit with fewer than two known months has none."""


def to_html(bulletin: Bulletin) -> str:
    """The bulletin's page, or the "data belum diterima" page for a unit without data."""
    return _fill("bulletin.html" if bulletin.is_received else "missing.html", bulletin)


def to_words(bulletin: Bulletin, picture: bytes | None) -> Words:
    """The e-mail that carries the bulletin: the same story, the same figures, and the chart."""
    with speaking(tongue(bulletin.language)):
        subject = headlines.subject(bulletin)
    shown = content_id(picture) if picture else ""
    return Words(
        subject=subject,
        text=_fill("email.txt", bulletin),
        html=_fill("email.html", bulletin, picture=shown),
        picture=picture,
    )


def to_picture_page(bulletin: Bulletin) -> str:
    """A page as large as the mail's chart and with nothing else; empty where there is no chart."""
    with speaking(tongue(bulletin.language)):
        chart = line_chart.to_line_chart(bulletin, mail_lines.CHART_FRAME)
    return _fill("picture.html", bulletin, chart=chart) if chart else ""


def to_press_text(note: PressNote) -> str:
    """The press note as plain text: a line for each paragraph, an empty one between."""
    return _render("press.txt", note.title, note=note, about=press.ABOUT) + "\n"


def _fill(template: str, bulletin: Bulletin, **values: object) -> str:
    whose = f"{bulletin.level} {bulletin.code}, {bulletin.label}"
    with speaking(tongue(bulletin.language)):
        return _render(template, whose, bulletin=bulletin, **values)


def _render(template: str, whose: str, **values: object) -> str:
    try:
        return _environment().get_template(template).render(values)
    except TemplateError as error:
        raise RenderError(
            f"expected template {template} to fit a bulletin, found {type(error).__name__}; "
            f"correct the template ({whose})"
        ) from error


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("templates", "."),
        autoescape=select_autoescape(disabled_extensions=("txt",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=("jinja2.ext.i18n",),
    )
    environment.globals |= {"gettext": say, "ngettext": counted}
    environment.filters |= {name: getattr(numerals, name) for name in _FILTERS}
    environment.filters |= {
        name: partial(numerals.revised, getattr(numerals, name)) for name in _FIGURES
    }
    environment.filters["uncovered"] = disclosure.uncovered
    environment.globals |= {
        "attachment": attachment,
        "columns": columns,
        "definitions": definitions,
        "headings": headings,
        "headlines": headlines,
        "wording": wording,
        "sentences": sentences,
        "revision_rows": revision_rows,
        "revision_sentences": revision_sentences,
        "revision_signs": revision_signs,
        "target_sentences": target_sentences,
        "tiles": tiles,
        "notes": notes,
        "mail_lines": mail_lines,
        "table_notes": table_notes,
        "potential_sentences": potential_sentences,
        "potential_excerpt": ranking.potential,
        "data_quality": data_quality,
        "excerpt": ranking.excerpt,
        "line_chart": line_chart.to_line_chart,
        "rank_chart": rank_chart.to_rank_chart,
        "change_chart": change_chart.to_change_chart,
        "dots": ranking.dots,
    }
    return environment
