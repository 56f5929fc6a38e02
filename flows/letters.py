"""Writes the mails of an edition, and says who is to have one."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape

from flows.edges.bulletins import load_bulletin, load_words
from flows.edges.ledger import deliveries, editions
from flows.edges.mail import to_eml
from flows.edges.output import pdf_name
from flows.edges.reference import read_reference
from flows.edges.templating import Words
from flows.installation import Installation
from flows.recipients import read_recipients
from schemas.bulletin import Level
from schemas.delivery import (
    HAS_IT,
    Delivery,
    DeliveryState,
    Message,
    Mode,
    Recipient,
)
from schemas.edition import Edition, EditionBulletin
from transforms.sameness import say_the_same


@dataclass(frozen=True)
class Letter:
    """One mail that is written and not yet kept."""

    message: Message
    eml: bytes


@dataclass(frozen=True)
class Addressing:
    """Who is to have a mail of an edition, and who not."""

    recipients: tuple[tuple[EditionBulletin, Recipient], ...]
    up_to_date: int
    former: tuple[str, ...]
    unaddressed: tuple[str, ...]


def address(installation: Installation, edition: Edition, mode: Mode) -> Addressing:
    """Everybody who has not the edition's figures yet: a correction goes where it corrects."""
    read_reference(installation.reference, edition.month, installation.objects)  # faultless
    holdings = _holdings(installation, edition, mode)
    register = read_recipients(installation, edition.month)
    mailed = []
    up_to_date = 0
    for kept, recipient in _matched(edition, register):
        if _is_up_to_date(installation, edition, holdings, recipient):
            up_to_date += 1
        else:
            mailed.append((kept, recipient))
    present = {(each.level, each.code, each.address) for each in register}
    former = {f"{level} {code}" for level, code, _ in set(holdings) - present}
    return Addressing(tuple(mailed), up_to_date, tuple(sorted(former)), nobody(edition, register))


def address_again(
    installation: Installation,
    edition: Edition,
    mode: Mode,
    is_meant: Callable[[Recipient, bool], bool],
) -> Addressing:
    """Those of an edition's recipients who are meant; asked with whether an earlier one serves."""
    holdings = _holdings(installation, edition, mode)
    register = read_recipients(installation, edition.month)
    meant = [
        (kept, recipient)
        for kept, recipient in _matched(edition, register)
        if is_meant(recipient, _is_up_to_date(installation, edition, holdings, recipient))
    ]
    return Addressing(tuple(meant), 0, (), nobody(edition, register))


def nobody(edition: Edition, register: Iterable[Recipient]) -> tuple[str, ...]:
    """The units of an edition whose bulletin has no recipient."""
    addressed = {(each.level, each.code) for each in register}
    units = dict.fromkeys((item.level, item.code) for item in edition.bulletins)
    return tuple(f"{level} {code}" for level, code in units if (level, code) not in addressed)


def _matched(
    edition: Edition, register: Iterable[Recipient]
) -> Iterator[tuple[EditionBulletin, Recipient]]:
    """Each recipient with his unit's bulletin, in his language or else in Indonesian."""
    bulletins = {(item.level, item.code, item.language): item for item in edition.bulletins}
    for recipient in register:
        unit = recipient.level, recipient.code
        kept = bulletins.get((*unit, recipient.language)) or bulletins.get((*unit, "id"))
        if kept is not None:
            yield kept, recipient


def write(
    installation: Installation,
    edition: Edition,
    mailed: Iterable[tuple[EditionBulletin, Recipient]],
    *,
    purpose: str,
    redirect: str = "",
) -> list[Letter]:
    """The mails to some recipients, from the stored words and PDF of each bulletin."""
    objects = installation.objects
    letters = []
    for kept, recipient in mailed:
        words = load_words(objects, kept.words)
        if redirect:
            words = _with_banner(words, recipient.address)
        message = Message(
            level=kept.level,
            code=kept.code,
            language=kept.language,
            month=edition.month,
            edition=edition.number,
            purpose=purpose,
            published=edition.published,
            sender=installation.settings.sender,
            recipient=recipient,
            redirect=redirect,
            subject=words.subject,
            text=words.text,
            html=words.html,
            picture=words.picture,
            pdf=objects.read(kept.pdf),
            file_name=pdf_name(edition.month, kept),
        )
        letters.append(Letter(message, to_eml(message)))
    return letters


def keep(installation: Installation, letters: Iterable[Letter]) -> list[Delivery]:
    """Store the mails' bytes; the deliveries that are to be planned."""
    installation.objects.sweep()
    return [
        Delivery(
            level=message.level,
            code=message.code,
            recipient=message.recipient.address,
            purpose=message.purpose,
            message_id=message.id,
            eml=installation.objects.put(letter.eml, ".eml"),
            size=len(letter.eml),
        )
        for letter in letters
        for message in (letter.message,)
    ]


def _holdings(
    installation: Installation, edition: Edition, mode: Mode
) -> Mapping[tuple[Level, str, str], Edition]:
    """Which edition before this one each address has last received, or may have, of each unit."""
    has_it: Collection[DeliveryState] = HAS_IT - ({"captured"} if mode == "live" else set())
    found = {}
    with installation.ledger.begin() as connection:
        for earlier in editions.released(connection, edition.month):
            if earlier.number < edition.number:
                for item in deliveries.of_edition(connection, earlier, has_it):
                    if item.is_for_recipient:
                        found[item.level, item.code, item.recipient] = earlier
    return found


def _is_up_to_date(
    installation: Installation,
    now: Edition,
    holdings: Mapping[tuple[Level, str, str], Edition],
    recipient: Recipient,
) -> bool:
    """Whether a recipient has an earlier edition whose bulletin says the same."""
    unit = recipient.level, recipient.code
    held = holdings.get((*unit, recipient.address))
    if held is None:
        return False
    bulletins = []
    for edition in (now, held):
        of_unit = {
            item.language: item.bulletin
            for item in edition.bulletins
            if (item.level, item.code) == unit
        }
        if "id" not in of_unit:
            return False
        bulletins.append(load_bulletin(installation.objects, of_unit["id"]))
    return say_the_same(*bulletins)


def _with_banner(words: Words, address: str) -> Words:
    """The words of a rehearsal, under a line that says so."""
    banner = f"UJI COBA – bukan kiriman resmi. Surel ini ditujukan kepada {address}."
    head, body, rest = words.html.partition("<body")
    opening, end, content = rest.partition(">")
    shown = (
        '<p style="margin:0;padding:12px 24px;background:#a8500a;color:#ffffff;'
        f'font:bold 16px sans-serif">{escape(banner)}</p>'
    )
    return replace(
        words,
        subject=f"[UJI COBA] {words.subject}",
        text=f"{banner}\n\n{words.text}",
        html=f"{head}{body}{opening}{end}{shown}{content}",
    )
