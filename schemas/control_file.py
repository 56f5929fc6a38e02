"""What a control file may say: a TOML document that a branch puts beside its export."""

from schemas.exports import Kind
from schemas.month import Month

CONTROL_KEYS: dict[str, str] = {
    "nihil": "true: there is nothing to report; says it alone, in place of an export",
    "baris": "rows of the export, without headings, blank and total rows",
    "orang": "distinct NIK of the export (peserta only)",
    "upah": "sum of UPAH in whole rupiah (peserta only)",
}
"""Each key and what it means; at least one is given, the last three as whole numbers from 0."""


def control_name(kind: Kind, branch: str, month: Month) -> str:
    """The name of the control file beside a known branch's export: safe to show."""
    return f"{kind}_{branch}_{str(month).replace('-', '')}.kontrol.toml"
