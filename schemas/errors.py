"""The errors that a user can meet, each with its exit code.

CakupanError
├── UsageError      2  the command was called wrongly
├── HeldError       3  a person must decide, or something is still missing
├── ExportError     4  a branch's file can't be taken
├── ReferenceError  4  reference data can't be used
├── SettingsError   4  the installation is not set up as it must be
├── StoreError      4  an object of the store is missing or damaged
├── UnreachableError 4  another machine that the work needs does not answer
├── DataError       1  our own contract was broken between two stages
├── RenderError     1  a bulletin could not be rendered faultlessly
└── DeliveryError   5  a mail was not accepted

Every message says what was expected, what was found and what to do, and holds no cell of an export.
"""

from typing import ClassVar

from schemas.grouping import filled


class CakupanError(Exception):
    """An error that is told in one sentence, without a traceback."""

    exit_code: ClassVar[int] = 1


class UsageError(CakupanError):
    """The command was called wrongly."""

    exit_code = 2


class HeldError(CakupanError):
    """A person must decide, or something is still missing."""

    exit_code = 3


class ExportError(CakupanError):
    """A branch's file can't be taken; the other branches go on.

    `code` is one of the E codes, `fields` are safe values only (our column names, row numbers,
    counts, a hash); both survive pickling, so the error crosses process borders whole.
    """

    exit_code = 4

    def __init__(self, code: str, **fields: str | int) -> None:
        """Keep the code and the safe fields; the sentence is made from them."""
        super().__init__(code, fields)
        self.code = code
        self.fields = fields

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by code and fields."""
        return (_export_error, (self.code, self.fields))

    def __str__(self) -> str:
        """The sentence of this code with its fields filled in."""
        return f"{self.code} {filled(FILE_FAULTS[self.code], self.fields)}"


def _export_error(code: str, fields: dict[str, str | int]) -> ExportError:
    return ExportError(code, **fields)


class ReferenceError(CakupanError):
    """Reference data can't be used."""

    exit_code = 4


class SettingsError(CakupanError):
    """The installation is not set up as it must be."""

    exit_code = 4


class StoreError(CakupanError):
    """An object of the store is missing or damaged, so the store must be restored."""

    exit_code = 4


class UnreachableError(CakupanError):
    """The object store, the folder people open or the cluster does not answer; nothing is lost."""

    exit_code = 4


class DataError(CakupanError):
    """Our own contract was broken between two stages: a bug, told without any cell."""


class RenderError(CakupanError):
    """A bulletin could not be rendered faultlessly."""


class DeliveryError(CakupanError):
    """A mail was not accepted."""

    exit_code = 5


FILE_FAULTS: dict[str, str] = {
    "E101": "The file is empty; export it again.",
    "E102": "The file has headings but no rows; export it again or declare a nil report.",
    "E103": "The content is not {expected} (it looks like {found}); save it as {expected}.",
    "E104": "The workbook or archive is protected by a password; save it without one.",
    "E105": "The workbook, archive or table is damaged or incomplete; save it anew and send that.",
    "E106": "The file is larger than {cap} bytes; split it or raise the limit in the settings.",
    "E107": "The file expands to more than {cap} bytes; send it uncompressed.",
    "E108": "The sheet's used range is too large ({rows:d} x {columns:d}); delete what is empty.",
    "E109": "The encoding could not be determined; set it for this branch or save as UTF-8.",
    "E110": "Not valid {encoding} (first at byte {byte:d}); set the encoding for this branch.",
    "E111": "The column separator could not be determined; set it for this branch.",
    "E112": "Missing column(s): {columns}; fields found in line {line:d}: {found}.",
    "E113": "Column {column} appears twice; keep one.",
    "E114": "Too many columns ({found}; {most} are allowed); export the asked columns only.",
    "E115": "A quotation mark is not closed (line {line:d}); correct that line.",
    "E116": "The last line is incomplete; the transfer was probably cut. Send it again.",
    "E117": "The file could not be read unambiguously ({scanned} lines, {read} rows).",
    "E118": "The rows belong to {found}, not {expected}; export the right month.",
    "E119": "The branch is unknown or not active; check the file name and KODE_KANTOR.",
    "E120": "This file was already received from another branch; send your own export.",
    "E122": "Not an export by its name ({fault}); name it <kind>_<branch>_<YYYYMM>.csv "
    "(or .csv.gz, .xlsx).",
    "E123": "Not an ordinary file; put a copy of the file itself into the inbox.",
    "E124": "The file is still changing; it will be read on the next run.",
    "E126": "{sheets} visible sheets match; keep exactly one.",
    "E127": "{cells} formula cells have no stored value; open and save the file in Excel.",
    "E128": "The control file of {branch}'s {kind} declares {declared} for {total}, but {read} "
    "was read; send the export again or, if it is whole, correct the control file.",
    "E130": "The archive must hold exactly one file; it holds {members}.",
    "E131": "Workbooks with macros are not accepted; save it as .xlsx.",
    "E132": "The workbook contains forbidden XML; save it anew in Excel.",
    "E133": "The file contains NUL bytes (first at byte {byte:d}); export it again.",
    "E134": "The file could not be read; it is tried again on the next run.",
    "E135": "The compressed file is damaged or incomplete; send it again.",
    "E136": "Cakupan failed on this file: {error} Report it; it is tried again on the next run.",
    "E137": "{rows} NIK lost digits in a spreadsheet; export them from the source again, as text.",
    "E138": "Column {column} is not written in the style set for this branch; correct the profile.",
    "E139": "The reading process died or took too long; it is tried again on the next run.",
    "E140": "Control file {control} can't be used ({fault}); correct it and put it there again.",
    "E141": "Archived file {digest} is missing or damaged in the store; restore it from the "
    "store's copy, or remove what is left of it and put the file into the inbox again; then run.",
    "E142": "The control file of {branch}'s {kind} has come without its export; ask for it.",
    "E143": "A name inside leads out of the archive or workbook; pack the file again, or save the "
    "workbook anew in Excel.",
    "E144": "File {digest} was purged when its retention had ended and is not taken again; remove "
    "it from the inbox. Only `cakupan run MONTH --revise` takes it all the same.",
}
"""What is said of a file that can't be taken, by its code."""

PASSING_FAULTS = {"E124", "E134", "E136", "E139", "E141"}
"""Faults of the moment, not of the file: never kept as its reading, so the next run tries again."""

NOTES: dict[str, str] = {
    "E125": "This month is published (edition {edition}); file {digest} is kept and used only by "
    "`cakupan run {month} --revise`.",
    "N320": "Same file received again; nothing changed.",
    "N325": "File {digest} of {written} replaces file {replaced} of {earlier}; both are kept.",
}
"""What is said of a file that is kept, by its code."""
