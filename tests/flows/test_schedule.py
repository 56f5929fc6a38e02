"""The tick: what comes is taken in, what is due is prepared, nothing goes out, all is told."""

import json
import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from flows.knowledge import known_at
from flows.schedule_answers import tick_json, tick_lines
from schemas.month import JAKARTA
from schemas.report import BranchState
from schemas.schedule import TickReport, Why
from tests.homes import NOVEMBER, OCTOBER, cakupan, example, make_home, outputs
from tests.worlds import World, open_world

NOON = datetime(2021, 12, 2, 12, tzinfo=JAKARTA)
CONTROL = "peserta_BTU_202111.kontrol.toml"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    return open_world(tmp_path, monkeypatch, {"BTU"}, NOON)


def put(world: World, name: str, text: str = "") -> Path:
    """A file that is written now."""
    path = world.installation.inbox / name
    path.write_text(text or name)
    os.utime(path, (world.now.timestamp(),) * 2)
    return path


def put_all(world: World, digits: str = "202111") -> None:
    for kind in ("peserta", "pemberi_kerja", "proyek_jakon"):
        put(world, f"{kind}_BTU_{digits}.csv")


def on(world: World, day: int) -> TickReport:
    """The tick of a day of December, at six."""
    world.now = datetime(2021, 12, day, 6, tzinfo=JAKARTA)
    return world.tick(world.now)


@pytest.mark.usefixtures("prefect")
def test_a_month_is_prepared_by_the_command_and_a_second_tick_does_nothing(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", example(NOVEMBER, divisor=400, branches=("BTU",)))
    done = cakupan(home, "tick", "--at", "2021-12-01T06:00+07:00", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    (month,) = told["months"]
    assert told["scheduled"] == "2021-12-01T06:00:00+07:00"
    assert (month["prepared"], month["state"], month["is_complete"]) == (
        "complete",
        "prepared",
        True,
    )
    assert len(month["arrived"]) == 3
    before = outputs(home)
    again = cakupan(home, "tick", "--at", "2021-11-30T23:00+00:00")
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout.splitlines() == [
        "2021-11: edition 2021-11 is prepared",
        "• Next: look at the bulletins, then cakupan approve 2021-11 --by NAME",
        "Nothing new as of 2021-12-01 06:00 WIB",
    ]
    assert outputs(home) == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "--now"),
        (("--at", "2021-12-01T06:00+07:00", "--now"), "--now"),
        (("--at", "soon"), "Expected --at with a moment"),
        (("--at", "tomorrow"), "found 'tomorrow'"),
    ],
)
def test_the_scheduled_time_is_named(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    done = cakupan(tmp_path, "tick", *options)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_month_waits_until_its_cut_off_and_says_for_whom(world: World) -> None:
    put(world, "peserta_BTU_202111.csv")
    report = on(world, 2)
    (month,) = report.months
    assert (month.why, str(month.cutoff), report.exit_code) == (None, "2021-12-03", 3)
    assert [(kind.value, state) for _, kind, state in month.lacking] == [
        ("peserta", BranchState.RECEIVED),
        ("pemberi_kerja", BranchState.MISSING),
        ("proyek_jakon", BranchState.MISSING),
    ]
    lines = list(tick_lines(report))
    assert lines[:2] == [
        "2021-11: taken in: BTU peserta",
        "2021-11: waits for what is missing until 2021-12-03, then for nobody",
    ]
    assert "• Ask Batu for proyek_jakon_BTU_202111.csv" in lines
    assert not any("cakupan run" in line for line in lines)
    assert on(world, 3).months[0].why is Why.CUT_OFF
    assert on(world, 4).is_idle


def test_reference_data_are_known_from_the_tick_that_saw_them(world: World) -> None:
    put(world, "peserta_BTU_202111.csv")
    on(world, 1)
    workforce = world.installation.reference / "workforce.csv"
    before = workforce.read_bytes()
    workforce.write_bytes(before.rstrip(b"\n"))
    on(world, 2)
    for day, kept in ((1, before), (2, before.rstrip(b"\n"))):
        noon = datetime(2021, 12, day, 12, tzinfo=JAKARTA)
        known = dict(known_at(world.installation, NOVEMBER, noon).reference.objects)
        assert world.installation.objects.read(known["workforce.csv"]) == kept


def test_nothing_is_made_of_nothing(world: World) -> None:
    report = on(world, 20)
    assert (world.prepared, report.exit_code, report.is_idle) == ([], 3, True)
    assert next(tick_lines(report)) == "2021-11: nothing has come yet"


def test_a_prepared_month_is_made_again_for_news_even_after_a_kill(world: World) -> None:
    put_all(world)
    assert on(world, 2).months[0].why is Why.COMPLETE
    world.now = NOON + timedelta(hours=1)
    put(world, "peserta_BTU_202111.csv", "corrected")

    def killed(_month: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world, "prepare", killed)
        with pytest.raises(KeyboardInterrupt):
            on(world, 3)
    report = on(world, 3)
    assert (report.months[0].why, report.months[0].arrived) == (Why.NEWS, ())
    assert on(world, 3).is_idle


def test_a_file_for_a_published_month_is_told_once(world: World) -> None:
    put_all(world)
    on(world, 2)
    world.release(NOVEMBER)
    assert on(world, 3).months == ()
    put(world, "peserta_BTU_202111.csv", "corrected")
    report = on(world, 4)
    assert [item.is_late for item in report.months[0].arrived] == [True]
    assert (report.months[0].why, report.exit_code) == (None, 3)
    lines = list(tick_lines(report))
    assert lines[0] == "2021-11: came after publication, and waits: BTU peserta"
    assert any("cakupan run 2021-11 --revise" in line for line in lines)
    assert on(world, 5).months == ()


def test_a_control_file_is_known_by_its_bytes(world: World) -> None:
    put_all(world)
    put(world, CONTROL, "baris = 10\n")
    on(world, 2)
    os.utime(world.installation.inbox / CONTROL, (0, 0))
    assert on(world, 3).is_idle
    put(world, CONTROL, "baris = 11\n")
    assert on(world, 4).months[0].why is Why.NEWS


def test_what_is_only_touched_or_of_no_branch_is_no_news(world: World) -> None:
    put_all(world)
    on(world, 2)
    world.release(NOVEMBER)
    put_all(world)
    put(world, "peserta_XYZ_202111.csv")
    report = on(world, 3)
    assert (report.months, report.exit_code) == ((), 0)
    assert list(tick_lines(report)) == ["Nothing new as of 2021-12-03 06:00 WIB"]


def test_older_months_are_named_and_not_made(world: World) -> None:
    put_all(world, "202109")
    put_all(world)
    report = on(world, 2)
    assert [month for month, _ in world.prepared] == [NOVEMBER]
    assert report.unattended == (OCTOBER + -1,)
    assert json.loads(tick_json(report))["unattended"] == ["2021-09"]


def test_what_stops_a_published_month_stops_none_after_it(world: World) -> None:
    put_all(world, "202110")
    world.tick(datetime(2021, 11, 30, 6, tzinfo=JAKARTA))
    world.release(OCTOBER)
    put_all(world)
    world.now = NOON + timedelta(hours=1)
    put(world, "peserta_BTU_202110.csv", "corrected")
    with world.installation.ledger.lease(OCTOBER):
        report = on(world, 2)
    assert "under way" in str(report.months[0].obstacle)
    assert [month for month, _ in world.prepared] == [OCTOBER, NOVEMBER]
    areas = world.installation.reference / "branch_areas.csv"
    known = areas.read_text("utf-8")
    areas.write_text(f"{known}OLD,3506,2020-01-01,2021-10-31\n", "utf-8")
    report = on(world, 3)
    october, november = report.months
    said = "2021-10: stopped: branch_areas.csv: OLD is not in the register; add or correct it."
    assert (next(tick_lines(report)), october.arrived) == (said, ())
    assert (november.month, november.obstacle, report.exit_code) == (NOVEMBER, None, 4)
    areas.write_text(known, "utf-8")
    assert [item.is_late for item in on(world, 4).months[0].arrived] == [True]


def test_a_month_that_somebody_is_at_stops_those_after_it(world: World) -> None:
    put_all(world, "202110")
    world.now = datetime(2021, 11, 30, 6, tzinfo=JAKARTA)
    with world.installation.ledger.lease(OCTOBER):
        report = world.tick(world.now)
        assert "under way" in str(report.months[0].obstacle)
        assert (report.exit_code, world.prepared) == (3, [])
        assert next(tick_lines(report)).startswith(
            "2021-10: stopped, and later months with it: A run"
        )
    put_all(world)
    assert [month.month for month in on(world, 2).months] == [NOVEMBER]
