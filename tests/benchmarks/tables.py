"""Tells what was measured as tables of Markdown, for docs/benchmarks.md."""

from collections.abc import Iterator, Mapping
from typing import Any


def to_markdown(found: Mapping[str, Any]) -> str:
    """The machine, and of each country its stages and what the others took."""
    lines = [_machine(found["machine"])]
    for country in found["countries"]:
        lines += ["", *_country(country, found["machine"]["cores"])]
    return "\n".join(lines) + "\n"


def cluster_to_markdown(found: Mapping[str, Any]) -> str:
    """The machine, and what the reading stage took each part of a cluster, in processor seconds."""
    runs = [*found["runs"].items()]
    again = [(f"{name}, again", run) for name, some in found["turns"].items() for run in some]
    parts = list(dict.fromkeys(part for _, run in runs for part in run["stages"][0]["beside"]))
    lines = [
        _machine(found["machine"]),
        "",
        f"**{found['rows']:,} rows, {found['branches']} branches**",
        "",
        f"| read branches | seconds | before the first call | after the last | command | "
        f"{' | '.join(parts)} | elsewhere | the month, seconds |",
        f"| --- |{' ---: |' * (len(parts) + 6)}",
    ]
    for name, run in [("one machine alone", found["alone"]), *runs, *again]:
        stage = next(stage for stage in run["stages"] if stage["name"] == "read branches")
        cells = [
            name,
            _cell(stage, "seconds"),
            *(_cell(run, key) for key in ("before_calls", "after_calls")),
            _cell(stage, "cpu_seconds"),
            *(_cell(stage["beside"], part) for part in parts),
            _cell(stage, "elsewhere"),
            "" if (name, run) in again else _cell(run, "seconds"),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(used: Mapping[str, Any], name: str) -> str:
    return f"{used[name]:.1f}" if name in used else ""


def _machine(facts: Mapping[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in facts["libraries"].items())
    return (
        f"{facts['processor']}, {facts['cores']} cores, {facts['memory_gibibytes']} GiB; "
        f"{facts['system']}, Python {facts['python']}; {versions}"
    )


def _country(country: Mapping[str, Any], cores: int) -> Iterator[str]:
    yield (
        f"**{country['rows']:,} rows, {country['branches']} branches, "
        f"{country['bytes'] / 1e9:.2f} GB, {country['bulletins']} bulletins**"
    )
    yield ""
    yield "| | seconds | processor seconds | processors busy |"
    yield "| --- | ---: | ---: | ---: |"
    for stage in country["run"]["stages"]:
        yield _row(stage["name"], stage, cores)
    yield _row("**the whole run**", country["run"], cores)
    yield _row(
        f"again, one branch replaced: {country['bulletins_again']} bulletins made",
        country["again"],
        cores,
    )
    yield _row(f"release: {country['mail']['mails']} mails into a server", country["mail"], cores)
    for name, peer in country.get("peers", {}).items():
        rows = f", {peer['rows']:,} rows" if "rows" in peer else ""
        yield _row(f"{name}{rows}", peer, cores)
    yield ""
    largest = ", ".join(
        f"{role} {size:,}" for role, size in country["run"]["largest_mebibytes"].items()
    )
    yield (
        f"Memory of all processes at one time: {country['run']['peak_mebibytes']:,} MiB; the most "
        f"that one process had, in MiB: {largest}."
    )


def _row(name: str, used: Mapping[str, Any], cores: int) -> str:
    busy = used["cpu_seconds"] / used["seconds"] / cores if used["seconds"] else 0
    return f"| {name} | {used['seconds']:.1f} | {used['cpu_seconds']:.1f} | {busy:.0%} |"
