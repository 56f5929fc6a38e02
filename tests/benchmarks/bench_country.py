"""Measures a whole month of a simulated country against polars, DuckDB and pandas, stage by stage.

The figures are compared with what the others count. The month is made once more and killed in the
middle, to be run again. Then one branch sends its file again, and the bulletins are approved and
mailed to a server. `national` measures the nation after the usual size.
Run: python tests/benchmarks/bench_country.py [small|usual|national] (default: $SCALE, or usual)
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import polars as pl

from flows.edges.ledger import editions
from flows.installation import Installation
from flows.settings import Settings
from schemas.coverage import TOTAL, Counts
from schemas.registrations import SEGMENTS
from tests.benchmarks.country import MONTHS, Country, chosen_scale, make_country, write_branch
from tests.benchmarks.machine import machine
from tests.benchmarks.peers import FLAGS, exports
from tests.benchmarks.resuming import kill_and_resume
from tests.benchmarks.tables import to_markdown
from tests.benchmarks.telling import held, told
from tests.benchmarks.watching import QUIET, to_dict, watch
from tests.mail_servers import mail_server

ROOT = Path(__file__).parents[2]
CAKUPAN = str(ROOT / ".venv/bin/cakupan")
RESULTS = ROOT / "output" / "benchmarks"
MONTH = MONTHS[-1]
COVERAGE = ("take in exports", "read branches", "count persons")
"""The stages from files to coverage at all levels."""
COMPARED = 10_000_000
"""Up to so many rows the others are measured, too."""
POLARS, DUCKDB, PANDAS, FLAT, AGAIN, MEBIBYTES = 2.0, 0.8, 0.1, 1.15, 0.05, 4096
"""Promised: times the others' time; times per row; share of the first run; all processes."""
REPLACED, MORE = 3, 100
"""The branch that sends its file again, and by how many persons more."""


def main() -> None:
    """Measure the countries of a scale, print the figures, and keep them as JSON and Markdown."""
    scale, countries = chosen_scale()
    found: dict[str, Any] = {"machine": machine(), "countries": []}
    RESULTS.mkdir(parents=True, exist_ok=True)
    for country in countries:
        with tempfile.TemporaryDirectory(prefix="country-", dir=RESULTS) as folder:
            found["countries"].append(measured(country, Path(folder)))
        (RESULTS / f"{scale}.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
        (RESULTS / f"{scale}.md").write_text(to_markdown(found), encoding="utf-8")
    for line in promises(found["countries"]):
        print(line)  # noqa: T201  # a script


def measured(country: Country, home: Path) -> dict[str, Any]:
    """What a month of a country takes, from its exports to its mails."""
    with told(f"simulate {country.branches} branches"):
        rows = make_country(home, country)
    found: dict[str, Any] = {
        "branches": country.branches,
        "rows": rows,
        "bytes": sum(path.stat().st_size for path in (home / "inbox").rglob("*.csv")),
    }
    surroundings = {**os.environ, "CAKUPAN_HOME": str(home), **QUIET}
    if country.rows <= COMPARED:
        found["peers"] = {name: peer(name, home) for name in ("polars", "duckdb", "pandas")}
    run = [CAKUPAN, "run", str(MONTH), "--json"]
    with told("run the month"):
        first = watch(run, surroundings)
    found["run"] = to_dict(first)
    found["bulletins"] = json.loads(first.output)[0]["bulletins"]
    if country.rows <= COMPARED:
        check_figures(home)
        with told("run it elsewhere, killed in the middle, and again"):
            found["killed"] = kill_and_resume(run, surroundings, home, home / "killed")
    with told("run it again with one branch replaced"):
        before = renderings(home)
        write_branch(home / "inbox", country, REPLACED, more=MORE)
        found["again"] = to_dict(watch(run, surroundings))
        found["bulletins_again"] = renderings(home) - before
    with told("mail the bulletins"):
        found["mail"] = mailed(surroundings)
    return found


def peer(name: str, home: Path) -> dict[str, Any]:
    """What another one takes for the same files, or for the rows of its slice."""
    target = home / f"{name}.parquet"
    command = [sys.executable, "-m", "tests.benchmarks.peers", name, str(home), str(target)]
    with told(f"the same with {name}"):
        used = watch(command, {**os.environ, "PYTHONPATH": str(ROOT)})
    found = to_dict(used)
    if name == "pandas":
        files = sorted(exports(home), key=lambda path: path.stat().st_size)
        with files[len(files) // 2].open("rb") as file:
            found["rows"] = sum(1 for _ in file) - 1
    return found


def mailed(surroundings: Mapping[str, str]) -> dict[str, Any]:
    """Approve the edition and release it to a mail server that takes all."""
    with mail_server() as mailbox:
        live = {
            **surroundings,
            "CAKUPAN_MAIL": "live",
            "CAKUPAN_SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}",
        }
        watch([CAKUPAN, "approve", str(MONTH), "--by", "Rina"], live)
        receivers = pl.read_csv(Path(live["CAKUPAN_HOME"]) / "reference/recipients.csv").height
        release = ["release", str(MONTH), "--live", "--confirm", str(receivers)]
        found = to_dict(watch([CAKUPAN, *release], live))
        return found | {"mails": len(mailbox.mails)}


def check_figures(home: Path) -> None:
    """SystemExit where the others count other persons than Cakupan."""
    key = ["view", "level", "code", "segment"]
    ours = counts(home)
    for name in ("duckdb", "pandas"):
        theirs = pl.read_parquet(home / f"{name}.parquet").with_columns(
            pl.col("segment").map_elements(lambda place: SEGMENTS[place - 1], pl.String),
            pl.col("persons", *FLAGS).cast(pl.Int64),
        )
        if name == "pandas":  # one branch, of which nobody else counts the same units
            theirs = theirs.filter(view="held", level="branch")
        joined = theirs.join(ours, on=key, how="left", validate="1:1", suffix=" of ours")
        columns = ["persons", *FLAGS]
        differs = pl.any_horizontal(
            pl.col(column).ne_missing(pl.col(f"{column} of ours")) for column in columns
        )
        different = joined.filter(differs).height
        if different or theirs.is_empty():
            raise SystemExit(f"{different} of {theirs.height} figures of {name} are not ours.")


def counts(home: Path) -> pl.DataFrame:
    """Our counts of persons by segment, and beside them those of each programme."""
    installation = Installation.open(Settings(home=home))
    with installation.ledger.begin() as connection:
        edition = editions.newest(connection, MONTH)
    assert edition is not None
    counted = installation.read_table(edition.calculation, Counts)
    key = ["view", "level", "code", "segment"]
    whole = counted.filter(sex=TOTAL, age_group=TOTAL).filter(pl.col("segment").is_in(SEGMENTS))
    return (
        whole.select(*key, "programme", "persons")
        .pivot("programme", index=key, values="persons")
        .rename({TOTAL: "persons"})
        .with_columns(pl.col(FLAGS).fill_null(0))
    )


def renderings(home: Path) -> int:
    """How many bulletins were ever rendered."""
    return len(list((home / "store").rglob("*.pdf")))


def promises(countries: list[dict[str, Any]]) -> Iterator[str]:
    """Each promise with what was measured, and whether it holds."""
    for country in countries:
        yield (
            f"{country['rows']:,} rows, {country['branches']} branches, "
            f"{country['bulletins']} bulletins: {country['run']['seconds']:.0f} s, at most "
            f"{country['run']['peak_mebibytes']:,} MiB"
        )
        for name, stage in stages(country["run"]).items():
            busy = stage["cpu_seconds"] / stage["seconds"] / (os.cpu_count() or 1)
            yield (
                f"  {name}: {stage['seconds']:.1f} s, {stage['cpu_seconds']:.1f} CPU s, "
                f"processors {busy:.0%} busy"
            )
        yield held("memory of all processes, MiB", country["run"]["peak_mebibytes"], MEBIBYTES)
        again = country["again"]["seconds"] / country["run"]["seconds"]
        yield held(
            f"one branch replaced ({country['again']['seconds']:.1f} s, "
            f"{country['bulletins_again']} bulletins made again), of the first run",
            again,
            AGAIN,
        )
        yield (
            f"  mail: {country['mail']['mails']} mails in "
            f"{country['mail']['seconds']:.1f} s with the command's start"
        )
        if "peers" in country:
            yield from compared(country)
            yield resumed(country)
    if len(countries) > 1:
        small, large = (to_coverage(country) / country["rows"] for country in countries)
        yield held("files to coverage per row, of the smaller country's", large / small, FLAT)
        small, large = (country["run"]["seconds"] / country["rows"] for country in countries)
        yield f"  the whole run per row: {large / small:.2f} times the smaller country's"


def compared(country: Mapping[str, Any]) -> Iterator[str]:
    """How long files to coverage takes against the others."""
    ours, peers = to_coverage(country), country["peers"]
    for name, promised in (("polars", POLARS), ("duckdb", DUCKDB)):
        theirs = peers[name]["seconds"]
        yield held(
            f"files to coverage {ours:.1f} s, of {name}'s {theirs:.1f} s", ours / theirs, promised
        )
    per_row = peers["pandas"]["seconds"] / peers["pandas"]["rows"]
    yield held(
        f"per row, of pandas' {per_row * 1e6:.1f} µs", ours / country["rows"] / per_row, PANDAS
    )


def resumed(country: Mapping[str, Any]) -> str:
    """What a kill in the middle cost."""
    killed, start = country["killed"], stages(country["run"])["start Prefect"]["seconds"]
    both = killed["seconds"] + killed["again"]["seconds"]
    return (
        f"  killed when {killed['read']} of {killed['exports']} files were read, and run again: "
        f"{both - country['run']['seconds']:.1f} s longer than in one go, with a second start "
        f"of Prefect (the first took {start:.1f} s); the same bytes"
    )


def to_coverage(country: Mapping[str, Any]) -> float:
    """Seconds from the files to coverage at all levels."""
    found = stages(country["run"])
    return sum(float(found[name]["seconds"]) for name in COVERAGE)


def stages(run: Mapping[str, Any]) -> dict[str, Any]:
    """The stages of a run by their names."""
    return {stage["name"]: stage for stage in run["stages"]}


if __name__ == "__main__":
    main()
