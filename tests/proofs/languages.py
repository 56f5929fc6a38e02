"""A bulletin in two languages: for whom it is made, what he gets, and what makes no edition."""

import email.policy
from email.parser import BytesParser
from pathlib import Path

import polars as pl
import pytest

from tests.homes import NOVEMBER, cakupan, example, make_home, release

pytestmark = pytest.mark.usefixtures("prefect")

UNITS = ("BTU", "ID", "JATIM", "KDR")


def test_a_recipient_gets_the_bulletin_in_his_language(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", example(NOVEMBER, divisor=200, branches=("BTU", "KDR")))
    let_read_english(home, "kediri@cakupan.example")
    done = cakupan(home, "run", "2021-11", "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert "8 bulletins are in" in done.stdout
    assert pages(home) == {f"{unit}{end}" for unit in UNITS for end in ("", "-en")}

    done = cakupan(home, "run", "2021-11")
    assert "no longer has the English bulletins of BTU, JATIM, ID; to have them" in done.stdout
    assert pages(home) == {"BTU", "ID", "JATIM", "KDR", "KDR-en"}

    done = release(home)
    assert done.returncode == 0, done.stderr
    mails = {str(mail["To"]): mail for mail in mails_of(home)}
    english, indonesian = (
        mails[f"{name}@cakupan.example"] for name in ("kediri", "kediri.kepesertaan")
    )
    assert (english["Content-Language"], indonesian["Content-Language"]) == ("en", "id")
    assert "workers" in str(english["Subject"])
    assert "pekerja" in str(indonesian["Subject"])
    names = [attachment.get_filename() for attachment in english.iter_attachments()]
    assert names == ["cakupan-2021-11-KDR-en.pdf"]

    let_read_english(home, "kediri.kepesertaan@cakupan.example")
    done = cakupan(home, "run", "2021-11", "--lang", "en")
    assert "Nothing to do: edition 2021-11 stands" in done.stdout
    assert "released without the English bulletins of BTU, JATIM, ID; they come with" in done.stdout


def let_read_english(home: Path, address: str) -> None:
    """Let a recipient read English."""
    file = home / "reference/recipients.csv"
    language = pl.when(pl.col("address") == address).then(pl.lit("en")).otherwise("language")
    pl.read_csv(file, infer_schema=False).with_columns(language=language).write_csv(file)


def pages(home: Path) -> set[str]:
    """What tells the PDFs of November apart."""
    found = (home / "output/2021-11/bulletins").glob("*.pdf")
    return {path.stem.removeprefix("cakupan-2021-11-") for path in found}


def mails_of(home: Path) -> list[email.message.EmailMessage]:
    """November's mails."""
    parser = BytesParser(policy=email.policy.default)
    return [
        parser.parsebytes(path.read_bytes())
        for path in sorted((home / "output/2021-11/mail").glob("*.eml"))
    ]
