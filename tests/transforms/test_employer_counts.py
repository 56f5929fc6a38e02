from tests.builders import employers
from tests.registers import units
from transforms.employer_counts import to_employer_counts


def counted(level: str, code: str, **columns: list[object]) -> dict[tuple[str, str], int]:
    """Employer units of one unit by scale and state."""
    found = to_employer_counts(employers(**columns), units(), 3).filter(level=level, code=code)
    return {
        (scale, state): n
        for scale, state, n in found.select("scale", "state", "employers").iter_rows()
    }


def test_active_and_in_arrears_are_told_apart_and_the_inactive_left_out() -> None:
    found = counted(
        "branch", "KDR",
        employer=[1, 2, 3, 4], unpaid_months=[2, 3, None, 0],
        is_declared_active=[True, True, True, False],
    )  # fmt: skip
    assert found == {("KECIL", "active"): 2, ("KECIL", "in_arrears"): 1}


def test_an_employer_of_two_branches_counts_once_above_them() -> None:
    columns: dict[str, list[object]] = {
        "employer": [1, 1], "branch": ["KDR", "SBY"], "scale": ["KECIL", "BESAR"],
        "unpaid_months": [5, 0],
    }  # fmt: skip
    assert counted("branch", "KDR", **columns) == {("KECIL", "in_arrears"): 1}
    assert counted("kanwil", "JATIM", **columns) == {("BESAR", "active"): 1}
    assert counted("national", "ID", **columns) == {("BESAR", "active"): 1}
