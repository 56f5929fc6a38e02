"""A month of which one file is another: counted from what it came to before, or else anew.

Who was counted before is not looked at again, so it does not show that his rows are gone since.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from pandera.typing.polars import DataFrame

from flows.calculation import Inputs, calculate
from flows.installation import Installation
from flows.recounting import NEEDED
from flows.settings import Settings
from schemas.coverage import TOTAL, Counts
from schemas.edition import Calculation
from schemas.exports import Kind
from schemas.reading import Reading
from schemas.reference import Branches, Reference
from schemas.registrations import Registrations
from schemas.submission import ReadSubmission
from tests.builders import employers, registrations
from tests.facts import NOVEMBER, read_submission
from tests.registers import reference
from transforms.contracts import validated

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
    installation: Installation,
    read: Sequence[ReadSubmission],
    grace_months: int = GRACE,
    register: Reference | None = None,
) -> Calculation:
    known = register or reference(("3571", "all", 100))
    inputs = Inputs(NOVEMBER, known, tuple(read), grace_months)
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


Spoil = Callable[[Installation, str], None]


def lose(installation: Installation, name: str) -> None:
    installation.objects.remove(name)


def shorten(installation: Installation, name: str) -> None:
    place = Path(installation.objects.url(name))
    place.write_bytes(place.read_bytes()[:-1])


def alter(installation: Installation, name: str) -> None:
    """Let it be a whole Parquet file, of half the rows."""
    place = installation.objects.url(name)
    frame = pl.read_parquet(place)
    frame.head(frame.height // 2).write_parquet(place)


@pytest.mark.parametrize("spoil", [lose, shorten, alter])
def test_all_are_counted_where_a_file_that_goes_is_no_longer_whole(
    installation: Installation, spoil: Spoil
) -> None:
    before, now = versions(installation)
    counted(installation, before)
    spoil(installation, rows_of(before[1]))
    forget(installation, now)
    assert persons(installation, counted(installation, now)) == MANY // 2 + FEW


@pytest.mark.parametrize("spoil", [lose, shorten])
@pytest.mark.parametrize("table", NEEDED)
def test_all_are_counted_where_a_table_is_no_longer_whole(
    installation: Installation, table: str, spoil: Spoil
) -> None:
    before, now = versions(installation)
    known = counted(installation, before)
    spoil(installation, known.tables[table])
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


def test_all_are_counted_where_employers_of_many_persons_are_others(
    installation: Installation,
) -> None:
    before, _ = versions(installation)
    counted(installation, before)
    forget(installation, before)
    units = employers(employer=[1]).write_parquet
    rows = installation.objects.write(".parquet", units)
    sent_too = read_submission("KDR", Kind.PEMBERI_KERJA, 1, rows=rows)
    assert persons(installation, counted(installation, (*before, sent_too))) == MANY // 2 + FEW - 1


def test_all_are_counted_where_a_branch_is_of_another_kanwil(installation: Installation) -> None:
    before, now = versions(installation)
    counted(installation, before)
    forget(installation, now)
    register = reference(("3571", "all", 100))
    branches = register.branches.with_columns(kanwil=pl.lit("DKI"))
    moved = replace(register, branches=validated(branches, Branches))
    made = counted(installation, now, register=moved)
    assert persons(installation, made) == MANY // 2 + FEW


def test_the_count_with_the_fewest_others_is_gone_by(installation: Installation) -> None:
    before, now = versions(installation)
    jakarta = sent(installation, "JKP", range(200, 204))
    counted(installation, (*before, jakarta))
    for more in range(1, 4):  # of these, whose own file of JKP is another, it would be read
        other = sent(installation, "JKP", range(200, 204 + more))
        counted(installation, (*before, other))
    alter(installation, rows_of(jakarta))
    assert persons(installation, counted(installation, (*now, jakarta))) == MANY + FEW + 4


def test_another_count_is_gone_by_where_the_nearest_has_lost_a_file(
    installation: Installation,
) -> None:
    before, now = versions(installation)
    counted(installation, before)
    counted(installation, (before[0], sent(installation, "SBY", range(MANY, MANY + FEW + 1))))
    lose(installation, rows_of(before[1]))
    forget(installation, now)
    assert persons(installation, counted(installation, now)) == MANY + FEW
