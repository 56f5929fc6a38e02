"""Generated files of every kind that a branch may send, and what must become of each."""

from tests.cases import dates, encoding, lines, packing, structure, texts, values, workbooks

ALL = (
    *packing.CASES,
    *encoding.CASES,
    *structure.CASES,
    *lines.CASES,
    *workbooks.CASES,
    *values.CASES,
    *dates.CASES,
    *texts.CASES,
)
"""All files that are read one by one; what happens in the inbox stands in tests.cases.arrivals."""
