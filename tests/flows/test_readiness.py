"""What a run needs first is ready by the time it is asked for."""

from pathlib import Path

from flows import readiness
from flows.recipes import OF_A_MONTH, code_digest
from flows.settings import Settings
from schemas.rules import RULES


def test_rules_are_proved_and_code_is_hashed_beforehand(tmp_path: Path) -> None:
    readiness._proof.cache_clear()
    code_digest.cache_clear()
    readiness.get_ready(Settings(home=tmp_path))
    assert readiness._proof.cache_info().currsize == 1
    assert code_digest.cache_info().currsize == len(OF_A_MONTH)
    assert readiness.rules_proved() == len(RULES)
    assert readiness._proof.cache_info().misses == 1
