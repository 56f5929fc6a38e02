"""What a mail says of its bulletin: the news beside the subject, what limits it, its five lines."""

from schemas.bulletin import Bulletin
from transforms import notes, sentences


def preview(bulletin: Bulletin) -> str:
    """What a mail client shows beside the subject: the first news that it does not tell."""
    if not bulletin.is_received:
        return notes.waiting(bulletin)
    return sentences.changes(bulletin) if bulletin.changes else sentences.groups(bulletin)


def limits(bulletin: Bulletin) -> tuple[str, ...]:
    """What limits the figures, or why there are none."""
    told = notes.notes(bulletin)
    return told if bulletin.is_received else (notes.waiting(bulletin), *told)


def lines(bulletin: Bulletin) -> tuple[str, ...]:
    """The story, or what a unit without figures does about it; at most five lines."""
    return sentences.story(bulletin) if bulletin.is_received else notes.remedies(bulletin)
