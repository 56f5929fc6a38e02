"""Notes of every call that a machine of a cluster carries out: of what, from when, until when."""

from dataclasses import dataclass
from pathlib import Path

NOTING = """
import itertools, os, pickle, time, flows.edges.cluster_calls as module
os.sched_setaffinity(0, {{{core}}})
whole, numbers = module.carry_out, itertools.count()
notes = open({notes!r}, "a", buffering=1)

def noting(call):
    function, job, _timeout = pickle.loads(call)
    number, subject = next(numbers), [getattr(job, name, "") for name in ("branch", "kind")]
    print(number, time.perf_counter(), function.__name__, *subject, sep=";", file=notes)
    made = whole(call)
    print(number, time.perf_counter(), sep=";", file=notes)
    return made

module.carry_out = noting
"""
READ = "read_export"


@dataclass(frozen=True)
class Call:
    """One call that a machine took up, at seconds of the machine's clock."""

    function: str
    subject: tuple[str, str]
    """Branch and kind of the export that is read; empty of other calls."""
    began: float
    ended: float | None
    """None when the machine was killed before."""


def noting(notes: Path, core: int) -> str:
    """Code to run before `cakupan worker`: it notes each call, and is bound to one core."""
    return NOTING.format(notes=str(notes), core=core)


def noted(notes: Path) -> list[Call]:
    """The calls of which a machine has taken note so far."""
    begun, ended = {}, {}
    for line in notes.read_text("utf-8").splitlines():
        match line.split(";"):
            case [number, at, function, branch, kind]:
                begun[number] = (function, (branch, kind), float(at))
            case [number, at]:
                ended[number] = float(at)
    return [Call(*call, ended.get(number)) for number, call in begun.items()]


def read_exports(calls: list[Call]) -> list[Call]:
    """Those that read exports."""
    return [call for call in calls if call.function == READ]
