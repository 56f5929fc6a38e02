"""The press note: one page of a bulletin's news for the media, as a news agency would tell it."""

from dataclasses import dataclass
from datetime import date

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Mark, Rate
from transforms import (
    change_sentences,
    definitions,
    headlines,
    notes,
    numerals,
    potential_sentences,
    press_sentences,
    revision_sentences,
    sentences,
    target_sentences,
    wording,
)
from transforms.language import INDONESIAN
from transforms.wording import AGENCY

ABOUT = "Tentang angka ini"
"""The heading above sources and concepts."""
_CONTACT = "Kontak media: [nama], [jabatan], [nomor telepon], [surel]."
_HEADS = {"branch": "Kepala", "kanwil": "Kepala", "national": "Direktur Utama"}


@dataclass(frozen=True)
class PressNote:
    """A unit's news of one month, in the order in which it is read.

    What stands between square brackets is for the unit to fill in.
    """

    published: date
    sender: str
    title: str
    dateline: str
    """City and date, before the first paragraph."""
    opening: tuple[str, ...]
    """The news, and what limits it."""
    quote: str
    """Where the words and the name of the unit's head go."""
    details: tuple[str, ...]
    """The rest, the most important first."""
    about: tuple[str, ...]
    """Concepts and sources."""
    contact: str


def to_press_note(bulletin: Bulletin) -> PressNote | None:
    """A bulletin's press note, in Indonesian; None for a unit without data and a translation.

    The one has no news, the news of the other are in the note of the Indonesian bulletin.
    """
    if not bulletin.is_received or bulletin.language != INDONESIAN.code:
        return None
    sender = office(bulletin)
    return PressNote(
        published=bulletin.published,
        sender=f"Siaran pers {sender}",
        title=f"{AGENCY}: {headlines.headline(bulletin, is_signed=False)}",
        dateline=f"{bulletin.city}, {numerals.day(bulletin.published)}",
        opening=_opening(bulletin),
        quote=f"“[Kutipan],” kata {_HEADS[bulletin.level]} {sender} [nama].",
        details=_details(bulletin),
        about=_about(bulletin),
        contact=_CONTACT,
    )


def office(bulletin: Bulletin) -> str:
    """Who sends the note: the agency with its branch or Kanwil, or the agency itself."""
    return AGENCY if bulletin.level == "national" else f"{AGENCY} {wording.unit_name(bulletin)}"


def _opening(bulletin: Bulletin) -> tuple[str, ...]:
    """The lead, whether its figures are preliminary or corrected, the change, the target."""
    return _told(
        sentences.covered(bulletin, AGENCY),
        _joined(notes.preliminary(bulletin), _replaced(bulletin)),
        change_sentences.changes(bulletin),
        target_sentences.gap(bulletin),
    )


def _details(bulletin: Bulletin) -> tuple[str, ...]:
    return _told(
        _joined(
            press_sentences.workers(bulletin),
            press_sentences.uncovered(bulletin),
            potential_sentences.largest(bulletin),
        ),
        sentences.groups(bulletin),
        press_sentences.ranks(bulletin),
        press_sentences.programmes(bulletin),
        _joined(sentences.employers(bulletin), *notes.shortfalls(bulletin)),
        _joined(notes.new_round(bulletin, has_chart=False), notes.excess(_rates(bulletin))),
    )


def _about(bulletin: Bulletin) -> tuple[str, ...]:
    """What the figures mean, where they come from and where all of them stand."""
    hiding = ("small_cell",) if _is_hiding(bulletin) else ()
    ids = ("covered", "active", "segment", "coverage", *hiding)
    target = bulletin.target
    return _told(
        " ".join(
            f"{concept.term}: {concept.text}"
            for concept in definitions.named(ids, bulletin.grace_months)
        ),
        _joined(
            press_sentences.in_full(bulletin),
            f"Sumber jumlah pekerja: {wording.sources(_headline_rates(bulletin))}.",
            f"Sumber target: {target.source}." if target else "",
            f"Rincian: {wording.title(bulletin)}, {wording.issue(bulletin)}.",
        ),
    )


def _replaced(bulletin: Bulletin) -> str:
    if bulletin.revision is None:
        return ""
    edition = wording.edition(bulletin)
    return (
        f"Siaran pers ini berdasarkan {edition[0].lower()}{edition[1:]}, yang menggantikan "
        f"{revision_sentences.replaced(bulletin)}."
    )


def _rates(bulletin: Bulletin) -> tuple[Rate, ...]:
    """Every rate that the note tells, where it is shown."""
    ends = press_sentences.ends(bulletin) or ()
    programmes = (row.coverage for row in bulletin.programmes)
    return (*_headline_rates(bulletin), *programmes, *(end.rate for end in ends))


def _headline_rates(bulletin: Bulletin) -> tuple[Rate, Rate, Rate]:
    return bulletin.total, bulletin.formal, bulletin.informal


def _is_hiding(bulletin: Bulletin) -> bool:
    """Whether the note holds back a figure for disclosure control."""
    rates = (
        *_headline_rates(bulletin),
        *(programme.coverage for programme in bulletin.programmes),
        *(branch.coverage for branch in bulletin.branches),
        *(area.coverage for area in bulletin.areas),
    )
    figures = (figure for rate in rates for figure in (rate.percent, rate.numerator))
    changes = (change.persons for change in bulletin.changes)
    return any(figure.mark is Mark.HIDDEN for figure in (*figures, *changes, bulletin.employers))


def _told(*paragraphs: str) -> tuple[str, ...]:
    return tuple(paragraph for paragraph in paragraphs if paragraph)


def _joined(*parts: str) -> str:
    return " ".join(_told(*parts))
