"""What units are called."""

import polars as pl

from schemas.reference import Reference
from transforms.regions import area_name, province_name


def unit_name(level: str, code: str, reference: Reference) -> str:
    """A unit's name by the register; its code where that does not know it."""
    match level:
        case "area":
            return area_name(code)
        case "province":
            return province_name(code)
        case "branch" | "kanwil":
            register = reference.branches if level == "branch" else reference.kanwils
            names = register.filter(pl.col(level) == code)["name"]
            return str(names[0]) if names.len() else code
    return "Nasional"
