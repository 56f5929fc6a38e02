"""From what a month is counted while its causes are taken up in turn."""

from dataclasses import replace

import polars as pl
import pytest

from schemas.calculated import READ_STAGES, Material, Sources
from schemas.columns import column_types
from schemas.differences import OtherFile
from schemas.exports import Kind
from schemas.reference import Reference
from tests.builders import NOVEMBER
from tests.registers import reference
from transforms.counterfactuals import to_materials, to_other_files

Said = tuple[str, str, str, str]
"""Branch, kind, file and its rows."""
KDR: Said = ("KDR", "peserta", "file1", "rows1")
PROJECTS: Said = ("KDR", "proyek_jakon", "file2", "rows2")
SBY: Said = ("SBY", "peserta", "file3", "rows3")
OTHER: Said = ("KDR", "peserta", "file9", "rows9")
REGISTER = reference(("3571", "all", 100))


def material(
    *said: Said, lines: int = 10, grace: int = 3, register: Reference = REGISTER
) -> Material:
    """What counts; each peserta export has so many lines."""
    sources = pl.DataFrame(said, schema=column_types(Sources), orient="row").sort("branch", "kind")
    branches = sources.filter(kind=Kind.PESERTA.value).select("branch")
    rows = branches.with_columns(pl.lit(lines, pl.Int64).alias(name) for name in READ_STAGES)
    return Material(NOVEMBER, register, Sources.validate(sources), rows, grace)


def without(branch: str) -> Reference:
    """The register as long as one branch was not in it."""
    branches = REGISTER.branches.filter(pl.col("branch") != branch)
    return replace(REGISTER, branches=type(REGISTER.branches)(branches))


BEFORE = material(KDR, PROJECTS)
OTHER_WORKERS = reference(("3571", "all", 120))


@pytest.mark.parametrize(
    ("before", "now", "causes"),
    [
        (BEFORE, BEFORE, []),
        (BEFORE, material(KDR, PROJECTS, grace=2), ["METHOD"]),
        (BEFORE, material(KDR, ("KDR", "proyek_jakon", "file2", "other")), ["METHOD"]),
        (BEFORE, material(KDR, PROJECTS, lines=11), ["METHOD"]),
        (BEFORE, material(KDR, PROJECTS, SBY), ["LATE"]),
        (BEFORE, material(OTHER, PROJECTS), ["REPLACED"]),
        (BEFORE, material(KDR), ["REPLACED"]),
        (BEFORE, material(KDR, PROJECTS, register=OTHER_WORKERS), ["REFERENCE"]),
        (
            BEFORE,
            material(OTHER, PROJECTS, SBY, grace=2, register=OTHER_WORKERS),
            ["METHOD", "LATE", "REPLACED", "REFERENCE"],
        ),
        (material(KDR, register=without("SBY")), material(KDR, SBY), ["REFERENCE"]),
        (material(KDR, SBY), material(KDR, register=without("SBY")), ["REFERENCE"]),
    ],
)
def test_only_what_differs_is_a_step(before: Material, now: Material, causes: list[str]) -> None:
    steps = to_materials(before, now)
    assert [cause for cause, _ in steps] == causes
    if steps:
        _, last = steps[-1]
        assert last.sources.equals(now.sources)
        assert last.rows.sort("branch").equals(now.rows.sort("branch"))
        assert last.grace_months == now.grace_months


def test_files_are_taken_up_one_kind_of_cause_after_the_other() -> None:
    now = material(OTHER, PROJECTS, SBY, lines=20, grace=2, register=OTHER_WORKERS)
    steps = dict(to_materials(BEFORE, now))
    files = {cause: step.sources["export"].to_list() for cause, step in steps.items()}
    assert files == {
        "METHOD": ["file1", "file2"],
        "LATE": ["file1", "file2", "file3"],
        "REPLACED": ["file9", "file2", "file3"],
        "REFERENCE": ["file9", "file2", "file3"],
    }
    assert steps["LATE"].rows["unique"].to_list() == [10, 20]
    assert {step.grace_months for step in steps.values()} == {2}
    assert steps["REPLACED"].reference is BEFORE.reference
    assert steps["REFERENCE"].reference is now.reference


def test_other_files_are_named_by_cause() -> None:
    now = material(OTHER, SBY)
    assert to_other_files(BEFORE, now) == (
        OtherFile("LATE", "SBY", "peserta", "", "file3"),
        OtherFile("REPLACED", "KDR", "peserta", "file1", "file9"),
        OtherFile("REPLACED", "KDR", "proyek_jakon", "file2", ""),
    )
