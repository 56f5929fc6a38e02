from dataclasses import replace
from pathlib import Path

from flows.calculation import Inputs, calculate
from flows.installation import Installation
from flows.settings import Settings
from schemas.coverage import Activity, SharedRegistrations
from schemas.exports import Kind
from schemas.reading import Reading
from schemas.submission import Held, Hold, ReadSubmission
from tests.builders import registrations
from tests.facts import NOVEMBER, read_submission
from tests.registers import reference

PERSONS, CARDS, EMPLOYERS = (7, 8), (70, 80), (1, None)
"""Two registrations that two branches hold, one of them without an employer."""


def stored(installation: Installation, branch: str) -> ReadSubmission:
    """A branch's peserta export in the store: two registrations of its own, and the shared two."""
    own = [len(branch) * 10**6 + ord(branch[0]), 2**64 - 1 - ord(branch[0])]
    frame = registrations(
        person=[*PERSONS, *own],
        card=[*CARDS, *own],
        employer=[*EMPLOYERS, 1, 1],
        branch=[branch] * 4,
    )
    rows = installation.objects.write(".parquet", frame.write_parquet)
    return read_submission(branch, Kind.PESERTA, 4, rows=rows)


def test_a_month_is_counted_once_and_says_what_branches_share(tmp_path: Path) -> None:
    installation = Installation.open(Settings(home=tmp_path))
    read = tuple(stored(installation, branch) for branch in ("KDR", "SBY"))
    inputs = Inputs(NOVEMBER, reference(("3571", "all", 100)), read, 3)
    steps: list[tuple[int, int]] = []
    with installation.ledger.lease(NOVEMBER) as lease:
        made = calculate(installation, inputs, lease, lambda *step: steps.append(step))
        assert steps[-1] == (len(steps), len(steps))
        again = calculate(installation, inputs, lease, lambda *step: steps.append(step))
    assert again == made
    assert steps[-1] == (len(steps), len(steps))  # nothing was counted again
    shared = installation.read_table(made, SharedRegistrations)
    assert shared.rows() == [
        ("branch", "KDR", 2, 0, 2),
        ("branch", "SBY", 2, 0, 2),
        ("kanwil", "JATIM", 4, 0, 2),
        ("national", "ID", 4, 0, 2),
    ]


def test_a_held_export_is_not_counted(tmp_path: Path) -> None:
    installation = Installation.open(Settings(home=tmp_path))
    first, second = (stored(installation, branch) for branch in ("KDR", "SBY"))
    assert isinstance(second.outcome, Reading)
    held = replace(second, outcome=Held(second.outcome, (Hold("H507", {"rows": 65_536}),)))
    inputs = Inputs(NOVEMBER, reference(("3571", "all", 100)), (first, held), 3)
    with installation.ledger.lease(NOVEMBER) as lease:
        made = calculate(installation, inputs, lease, lambda done, all_of_them: None)
    assert installation.read_table(made, SharedRegistrations).is_empty()
    assert installation.read_table(made, Activity)["branch"].to_list() == ["KDR"]
