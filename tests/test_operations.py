"""The page on operations names commands that exist; `make proof` runs them all and compares."""

import shlex

import pytest

from flows.command_line import app
from tests.operations import BLOCK, PAGE

COMMANDS = [
    line[2:]
    for block in BLOCK.finditer(PAGE.read_text("utf-8"))
    for line in block["lines"].splitlines()
    if line.startswith("$ ")
]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_of_the_page_can_be_given(command: str) -> None:
    program, *words = shlex.split(command)
    assert program == "cakupan"
    called, bound, _ = app.parse_args(words, print_error=False, exit_on_error=False)
    assert called.__name__ == words[0]
    assert bound.arguments


def test_the_page_has_the_whole_evening() -> None:
    names = {shlex.split(command)[1] for command in COMMANDS}
    assert names >= {"run", "approve", "release", "status", "resolve", "resend"}
