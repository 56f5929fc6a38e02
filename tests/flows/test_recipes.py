from inspect import getsource

from flows import calculation, comparison, counting, recounting
from flows.edges import bulletins, preloaded
from flows.recipes import COMPARING, COUNTING, READING, WORDING, _imports, code_digest, digest_of


def test_a_recipe_changes_with_what_it_is_made_of() -> None:
    assert digest_of("a", [1, 2]) == digest_of("a", (1, 2))
    assert digest_of("a", [1, 2]) != digest_of("a", [2, 1])
    assert len({code_digest(modules) for modules in (READING, COUNTING, WORDING)}) == 3


def test_all_that_makes_or_checks_a_page_counts_for_it() -> None:
    assert (bulletins.__name__,) == WORDING
    assert _imports(getsource(bulletins)) >= {
        "flows.edges.rendering",
        "flows.edges.gate",
        "flows.edges.companion_workbook",
        "flows.edges.press_note",
        "transforms.press",
    }


def test_what_workers_count_and_compare_by_counts_for_it() -> None:
    assert (calculation.__name__, counting.__name__, recounting.__name__) == COUNTING
    assert (comparison.__name__, counting.__name__) == COMPARING
    workers = {"flows.edges.counter", "flows.edges.recounter", "flows.edges.comparer"}
    assert workers <= _imports(getsource(counting))
    assert workers <= _imports(getsource(preloaded))  # so a machine of a cluster has the same


def test_imports_are_followed_to_modules_of_ours_only() -> None:
    source = (
        "import polars\nfrom transforms import rules\nfrom transforms.rounding import percent\n"
        "from flows.edges.objects import Objects\nfrom schemas.month import Month\n"
    )
    assert _imports(source) == {
        "transforms",
        "transforms.rules",
        "transforms.rounding",
        "flows.edges.objects",
        "schemas.month",
    }
