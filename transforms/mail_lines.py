"""What a mail has of its bulletin: the news beside the subject, its limits, five lines, a chart."""

from schemas.bulletin import Bulletin
from transforms import change_sentences, notes, sentences
from transforms.scales import Frame

CHART_FRAME = Frame(width=262, height=140, top=14, right=76, bottom=32, left=40)
"""Narrower than on a page, so that its letters can be read on a telephone."""


def preview(bulletin: Bulletin) -> str:
    """What a mail client shows beside the subject: the first news that it does not tell."""
    if not bulletin.is_received:
        return notes.waiting(bulletin)
    return change_sentences.changes(bulletin) if bulletin.changes else sentences.groups(bulletin)


def limits(bulletin: Bulletin) -> tuple[str, ...]:
    """What limits the figures, or why there are none."""
    told = notes.notes(bulletin, has_tables=False)
    return told if bulletin.is_received else (notes.waiting(bulletin), *told)


def lines(bulletin: Bulletin) -> tuple[str, ...]:
    """The story, or what a unit without figures does about it; at most five lines."""
    return sentences.story(bulletin) if bulletin.is_received else notes.remedies(bulletin)
