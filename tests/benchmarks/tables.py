"""Tells the figures of measured countries as tables of Markdown, for docs/benchmarks.md."""

from collections.abc import Iterator, Mapping
from typing import Any


def to_markdown(found: Mapping[str, Any]) -> str:
    """The machine, and of each country its stages and what the others took."""
    facts = found["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in facts["libraries"].items())
    lines = [
        f"{facts['processor']}, {facts['cores']} cores, {facts['memory_gibibytes']} GiB; "
        f"{facts['system']}, Python {facts['python']}; {versions}",
    ]
    for country in found["countries"]:
        lines += ["", *_country(country, facts["cores"])]
    return "\n".join(lines) + "\n"


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
