"""The daily run: one look after all months, for the time at which it was scheduled. Never mails."""

from prefect import State, flow, tags
from prefect.runtime import flow_run
from pydantic import AwareDatetime

from flows.arguments import to_settings
from flows.artifacts import show_month
from flows.installation import Installation
from flows.monthly import monthly
from flows.outcome import told
from flows.run_states import Said, ended, tag_run
from flows.schedule import look_after
from flows.schedule_answers import tended_headline, tick_lines
from schemas.month import JAKARTA, Month


def _named() -> str:
    """The day and hour in Jakarta for which a run was scheduled."""
    return f"tick {flow_run.scheduled_start_time.astimezone(JAKARTA):%Y-%m-%d %H:%M}"


@flow(name="tick", flow_run_name=_named, persist_result=False)
def tick(at: AwareDatetime | None = None) -> State[None]:
    """Take in what came for all months, and prepare those that are due. Never mails or releases.

    Args:
        at: The time as of which months are looked after; empty: that of this run's schedule.
    """
    return ended(lambda: _tick(at))


def _tick(at: AwareDatetime | None) -> Said:
    installation = Installation.open(to_settings())
    report = look_after(installation, at or flow_run.scheduled_start_time, _prepare)
    tag_run(str(tended.month) for tended in report.months)
    for tended in report.months:
        show_month(installation, tended.status, tended_headline(tended))
    return report.exit_code, "\n".join(tick_lines(report))


def _prepare(month: Month) -> object:
    with tags(str(month)):
        return told(monthly(str(month)))
