"""Kills or stops a command at the nth call of one of our functions, before or after it."""

import signal
from pathlib import Path

from tests.homes import cakupan

KILLED, STOPPED = -signal.SIGKILL, 130
Step = tuple[str, str, int, str, int]
"""Module, function, which of its calls, before or after it, and how the command ends."""

KILL = """
import itertools, os, signal, {module} as module
whole, calls = module.{function}, itertools.count(1)

def interrupted(*arguments, **named):
    is_now = next(calls) == {nth}
    if is_now and "{when}" == "before":
        os.killpg(0, signal.{name})
    made = whole(*arguments, **named)
    if is_now and "{when}" == "after":
        os.killpg(0, signal.{name})
    return made

module.{function} = interrupted
"""


def interrupt(home: Path, step: Step, *command: str) -> None:
    """Run a command that is killed or stopped on its way."""
    module, function, nth, when, ends = step
    name = "SIGKILL" if ends == KILLED else "SIGINT"
    code = KILL.format(module=module, function=function, nth=nth, when=when, name=name)
    done = cakupan(home, *command, code=code)
    assert done.returncode == ends, (step, done.stderr)
