"""What a run needs first, got ready while Prefect's server starts."""

from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache

from flows import runners
from flows.recipes import OF_A_MONTH, code_digest
from flows.settings import Settings
from transforms.quality import self_test


def get_ready(settings: Settings) -> None:
    """Let workers be got ready and the rules be proved while something else is waited for.

    The code by which results are found again is hashed before, as no two threads may parse at once.
    """
    runners.prepare(settings)
    for modules in OF_A_MONTH:
        code_digest(modules)
    _proof()


def rules_proved() -> int:
    """The number of rules that caught their planted rows; DataError names the first broken one.

    Each process proves them once, before it trusts them: its code does not change any more.
    """
    return _proof().result()


@cache
def _proof() -> Future[int]:
    prover = ThreadPoolExecutor(1, "prove")
    proof = prover.submit(self_test)
    prover.shutdown(wait=False)
    return proof
