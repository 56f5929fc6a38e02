"""What reference tables may not say together: two rows for one thing, names that lead nowhere."""

from collections.abc import Collection, Iterable

import polars as pl

from schemas.errors import ReferenceError
from schemas.figures import INDICATORS
from schemas.reference import NATIONAL
from transforms.regions import area_name, is_area

ONCE = {
    "branches": [["branch"]],
    "branch_areas": [["branch", "area"]],
    "kanwil": [["kanwil"]],
    "bps_areas": [["bps_area"], ["area"]],
}
"""What stands in at most one row of a table on any day."""


def check_once(stem: str, table: pl.DataFrame, unique: Collection[str]) -> None:
    """Two rows for one thing on one day leave open which of them counts."""
    for key in ONCE.get(stem, []):
        told = list(dict.fromkeys([*key, *unique]))
        rows = table.filter(pl.struct(key).is_duplicated()).select(told).sort(told).rows()
        if rows:
            found = "; ".join(" ".join(map(str, row)) for row in rows[:5])
            raise ReferenceError(
                f"{stem}.csv: expected one row per {' and '.join(key)} on a day; found {found} "
                f"({', '.join(told)}), valid together; end one by `valid_to`, or remove it."
            )


def check_names(bps_areas: pl.DataFrame) -> None:
    """A name that is not its code's tells of a slip in either."""
    for bps_area, area, name in bps_areas.select("bps_area", "area", "name").sort("area").rows():
        if name != area_name(area):
            raise ReferenceError(
                f"bps_areas.csv: expected {area_name(area)} as the name of {area}, found {name} in "
                f"the row of BPS code {bps_area}; correct the name or `area`."
            )


def check_areas(name: str, areas: Iterable[str]) -> None:
    """An area that Kemendagri does not know would be nobody's."""
    unknown = sorted({area for area in areas if not is_area(area)})
    if unknown:
        raise ReferenceError(
            f"{name}: {', '.join(unknown[:5])} is no kabupaten/kota of Kemendagri; correct it."
        )


def check_units(tables: dict[str, pl.DataFrame]) -> None:
    """Names that lead nowhere, or to two units, stop the run before they leave something out."""
    branches, kanwils = tables["branches"]["branch"], tables["kanwil"]["kanwil"]
    units = [*branches.unique(), *kanwils.unique(), NATIONAL]
    double = sorted({code for code in units if units.count(code) > 1})
    if double:
        raise ReferenceError(f"{double[0]} is the code of two units; give each its own.")
    known = {"branch": set(branches), "kanwil": set(kanwils), "national": {NATIONAL}}
    _check_known("branches.csv", tables["branches"]["kanwil"], known["kanwil"])
    _check_known("branch_areas.csv", tables["branch_areas"]["branch"], known["branch"])
    for stem in ("targets", "recipients", "history"):
        for level, codes in known.items():
            named = tables[stem].filter(pl.col("level") == level)["code"]
            _check_known(f"{stem}.csv", named, codes)
    for stem in ("targets", "history"):
        _check_known(f"{stem}.csv", tables[stem]["indicator"], {item.id for item in INDICATORS})


def _check_known(name: str, found: Iterable[str], known: Collection[str]) -> None:
    unknown = sorted(set(found) - set(known))
    if unknown:
        raise ReferenceError(
            f"{name}: {', '.join(unknown[:5])} is not in the register; add or correct it."
        )
