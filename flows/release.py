"""Releases a prepared edition: plans every mail in one transaction, then delivers what is planned.

Mail is captured: each message becomes an `.eml` file, and nothing is sent.
"""

from collections import Counter
from collections.abc import Mapping

from flows.edges.bulletins import load_words
from flows.edges.ledger import Lease, deliveries, editions
from flows.edges.ledger.deliveries import Delivery
from flows.edges.mail import Capture, parse_address, to_eml
from flows.edges.output import pdf_name
from flows.edges.reference import read_reference
from flows.installation import Installation
from schemas.bulletin import Level
from schemas.definitions import Language
from schemas.delivery import Message, Recipient
from schemas.edition import Edition, EditionBulletin
from schemas.errors import HeldError
from schemas.month import Month
from schemas.report import ReleaseReport

PURPOSE = "bulletin"
"""Why the first mail of an edition is sent."""


def release_month(installation: Installation, month: Month) -> ReleaseReport:
    """Release the month's newest edition and capture its mail; repeated, it finishes the rest."""
    with installation.ledger.lease(month) as lease:
        with installation.ledger.begin() as connection:
            edition = editions.newest(connection, month)
        if edition is None:
            raise HeldError(f"{month} has no edition to release; run `cakupan run {month}` first.")
        if edition.state == "prepared":
            _plan(installation, edition, lease)
        folder = installation.output / str(month) / "mail"
        captured = _deliver(installation, edition, Capture(folder), lease)
        with installation.ledger.begin() as connection:
            done = deliveries.of_edition(connection, edition)
    addressed = {(item.level, item.code) for item in done}
    return ReleaseReport(
        edition=edition.label,
        captured=captured,
        states=dict(sorted(Counter(item.state for item in done).items())),
        unaddressed=tuple(
            f"{level} {code}"
            for level, code in dict.fromkeys((item.level, item.code) for item in edition.bulletins)
            if (level, code) not in addressed
        ),
        withheld=edition.withheld,
        folder=str(folder),
    )


def _plan(installation: Installation, edition: Edition, lease: Lease) -> None:
    """Freeze every message's bytes, then release the edition with all its deliveries at once."""
    recipients = _recipients(installation, edition.month)
    bulletins = {(item.level, item.code, item.language): item for item in edition.bulletins}
    planned = [
        _delivery(installation, edition, bulletin, recipient)
        for (level, code), people in recipients.items()
        for recipient in people
        for bulletin in (_bulletin_for(recipient, bulletins),)
        if bulletin
    ]
    with installation.ledger.begin(lease) as connection:
        deliveries.plan(connection, edition, planned)
        installation.ledger.record(
            connection,
            by=installation.settings.operator,
            what=f"released edition {edition.label}: {len(planned)} mails",
            month=edition.month,
            why="",
        )


def _recipients(installation: Installation, month: Month) -> dict[tuple[str, str], list[Recipient]]:
    reference = read_reference(installation.reference, month, installation.objects)
    found: dict[tuple[str, str], list[Recipient]] = {}
    columns = ["level", "code", "address", "name", "language"]
    for level, code, address, name, language in (
        reference.recipients.select(columns).sort(columns).iter_rows()
    ):
        parsed = parse_address(address, installation.settings.allowed_domains)
        recipient = Recipient(level, code, parsed, name, language)
        found.setdefault((level, code), []).append(recipient)
    return found


def _bulletin_for(
    recipient: Recipient, bulletins: Mapping[tuple[Level, str, Language], EditionBulletin]
) -> EditionBulletin | None:
    """The bulletin in the recipient's language, or where the edition has none, in Indonesian."""
    unit = recipient.level, recipient.code
    return bulletins.get((*unit, recipient.language)) or bulletins.get((*unit, "id"))


def _delivery(
    installation: Installation, edition: Edition, kept: EditionBulletin, recipient: Recipient
) -> Delivery:
    objects = installation.objects
    words = load_words(objects, kept.words)
    message = Message(
        level=kept.level,
        code=kept.code,
        language=kept.language,
        month=edition.month,
        edition=edition.number,
        purpose=PURPOSE,
        published=edition.published,
        sender=installation.settings.sender,
        recipient=recipient,
        subject=words.subject,
        text=words.text,
        html=words.html,
        picture=words.picture,
        pdf=objects.read(kept.pdf),
        file_name=pdf_name(edition.month, kept),
    )
    return Delivery(
        level=kept.level,
        code=kept.code,
        recipient=recipient.address,
        purpose=PURPOSE,
        message_id=message.id,
        eml=objects.put(to_eml(message), ".eml"),
    )


def _deliver(installation: Installation, edition: Edition, capture: Capture, lease: Lease) -> int:
    with installation.ledger.begin() as connection:
        planned = [
            item for item in deliveries.of_edition(connection, edition) if item.state == "planned"
        ]
    for item in planned:
        capture.deliver(item.message_id, installation.objects.read(item.eml))
        with installation.ledger.begin(lease) as connection:
            deliveries.capture(connection, item)
    return len(planned)
