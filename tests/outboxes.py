"""Approved editions with many recipients and a mail server: all but the figures is real."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from flows.edges.bulletins import store_bulletin, store_words
from flows.edges.ledger import Ledger, editions
from flows.edges.templating import Words
from flows.installation import Installation
from flows.settings import Settings
from schemas.edition import Edition, EditionBulletin
from tests.bulletins import kediri
from tests.calculations import nothing_counted
from tests.homes import NOVEMBER
from tests.references import copy_reference
from transforms.bulletin import sealed

HEADING = "level,code,address,name,language,valid_from,valid_to"


def make_outbox(folder: Path, port: int = 25, mails: int = 3, **settings: object) -> Installation:
    """November's approved edition with Kediri's bulletin for so many recipients; live mail."""
    copy_reference(folder / "reference", {"KDR"})
    register(folder, [f"r{number}" for number in range(1, mails + 1)])
    installation = open_outbox(folder, port, **settings)
    prepare_edition(installation, 0, "first")
    judge(installation, "approved")
    return installation


def open_outbox(folder: Path, port: int, **settings: object) -> Installation:
    """The installation in this folder, once more."""
    chosen: dict[str, object] = {"mail": "live", "smtp_url": f"smtp://localhost:{port}"}
    return Installation.open(Settings(home=folder, **(chosen | settings)))  # type: ignore[arg-type]


def register(folder: Path, names: list[str]) -> None:
    """Let just these receive Kediri's bulletin."""
    rows = [f"branch,KDR,{name}@cakupan.example,Penerima,id,2020-01-01," for name in names]
    file = folder / "reference/recipients.csv"
    file.write_text("\n".join([HEADING, *rows, ""]), encoding="utf-8")


def prepare_edition(installation: Installation, number: int, story: str) -> Edition:
    """A prepared edition whose bulletin tells another story by another name of its city."""
    bulletin = sealed(replace(kediri(), edition=number, city=story), "1")
    objects = installation.objects
    words = Words(
        f"Cakupan 2021-11 KDR Kediri {story}", f"{story}\n", f"<body><p>{story}</p></body>"
    )
    kept = EditionBulletin(
        level="branch",
        code="KDR",
        language="id",
        digest=bulletin.provenance.digest,
        bulletin=store_bulletin(objects, bulletin),
        pdf=objects.put(f"%PDF {story}".encode(), ".pdf"),
        words=store_words(objects, words),
        companion="",
        press_page="",
        press_text="",
    )
    made = Edition(
        id=0,
        month=NOVEMBER,
        number=number,
        state="prepared",
        published=date(2021, 12, 6),
        inputs="i",
        calculation=nothing_counted(installation),
        manifest=objects.put(f'{{"{number}": "{story}"}}'.encode(), ".json"),
        bulletins=(kept,),
    )
    with installation.ledger.begin() as connection:
        editions.prepare(connection, made)
    return newest(installation)


def judge(installation: Installation, word: str) -> None:
    """Let Rina decide of the newest edition."""
    edition = newest(installation)
    with installation.ledger.begin() as connection:
        editions.judge(connection, edition, word, by="Rina", why="dilihat")  # type: ignore[arg-type]


def newest(installation: Installation) -> Edition:
    """November's newest edition."""
    with installation.ledger.begin() as connection:
        found = editions.newest(connection, NOVEMBER)
    assert found is not None
    return found


def of_ledger(ledger: Ledger, edition: Edition) -> list[tuple[str, int, str]]:
    """State, attempts and reason of each mail of an edition, in order."""
    from flows.edges.ledger import deliveries

    with ledger.begin() as connection:
        found = deliveries.of_edition(connection, edition)
    return [(item.state, item.attempts, item.reason) for item in found]
