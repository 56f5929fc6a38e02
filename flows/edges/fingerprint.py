"""On what the bytes of all that is made of a bulletin depend: versions, fonts, templates."""

import sys
import zlib
from hashlib import sha256
from importlib import resources
from importlib.metadata import version
from pathlib import Path

from weasyprint.text import ffi

from flows.edges.fonts import font_files

_PACKAGES = ("weasyprint", "pydyf", "fonttools", "pypdfium2", "pillow", "jinja2", "polars",
             "xlsxwriter", "python-docx", "lxml")  # fmt: skip

ffi.ffi.cdef("""
    int FcGetVersion(void);
    const char *hb_version_string(void);
    const char *pango_version_string(void);
    int FT_Init_FreeType(void **library);
    int FT_Done_FreeType(void *library);
    void FT_Library_Version(void *library, int *major, int *minor, int *patch);
""")


def fingerprint() -> dict[str, str]:
    """The versions and hashes on which the bytes of all that is made of a bulletin depend."""
    libraries = {
        "python": ".".join(map(str, sys.version_info[:3])),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        **{name: version(name) for name in _PACKAGES},
        "pango": _text(ffi.pango.pango_version_string()),
        "harfbuzz": _text(ffi.harfbuzz.hb_version_string()),
        "harfbuzz-subset": "not loaded",
        "fontconfig": _dotted(ffi.fontconfig.FcGetVersion()),
        "freetype": _freetype_version(),
    }
    if ffi.harfbuzz_subset is not None:
        libraries["harfbuzz-subset"] = _text(ffi.harfbuzz_subset.hb_version_string())
    files = {f"font {path.name}": sha256(path.read_bytes()).hexdigest() for path in font_files()}
    return libraries | files | _template_hashes()


def _template_hashes() -> dict[str, str]:
    folder = Path(str(resources.files("templates")))
    paths = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in {".html", ".svg", ".css", ".txt", ".po"}
    )
    return {
        f"template {path.relative_to(folder).as_posix()}": sha256(path.read_bytes()).hexdigest()
        for path in paths
    }


def _freetype_version() -> str:
    library = ffi.ffi.new("void **")
    if ffi.pangoft2.FT_Init_FreeType(library):
        return "unknown"
    parts = ffi.ffi.new("int[3]")
    ffi.pangoft2.FT_Library_Version(library[0], parts, parts + 1, parts + 2)
    ffi.pangoft2.FT_Done_FreeType(library[0])
    return ".".join(map(str, parts))


def _dotted(number: int) -> str:
    """Fontconfig's version, 21401, as 2.14.1."""
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


def _text(pointer: object) -> str:
    return str(ffi.ffi.string(pointer).decode())
