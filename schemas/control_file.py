"""What a control file may say: a TOML document that a branch puts beside its export."""

CONTROL_KEYS: dict[str, str] = {
    "nihil": "true: there is nothing to report; says it alone, in place of an export",
    "baris": "rows of the export, without headings, blank and total rows",
    "orang": "distinct NIK of the export (peserta only)",
    "upah": "sum of UPAH in whole rupiah (peserta only)",
}
"""Each key and what it means; at least one is given, the last three as whole numbers from 0."""
