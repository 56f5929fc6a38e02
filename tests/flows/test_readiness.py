"""What a run needs first is ready by the time it is asked for."""

from pathlib import Path

from flows.readiness import get_ready, rules_proved
from flows.recipes import OF_A_MONTH, code_digest
from flows.settings import Settings
from schemas.rules import RULES


def test_rules_are_proved_and_code_is_hashed_beforehand(tmp_path: Path) -> None:
    get_ready(Settings(home=tmp_path))
    known = code_digest.cache_info()
    assert rules_proved() == len(RULES)
    assert len({code_digest(modules) for modules in OF_A_MONTH}) == len(OF_A_MONTH)
    assert code_digest.cache_info().misses == known.misses
