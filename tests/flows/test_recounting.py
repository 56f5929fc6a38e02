"""A month of which one file is another: counted from what it came to before, or else anew.

Who was counted before is not looked at again, so it does not show that his rows are gone since.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pandera.typing.polars import DataFrame

from flows.calculation import Inputs, calculate
from flows.installation import Installation
from flows.settings import Settings
from schemas.coverage import TOTAL, Counts
from schemas.edition import Calculation
from schemas.exports import Kind
from schemas.reading import Reading
from schemas.registrations import Registrations
from schemas.submission import ReadSubmission
from tests.builders import registrations
from tests.facts import NOVEMBER, read_submission
from tests.registers import reference

MANY, FEW, GRACE = 40, 3, 3


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """One that has counted nothing yet."""
    return opened(tmp_path)


def opened(home: Path) -> Installation:
    home.mkdir(exist_ok=True)
    return Installation.open(Settings(home=home))


def sent(installation: Installation, branch: str, persons: Sequence[int]) -> ReadSubmission:
    """What a branch's peserta export was read to: one registration of each person."""
    rows = installation.objects.write(".parquet", people(branch, persons).write_parquet)
    read = read_submission(branch, Kind.PESERTA, len(persons), rows=rows)
    return replace(read, submission=replace(read.submission, object=rows.replace("parquet", "csv")))


def people(branch: str, persons: Sequence[int]) -> DataFrame[Registrations]:
    return registrations(person=persons, card=persons, branch=[branch] * len(persons))


def versions(
    installation: Installation, few: int = FEW
) -> tuple[tuple[ReadSubmission, ...], tuple[ReadSubmission, ...]]:
    """The month before and after SBY, of which KDR has one person too, has sent again."""
    kediri = sent(installation, "KDR", range(MANY))
    before = sent(installation, "SBY", [0, *range(MANY, MANY + few - 1)])
    now = sent(installation, "SBY", range(MANY, MANY + few))
    return (kediri, before), (kediri, now)


def counted(
    installation: Installation, read: Sequence[ReadSubmission], grace_months: int = GRACE
) -> Calculation:
    inputs = Inputs(NOVEMBER, reference(("3571", "all", 100)), tuple(read), grace_months)
    with installation.ledger.lease(NOVEMBER) as lease:
        return calculate(installation, inputs, lease, lambda done, all_of_them: None)


def persons(installation: Installation, made: Calculation) -> int:
    """Everybody in the nation."""
    whole = dict.fromkeys(("segment", "programme", "sex", "age_group"), TOTAL)
    counts = installation.read_table(made, Counts).filter(view="held", level="national", **whole)
    return int(counts["persons"].item())


def rows_of(read: ReadSubmission) -> str:
    """The object name of its typed rows."""
    assert isinstance(read.outcome, Reading)
    return read.outcome.rows


def forget(installation: Installation, read: Sequence[ReadSubmission]) -> None:
    """Let half of KDR's rows be gone without a word."""
    half = people("KDR", range(MANY // 2))
    half.write_parquet(installation.objects.url(rows_of(read[0])))


def test_it_comes_to_what_it_does_when_nothing_was_known(tmp_path: Path) -> None:
    one, other = opened(tmp_path / "one"), opened(tmp_path / "other")
    known = counted(one, versions(one)[0])
    made = counted(one, versions(one)[1])
    assert made == counted(other, versions(other)[1])
    assert (persons(one, known), persons(one, made)) == (MANY + FEW - 1, MANY + FEW)


def test_who_was_counted_before_is_not_counted_again(installation: Installation) -> None:
    before, now = versions(installation)
    counted(installation, before)
    forget(installation, now)
    assert persons(installation, counted(installation, now)) == MANY + FEW


def lose_a_file(
    installation: Installation, before: Sequence[ReadSubmission], _: Calculation
) -> None:
    installation.objects.remove(rows_of(before[1]))


def damage_a_table(
    installation: Installation, _: Sequence[ReadSubmission], known: Calculation
) -> None:
    place = Path(installation.objects.url(known.tables[Counts.__name__]))
    place.write_bytes(place.read_bytes()[:-1])


@pytest.mark.parametrize("spoil", [lose_a_file, damage_a_table])
def test_all_are_counted_where_what_was_known_is_no_longer_whole(
    installation: Installation,
    spoil: Callable[[Installation, Sequence[ReadSubmission], Calculation], None],
) -> None:
    before, now = versions(installation)
    spoil(installation, before, counted(installation, before))
    forget(installation, now)
    assert persons(installation, counted(installation, now)) == MANY // 2 + FEW


def test_all_are_counted_where_another_rule_counted_before(installation: Installation) -> None:
    before, now = versions(installation)
    counted(installation, before, GRACE + 1)
    forget(installation, now)
    assert persons(installation, counted(installation, now)) == MANY // 2 + FEW


def test_all_are_counted_where_many_rows_are_others(installation: Installation) -> None:
    before, now = versions(installation, few=MANY // 4)
    counted(installation, before)
    forget(installation, now)
    assert persons(installation, counted(installation, now)) == MANY // 2 + MANY // 4


def test_the_nearest_count_is_gone_by(installation: Installation) -> None:
    before, now = versions(installation)
    counted(installation, before)
    near = (*before[:1], sent(installation, "SBY", range(MANY, MANY + FEW + 1)))
    counted(installation, near)
    lose_a_file(installation, before, counted(installation, before))
    forget(installation, now)
    assert persons(installation, counted(installation, now)) == MANY + FEW
