"""Source Sans and nothing else, for WeasyPrint: a font map of our own.

It is built in memory, without the machine's fontconfig files, so neither they nor FONTCONFIG_FILE
matter.
"""

from pathlib import Path

import font_source_sans_pro
from weasyprint.text import ffi
from weasyprint.text.fonts import FontConfiguration

from schemas.errors import RenderError

ffi.ffi.cdef("FcConfig *FcConfigCreate(void);")


class PrivateFonts(FontConfiguration):  # type: ignore[misc]  # WeasyPrint is untyped
    """A font map of the given files alone.

    It leaves out the initialiser of WeasyPrint's class, which reads the machine's configuration,
    and sets the same attributes.
    """

    def __init__(self, files: tuple[Path, ...]) -> None:
        """Read these files; RenderError when one can't be read."""
        config = ffi.fontconfig.FcConfigCreate()
        for path in files:
            if not ffi.fontconfig.FcConfigAppFontAddFile(config, str(path).encode()):
                raise RenderError(f"expected the font {path.name}, found none; install it again")
        self._config = config
        self._folder = None
        self.font_map = ffi.ffi.gc(
            ffi.pangoft2.pango_ft2_font_map_new(), ffi.gobject.g_object_unref
        )
        ffi.pangoft2.pango_fc_font_map_set_config(
            ffi.ffi.cast("PangoFcFontMap *", self.font_map), config
        )
        ffi.fontconfig.FcConfigDestroy(config)
        self.strut_layouts: dict[object, object] = {}
        self.font_features: dict[object, object] = {}


def font_files() -> tuple[Path, ...]:
    """The font's files; RenderError when they are not installed."""
    files = tuple(sorted(Path(font_source_sans_pro.font_directory).glob("*.ttf")))
    if not files:
        raise RenderError(
            "expected the fonts of font-source-sans-pro, found none; install it again"
        )
    return files
