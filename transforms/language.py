"""The language in which a bulletin is told.

Sentences stand in the code in Indonesian; `say` gives them in the language that is spoken, through
a catalogue that an edge has read. `speaking` opens a language for all that is told within it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from schemas.definitions import Language


@dataclass(frozen=True)
class Tongue:
    """A language with its catalogue."""

    code: Language
    translate: Callable[[str, int | None], str]
    """A message in this language; with a number where its noun is counted."""


INDONESIAN = Tongue("id", lambda message, _count: message)
"""The language of the code's own sentences; it knows no plural."""
_SPOKEN: ContextVar[Tongue] = ContextVar("spoken", default=INDONESIAN)


def spoken() -> Language:
    """The code of the language that is spoken now."""
    return _SPOKEN.get().code


def say(message: str, /, **fields: object) -> str:
    """An Indonesian message in the spoken language, its {fields} filled."""
    return _filled(_SPOKEN.get().translate(message, None), fields)


def counted(message: str, count: int, /, **fields: object) -> str:
    """A message whose noun is a number of things: one thing may be told otherwise."""
    return _filled(_SPOKEN.get().translate(message, count), fields)


def marked(message: str) -> str:
    """The message as it is: for constants, which are said when they are used."""
    return message


@contextmanager
def speaking(tongue: Tongue) -> Iterator[None]:
    """Tell everything within in this language."""
    token = _SPOKEN.set(tongue)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def _filled(message: str, fields: dict[str, object]) -> str:
    return message.format(**fields) if fields else message
