"""Reads the catalogues of translations that lie beside the templates."""

from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from io import BytesIO
from typing import Never

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from schemas.definitions import Language
from schemas.errors import RenderError
from transforms.language import INDONESIAN, Tongue

FOLDER = "locale"
"""Below templates: a folder for each language but Indonesian."""
FILE = "LC_MESSAGES/bulletin.po"


@lru_cache
def tongue(language: Language) -> Tongue:
    """A language with its catalogue; a message that the catalogue lacks is a RenderError."""
    if language == INDONESIAN.code:
        return INDONESIAN
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(language))
    compiled.seek(0)
    translations = GNUTranslations(compiled)
    translations.add_fallback(_Untranslated())

    def translate(message: str, count: int | None) -> str:
        if count is None:
            return translations.gettext(message)
        return translations.ngettext(message, message, count)

    return Tongue(language, translate)


def read_catalogue(language: Language) -> Catalog:
    """The messages of a language, as its catalogue has them."""
    file = resources.files("templates") / FOLDER / language / FILE
    return read_po(BytesIO(file.read_bytes()), locale=language)


class _Untranslated(NullTranslations):
    """What is asked when the catalogue has no answer."""

    def gettext(self, message: str) -> Never:
        raise RenderError(
            f"expected a translation of {message!r}, found none; "
            "run `python -m flows.translations` and translate what it names"
        )

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> Never:
        self.gettext(msgid1)
