"""The commands of the schedule: one look after all months, and one each day."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache

from flows.arguments import Switch, to_moment, to_settings
from flows.progress import messages
from flows.settings import Settings
from schemas.errors import UsageError
from schemas.month import JAKARTA, Month


def tick(*, at: str | None = None, now: Switch = False, json: Switch = False) -> int:
    """Take in what came for all months, and prepare those that are due. Never mails or releases.

    Args:
        at: The scheduled time, in Jakarta unless it names a zone, such as 2021-12-03T06:00.
        now: The present moment is meant.
        json: Answer in JSON.
    """
    if now == (at is not None):
        raise UsageError("Name the scheduled time, such as --at 2021-12-03T06:00, or --now.")
    named = None if at is None else to_moment("--at", at, JAKARTA)
    settings = to_settings()
    settings.place_of("inbox")
    settings.place_of("reference")
    from flows import schedule_answers
    from flows.answers import show_lines
    from flows.edges.ledger import now as clock
    from flows.installation import Installation
    from flows.schedule import look_after

    with _preparing(settings) as prepare:
        report = look_after(Installation.open(settings), named or clock(), prepare)
    if json:
        sys.stdout.write(schedule_answers.tick_json(report) + "\n")
    else:
        show_lines(schedule_answers.tick_lines(report))
    return report.exit_code


def serve() -> int:
    """Run the schedules of prefect.yaml on this machine alone, until it is stopped."""
    settings = to_settings()
    settings.place_of("inbox")
    settings.place_of("reference")
    from flows.server import prefect_server

    with prefect_server(settings) as server:
        from flows.serving import serve_all

        server.wait()
        serve_all()
    messages.print("The schedules are stopped.")
    return 0


@contextmanager
def _preparing(settings: Settings) -> Iterator[Callable[[Month], object]]:
    """Prepares months by the monthly flow; Prefect's server starts at the first one."""
    from flows.outcome import told
    from flows.server import prefect_server

    with ExitStack() as until_the_end:

        @cache
        def start() -> None:
            server = until_the_end.enter_context(prefect_server(settings))
            server.wait()

        def prepare(month: Month) -> object:
            start()
            from flows.monthly import monthly

            return told(monthly(str(month)))

        yield prepare


SCHEDULE_COMMANDS = (tick, serve)
