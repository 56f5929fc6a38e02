"""What is not plausible beside the month before waits for a person, and he is remembered."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.edges.ledger import Lease, readings, submissions
from flows.edges.ledger.tables import audit
from flows.edges.reference import read_reference
from flows.installation import Installation
from flows.judgement import accept, held_so_far, judge
from flows.settings import Settings
from flows.status import to_month_status
from schemas.arrivals import Consent, Notice, Sent, SentFile
from schemas.errors import HeldError, UsageError
from schemas.exports import Kind
from schemas.month import Month
from schemas.reading import Reading, Summary
from schemas.report import BranchState
from schemas.submission import Fault, Held, Hold, ReadSubmission
from tests.facts import read_submission
from tests.homes import NOVEMBER, OCTOBER
from tests.references import EXAMPLE

SRI = Consent("KDR", None, "Sri", "the sugar season has ended")


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation with the example's reference data."""
    shutil.copytree(EXAMPLE / "reference", tmp_path / "reference")
    opened = Installation.open(Settings(home=tmp_path))
    yield opened
    opened.ledger.engine.dispose()


@contextmanager
def november(installation: Installation) -> Iterator[Lease]:
    """The right to commit to November."""
    with installation.ledger.lease(NOVEMBER) as lease:
        yield lease


def read(
    installation: Installation, month: Month, persons: int, kind: Kind = Kind.PESERTA
) -> ReadSubmission:
    """KDR's export of a month was received and read to so many active persons."""
    name = f"{persons:064x}.csv"
    file = SentFile(datetime(2021, 12, 1, tzinfo=UTC), name, "csv")
    summary = Summary(persons=persons, segments=(("PU", persons),), employers=50)
    with installation.ledger.begin() as connection:
        submissions.receive(connection, month, [Sent("KDR", kind, (file,))], is_late=False)
        (submission,) = (
            item for item in submissions.current(connection, month) if item.kind is kind
        )
        outcome = read_submission("KDR", kind, persons, summary=summary).outcome
        made = ReadSubmission(submission, outcome)
        if readings.find(connection, [(submission, "c")]) == [None]:
            readings.record(connection, made, "c")
        if month == OCTOBER:
            readings.judge(connection, OCTOBER, [made], {})
    return made


def judged(installation: Installation, lease: Lease, *reads: ReadSubmission) -> list[str]:
    """The state of each reading once it is judged, with the codes of what holds it."""
    reference = read_reference(installation.reference, lease.month, installation.objects)
    return [
        " ".join(hold.code for hold in item.outcome.holds) if isinstance(item.outcome, Held) else ""
        for item in judge(installation, reference, lease, reads)
    ]


def test_a_month_is_compared_with_what_counts_of_the_month_before(
    installation: Installation,
) -> None:
    now = read(installation, NOVEMBER, 1300)
    with november(installation) as lease:
        assert judged(installation, lease, now) == [""]  # nothing is known of October
        read(installation, OCTOBER, 1000)
        assert judged(installation, lease, now) == ["H501 H503"]
        read(installation, OCTOBER, 1100)
        assert judged(installation, lease, now) == [""]


def test_each_kind_is_compared_with_its_own(installation: Installation) -> None:
    now = read(installation, NOVEMBER, 1300, Kind.PROYEK_JAKON)
    read(installation, OCTOBER, 1000)
    with november(installation) as lease:
        assert judged(installation, lease, now) == [""]


def test_a_month_that_is_still_held_is_nothing_to_compare_with(installation: Installation) -> None:
    earlier = read(installation, OCTOBER, 1000)
    now = read(installation, NOVEMBER, 1300)
    holds = {earlier.submission.id: (Hold("H507", {"rows": 65_535}),)}
    with november(installation) as lease:
        with installation.ledger.begin() as connection:
            readings.judge(connection, OCTOBER, [earlier], holds)
        assert judged(installation, lease, now) == [""]
        with installation.ledger.begin() as connection:
            readings.accept(connection, holds, by="Sri", why="so it is")
        assert judged(installation, lease, now) == ["H501 H503"]


def held(installation: Installation, lease: Lease, persons: int) -> tuple[ReadSubmission, ...]:
    """KDR's November, judged beside an October of 1000 persons."""
    read(installation, OCTOBER, 1000)
    now = read(installation, NOVEMBER, persons)
    reference = read_reference(installation.reference, NOVEMBER, installation.objects)
    return judge(installation, reference, lease, [now])


def test_a_held_export_counts_when_a_person_accepts_it_and_stays_so(
    installation: Installation,
) -> None:
    with november(installation) as lease:
        before = held(installation, lease, 1300)
        assert before[0].reading is None
        status = to_month_status(installation, NOVEMBER)
        report = next(line.branch for line in status.lines if line.branch.code == "KDR")
        assert report.state is BranchState.HELD
        assert [reason.code for reason in report.exports[0].reasons] == ["H501", "H503"]
        (after,) = accept(installation, lease, before, SRI, held_so_far(installation, NOVEMBER))
        assert after.reading == read(installation, NOVEMBER, 1300).outcome
        assert held(installation, lease, 1300) == (after,)
        with installation.ledger.begin() as connection:
            (said,) = connection.execute(sa.select(audit.c.by, audit.c.what, audit.c.why))
        digest = after.submission.digest
        assert tuple(said) == (
            "Sri", f"accepted KDR peserta {digest}, held for H501, H503", SRI.why,
        )  # fmt: skip  # as short as it is
    status = to_month_status(installation, NOVEMBER)
    report = next(line.branch for line in status.lines if line.branch.code == "KDR")
    assert report.state is BranchState.READY
    accepted = report.exports[0].acceptance
    assert accepted is not None
    assert (accepted.by, accepted.why) == ("Sri", SRI.why)
    assert accepted.holds[0].sentence.startswith("H501 Active persons moved from 1.000 to 1.300")


def test_a_file_that_is_sent_again_is_judged_anew(installation: Installation) -> None:
    with november(installation) as lease:
        found = held(installation, lease, 1300)
        accept(installation, lease, found, SRI, held_so_far(installation, NOVEMBER))
        assert isinstance(held(installation, lease, 1301)[0].outcome, Held)
        assert isinstance(held(installation, lease, 1300)[0].outcome, Reading)


@pytest.mark.parametrize(
    "consent", [SRI, replace(SRI, branch="SDA"), replace(SRI, kind=Kind.PROYEK_JAKON)]
)
def test_what_is_not_held_cannot_be_accepted(installation: Installation, consent: Consent) -> None:
    with november(installation) as lease:
        found = held(installation, lease, 1000 if consent is SRI else 1300)
        with pytest.raises(UsageError, match=f"of {consent.branch} is held in 2021-11; see"):
            accept(installation, lease, found, consent, held_so_far(installation, NOVEMBER))
    with installation.ledger.begin() as connection:
        assert readings.accepted(connection, NOVEMBER) == {}


def test_why_a_refused_file_cannot_be_accepted_is_told(installation: Installation) -> None:
    refused = replace(read(installation, NOVEMBER, 5), outcome=Fault("E101"))
    with november(installation) as lease, pytest.raises(UsageError) as caught:
        accept(installation, lease, [refused], SRI, {})
    assert str(caught.value) == (
        "No export of KDR is held in 2021-11; what is refused can't be accepted: peserta "
        f"{refused.submission.digest}: E101 The file is empty; export it again. "
        "See `cakupan status 2021-11 --branch KDR`."
    )


def test_why_a_file_refused_at_the_door_cannot_be_accepted_is_told(
    installation: Installation,
) -> None:
    refused = Notice("peserta KDR 2021-11", "KDR", Kind.PESERTA, "E123")
    other = Notice("peserta SDA 2021-11", "SDA", Kind.PESERTA, "E124")
    with november(installation) as lease:
        with installation.ledger.begin() as connection:
            submissions.note(connection, NOVEMBER, [refused, other])
        with pytest.raises(UsageError, match="can't be accepted: peserta: E123 ") as caught:
            accept(installation, lease, [], SRI, {})
        assert "E124" not in str(caught.value)
        with pytest.raises(UsageError, match="No proyek_jakon export of KDR is held in 2021-11; s"):
            accept(installation, lease, [], replace(SRI, kind=Kind.PROYEK_JAKON), {})


def test_a_rejected_file_is_not_judged(installation: Installation) -> None:
    refused = replace(read(installation, NOVEMBER, 5), outcome=Fault("E101"))
    with november(installation) as lease:
        reference = read_reference(installation.reference, NOVEMBER, installation.objects)
        assert judge(installation, reference, lease, [refused]) == (refused,)


def test_the_thresholds_come_from_the_settings(installation: Installation, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, hold_move_percent=30)
    with november(installation) as lease:
        patient = Installation.open(settings)
        assert held(patient, lease, 1300)[0].reading is not None
        patient.ledger.engine.dispose()
        assert held(installation, lease, 1300)[0].reading is None


def test_only_what_was_looked_at_is_accepted(installation: Installation) -> None:
    with november(installation) as lease:
        held(installation, lease, 1300)
        seen = held_so_far(installation, NOVEMBER)
        newer = held(installation, lease, 1400)
        with pytest.raises(HeldError, match="nobody has looked at yet"):
            accept(installation, lease, newer, SRI, seen)
        with installation.ledger.begin() as connection:
            assert readings.accepted(connection, NOVEMBER) == {}


def test_accepting_again_after_a_kill_changes_nothing(installation: Installation) -> None:
    with november(installation) as lease:
        found = held(installation, lease, 1300)
        accept(installation, lease, found, SRI, held_so_far(installation, NOVEMBER))
        again = held(installation, lease, 1300)
        assert accept(installation, lease, again, SRI, {}) == again
        assert again[0].reading is not None
