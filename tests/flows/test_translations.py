"""The catalogues' check: that it can fail."""

import pytest
from babel.messages.catalog import Catalog

from flows.translations import faults, to_template

TEMPLATE = ("Baris {number}", "Jumlah")


def catalogue(**changes: str | None) -> Catalog:
    """A whole English catalogue of two messages, and what is done to it; None takes one out."""
    told: dict[str, str | None] = {"Baris {number}": "Row {number}", "Jumlah": "Total"}
    made = Catalog(locale="en")
    for message, text in (told | changes).items():
        if text is not None:
            made.add(message, text)
    return made


def template() -> Catalog:
    """What the code says."""
    made = Catalog()
    for message in TEMPLATE:
        made.add(message)
    made.add(("{n} kantor", "{n} kantor"))
    return made


@pytest.mark.parametrize(
    ("changes", "plural", "found"),
    [
        ({}, ("{n} office", "{n} offices"), []),
        ({"Jumlah": None}, ("{n} office", "{n} offices"), ["not translated: Jumlah"]),
        ({"Jumlah": ""}, ("{n} office", "{n} offices"), ["not translated: Jumlah"]),
        ({}, ("{n} office", ""), ["not translated: {n} kantor"]),
        (
            {"Baris {number}": "Row {count}"},
            ("{n} office", "{n} offices"),
            ["other fields in braces: Baris {number}"],
        ),
        ({}, ("an office", "{n} offices"), ["other fields in braces: {n} kantor"]),
        (
            {"Baris {number}": "Row"},
            ("{n} office", "{n} offices"),
            ["other fields in braces: Baris {number}"],
        ),
        ({"Sisa": "Rest"}, ("{n} office", "{n} offices"), ["no message any more: Sisa"]),
    ],
)
def test_a_catalogue_is_whole_and_no_more_than_the_code_says(
    changes: dict[str, str | None], plural: tuple[str, str], found: list[str]
) -> None:
    made = catalogue(**changes)
    made.add(("{n} kantor", "{n} kantor"), plural)
    assert list(faults(made, template())) == found


def test_a_guess_is_no_translation() -> None:
    made = catalogue()
    made.add(("{n} kantor", "{n} kantor"), ("{n} office", "{n} offices"))
    made["Jumlah"].flags.add("fuzzy")
    assert list(faults(made, template())) == ["not translated: Jumlah"]


@pytest.mark.parametrize(
    "message",
    [
        "Belum terlindungi",  # marked for a constant
        "Masuk dan keluar",
        "Tabel {number}.",  # of a template
        "NIK harus tepat 16 angka.",  # of a table of schemas
        "Cakupan program JKK",
        "Penyebut",
    ],
)
def test_every_kind_of_message_is_found(message: str) -> None:
    assert message in to_template()
