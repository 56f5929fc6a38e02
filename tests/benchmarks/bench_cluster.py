"""Measures a month of a simulated country on a cluster of one machine and of two, each on one core.

Each is `cakupan worker`, connected and warm before a run, and shares nothing with the coordinator
but s3 (moto's server) and PostgreSQL. Reading is measured by turns, and the best of each counts of
those that nothing else on the machine disturbed. In a last run one of the two is killed while
exports are read. What a single machine makes alone is what all whole runs must make, byte for byte.
Run: python tests/benchmarks/bench_cluster.py [small|usual|national] (default: $SCALE, or usual);
national is as the usual size.
"""

import json
import os
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from flows.edges.folders import Folder
from tests.benchmarks.cluster_runs import CORES, END, STAGE, Run, command
from tests.benchmarks.country import Country, chosen_scale, make_country
from tests.benchmarks.machine import machine
from tests.benchmarks.tables import cluster_to_markdown
from tests.benchmarks.telling import held, reached, told
from tests.benchmarks.watching import QUIET, to_dict, watch
from tests.common_ground import common_ground

RESULTS = Path(__file__).parents[2] / "output" / "benchmarks"
SCALING = 1.6
"""Promised: how many times as long one machine reads as two."""
UNDISTURBED = 0.1
"""Of the processors' time, at most so much may go elsewhere, or a measured time does not count."""
TURNS = 2
"""How often one machine and two only read, after whole runs of both."""


def main() -> None:
    """Measure a scale's smallest country, print the figures, and keep them."""
    scale, (country, *_) = chosen_scale()
    if len(CORES) < 2:
        raise SystemExit(f"Expected a core for each of two machines; found {len(CORES)}.")
    RESULTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="cluster-", dir=RESULTS) as folder:
        found = {"machine": machine(), **measured(country, Path(folder))}
    (RESULTS / f"cluster-{scale}.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    (RESULTS / f"cluster-{scale}.md").write_text(cluster_to_markdown(found), encoding="utf-8")
    for line in promises(found):
        print(line)  # noqa: T201  # a script


def measured(country: Country, folder: Path) -> dict[str, Any]:
    """What a month takes one machine alone, a cluster of one, of two, and of two but one dies."""
    home = folder / "alone"
    with told(f"simulate {country.branches} branches"):
        rows = make_country(home, country)
    found: dict[str, Any] = {"branches": country.branches, "rows": rows, "runs": {}}
    with told("one machine alone"):
        alone = watch(command(), {**os.environ, "CAKUPAN_HOME": str(home), **QUIET})
    found["alone"] = to_dict(alone)
    with common_ground(folder, lambda said: None) as ground:
        for name, machines in (("one", 1), ("two", 2), ("killed", 2)):
            run = Run(ground, folder / name, home, machines)
            with told(f"a cluster: {name}"):
                found["runs"][name] = run.killed() if name == "killed" else run.calm()
                found["files"] = run.compared(Folder(str(home / "output")))
        found["turns"] = {"one": [], "two": []}
        for turn, (name, machines) in product(range(TURNS), (("one", 1), ("two", 2))):
            run = Run(ground, folder / f"{name}-{turn}", home, machines)
            with told(f"reading only: {name}"):
                found["turns"][name].append(run.calm(END))
                run.empty()
    return found


def promises(found: Mapping[str, Any]) -> Iterator[str]:
    """Each promise with what was measured, and whether it holds."""
    runs, turns = found["runs"], found["turns"]
    counts = ", ".join(f"{count} {ending}" for ending, count in found["files"].items())
    yield f"{found['rows']:,} rows, {found['branches']} branches: {counts}, all bytes equal"
    yield from told_of_reading("one machine alone", found["alone"])
    for name, run in runs.items():
        yield from told_of_reading(name, run)
    for name, run in ((name, run) for name, some in turns.items() for run in some):
        yield from told_of_reading(f"{name}, again", run)
    seconds = {name: undisturbed([runs[name], *turns[name]]) for name in ("one", "two")}
    match [min(found) for found in seconds.values() if found]:
        case [one, two]:
            times = f"{one:.1f} s by one, {two:.1f} s by two machines"
            yield reached(f"{STAGE}: {times}", one / two, SCALING)
        case _:
            yield f"  {STAGE}: not compared, as something else was at work whenever it was measured"
    yield from told_of_killed(runs["killed"], runs["two"])


def told_of_reading(name: str, run: Mapping[str, Any]) -> Iterator[str]:
    """What the reading stage of a run took."""
    stage = reading(run)
    yield (
        f"  {name}: {STAGE} {stage['seconds']:.1f} s; CPU s of the command "
        f"{stage['cpu_seconds']:.1f}{besides(stage['beside'])}, elsewhere {stage['elsewhere']:.1f}"
    )
    if "calls" in run:
        busy = ", ".join(f"{seconds:.1f} s" for seconds in run["call_seconds"])
        yield (
            f"    {run['before_calls']:.1f} s before the first call, {run['calls_span']:.1f} s "
            f"of calls (machines busy for {busy}), {run['after_calls']:.1f} s after the last"
        )


def told_of_killed(killed: Mapping[str, Any], calm: Mapping[str, Any]) -> Iterator[str]:
    """How much a killed machine cost."""
    longer = killed["seconds"] - calm["seconds"]
    stage = reading(killed)["seconds"] - reading(calm)["seconds"]
    yield (
        f"  one machine killed after {killed['read_before']} files: {longer:.1f} s longer, of "
        f"these {stage:.1f} s in {STAGE}"
    )
    in_hand, twice = ({*map(tuple, killed[name])} for name in ("in_hand", "twice"))
    yield held(
        f"read twice: {names(twice)}; the killed machine had in hand: {names(in_hand)}; branches "
        "of which more was read twice",
        len({branch for branch, _ in twice - in_hand}),
        0,
    )


def names(subjects: Collection[tuple[str, str]]) -> str:
    """Branches and kinds."""
    return ", ".join(" ".join(subject) for subject in sorted(subjects)) or "none"


def reading(run: Mapping[str, Any]) -> dict[str, Any]:
    """The stage that reads branches."""
    return next(dict(stage) for stage in run["stages"] if stage["name"] == STAGE)


def undisturbed(runs: Collection[Mapping[str, Any]]) -> list[float]:
    """Seconds of the reading stages in which little else was at work on the machine."""
    stages = [reading(run) for run in runs]
    return [
        float(stage["seconds"])
        for stage in stages
        if stage["elsewhere"] <= UNDISTURBED * stage["seconds"] * len(CORES)
    ]


def besides(used: Mapping[str, float]) -> str:
    """Processor seconds of the others."""
    return "".join(f", {name} {seconds:.1f}" for name, seconds in used.items())


if __name__ == "__main__":
    main()
