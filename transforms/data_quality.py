"""The words of the data-quality box: rows on their way, what was tidied, and files not in use."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.bulletin import Bulletin
from schemas.bulletin_rows import Figure
from schemas.codes import FINDINGS, INACTIVE, REJECTIONS
from schemas.funnel import Lack, Remark
from schemas.thresholds import MIN_PERSONS
from transforms import numerals
from transforms.disclosure import change, whole
from transforms.language import counted, marked, say
from transforms.wording import KINDS

STEPS: dict[str, str] = {
    "readable": marked("Terbaca"),
    "valid": marked("Sah"),
    "unique": marked("Unik"),
    "active": marked("Aktif"),
}
LACKS: dict[Lack, str] = {
    "missing": marked("Belum diterima"),
    "refused": marked("Ditolak"),
    "held": marked("Menunggu pemeriksaan kantor pusat"),
    "unread": marked("Belum terbaca"),
}
FIRST_DOUBT = "N330"
"""From this finding on a row was taken as it is, though it should be examined."""
NO_LOSS = "–"
SHOWN = 3
"""Reasons and findings that are told in full; the others are only counted."""

_SPACE = "\N{NO-BREAK SPACE}"
"""Before a count, which never begins a line."""


@dataclass(frozen=True)
class Step:
    """One step of the funnel: rows that are left, rows lost since the step before, and why."""

    name: str
    rows: Figure
    loss: Figure | None
    """None for the first step."""
    reasons: str


@dataclass(frozen=True)
class Line:
    """One line below the funnel."""

    label: str
    text: str


def steps(bulletin: Bulletin) -> tuple[Step, ...]:
    """The funnel from arrival to the figures, with each step's loss by rule."""
    funnel = bulletin.funnel
    rows = {step: getattr(funnel, step) for step in STEPS}
    before = (funnel.received, *rows.values())
    later = (
        Step(say(STEPS[step]), left, change(earlier, left), _reasons(bulletin, step))
        for (step, left), earlier in zip(rows.items(), before, strict=False)
    )
    return (Step(say("Diterima"), funnel.received, None, ""), *later)


def lost(step: Step) -> str:
    """How many rows a step lost: 432, –, kurang dari 5, x or …."""
    if step.loss is None:
        return NO_LOSS
    return numerals.unshown(step.loss) or (_few(whole(step.loss)) if step.loss.value else NO_LOSS)


def lines(bulletin: Bulletin) -> tuple[Line, ...]:
    """What else is to be known of the exports; no line where there is nothing to say."""
    tidied = [remark for remark in bulletin.remarks if remark.code < FIRST_DOUBT]
    doubted = [remark for remark in bulletin.remarks if remark.code >= FIRST_DOUBT]
    told = (
        Line(say("Dibaca setelah dirapikan"), _told(tidied)),
        Line(say("Dipakai, tetapi perlu diperiksa"), _told(doubted)),
        Line(say("Ekspor lain"), _usages(bulletin)),
        Line(say("Tercatat pula di kantor cabang lain"), _shared(bulletin)),
        Line(say("Berkas yang belum dipakai"), lacks(bulletin)),
    )
    return tuple(line for line in told if line.text)


def lacks(bulletin: Bulletin) -> str:
    """How many exports of each kind are not used, by what they lack; empty when all are used."""
    found = Counter((missing.lack, missing.kind) for missing in bulletin.missing)
    told = []
    for lack, label in LACKS.items():
        kinds = {kind: found[lack, kind] for kind in KINDS if found[lack, kind]}
        listed = ", ".join(
            f"{say(KINDS[kind])}{_SPACE}{numerals.whole(n)}" for kind, n in kinds.items()
        )
        if kinds:
            told.append(f"{say(label).lower()} {numerals.whole(sum(kinds.values()))} ({listed})")
    return "; ".join(told)


def _few(count: int) -> str:
    """A number of rows or findings; a small one could tell of a person."""
    if count >= MIN_PERSONS:
        return numerals.whole(count)
    return say("kurang dari {least}", least=MIN_PERSONS)


def _reasons(bulletin: Bulletin, step: str) -> str:
    losses = sorted(
        (loss for loss in bulletin.funnel.losses if loss.step == step),
        key=lambda loss: (-loss.rows, loss.code),
    )
    texts = REJECTIONS | INACTIVE
    grace = bulletin.grace_months
    return _most([(say(texts[loss.code], grace=grace), loss.rows) for loss in losses])


def _told(remarks: Sequence[Remark]) -> str:
    return _most([(say(FINDINGS[remark.code]), remark.count) for remark in remarks])


def _most(found: Sequence[tuple[str, int]]) -> str:
    """The first few with their counts; of the others only how many kinds, and how often."""
    told = [f"{text.removesuffix('.')}{_SPACE}({_few(n)})" for text, n in found[:SHOWN]]
    if rest := found[SHOWN:]:
        times = _few(sum(n for _, n in rest))
        told.append(
            counted(
                "dan {kinds} jenis lain ({times})",
                len(rest),
                kinds=numerals.whole(len(rest)),
                times=times,
            )
        )
    return "; ".join(told)


def _usages(bulletin: Bulletin) -> str:
    """Rows of other exports that are not used; those that are would tell hidden projects."""
    return "; ".join(
        _used(say(KINDS[usage.kind]), usage.received - usage.used) for usage in bulletin.usages
    )


def _used(kind: str, unused: int) -> str:
    if unused:
        return say("{rows} baris {kind} tidak dipakai", rows=_few(unused), kind=kind)
    return say("semua baris {kind} dipakai", kind=kind)


def _shared(bulletin: Bulletin) -> str:
    if bulletin.shared is None:
        return ""
    known = (
        (bulletin.shared.persons, say("orang")),
        (bulletin.shared.registrations, say("kepesertaan dengan KPJ dan pemberi kerja yang sama")),
        (bulletin.shared.disputed, say("kepesertaan dengan KPJ yang sama tetapi NIK lain")),
    )
    return "; ".join(
        f"{numerals.revised(numerals.count, figure)} {what}"
        for figure, what in known
        if figure.value != 0
    )
