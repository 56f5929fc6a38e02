"""Makes the run of docs/operations.md anew: `python -m tests.operations` writes what it printed.

With `--check` it writes nothing, and ends with 1 when something would be another.
"""

import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from flows.server import prefect_server
from flows.settings import Settings
from tests.commands import ROOT, start
from tests.homes import NOVEMBER, OCTOBER, SURROUNDINGS, example, make_home, with_more_persons
from tests.mail_servers import Mailbox, mail_server

PAGE = ROOT / "docs/operations.md"
BLOCK = re.compile(r"```console\n(?P<lines>.*?)```\n", re.DOTALL)
MESSAGE_ID = "<MESSAGE-ID>"
SECOND = "kediri.kepesertaan@cakupan.example"
CHANGING = (
    (re.compile(r"from \d\d:\d\d on"), "from 20:15 on"),
    (re.compile(r"(as it is now: .*, )[0-9a-f]{12}"), r"\g<1>4f0c2ab9d1e7"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?"), "2021-12-07 19:30"),
    (re.compile(r"│ \d{3} │ Cakupan"), "│ 130 │ Cakupan"),
    (re.compile(r"\d+ KB"), "800 KB"),
    (re.compile(r"\d+ versions, fonts"), "61 versions, fonts"),
)
"""What is another at each run, and what stands for it."""
BEFORE = (
    "cakupan run 2021-10",
    "cakupan approve 2021-10 --by Rina",
    "cakupan release 2021-10 --live --confirm 6",
)
MORE = 100
"""Persons of Kediri's October who come late."""


@dataclass
class Evening:
    """An installation, its mail server, and what happens there between two commands."""

    home: Path
    mailbox: Mailbox

    def before(self, command: str) -> str:
        """Let happen what the page tells before a command; the command as it is to be run."""
        kediri = self.home / "inbox/2021-11/peserta_KDR_202111.csv"
        if "--confirm 6" in command and "--redirect" not in command:
            self.mailbox.unknown.add("sumenep@cakupan.example")
            self.mailbox.cut_off.add(SECOND)
        if command.startswith("cakupan resend") and "--confirm" not in command:
            register = self.home / "reference/recipients.csv"
            register.write_text(register.read_text().replace("sumenep@", "sumenep.kepala@"))
        if command == "cakupan backfill 2021-10 2021-11":
            october = self.home / "inbox/2021-10/peserta_KDR_202110.csv"
            october.write_bytes((self.home / "late.csv").read_bytes())
            os.utime(october)
        if "--revise" in command:
            kediri.write_bytes((self.home / "whole.csv").read_bytes())
            os.utime(kediri)
        if MESSAGE_ID in command:
            (found,) = re.findall(r"Unknown: (<\S+>)", self.last)
            return command.replace(MESSAGE_ID, found)
        return command

    last: str = ""

    def said(self, command: str) -> str:
        """What a command prints, with what differs from run to run made equal."""
        words = shlex.split(self.before(command))[1:]
        environment = {
            **os.environ,
            **SURROUNDINGS,
            "COLUMNS": "120",
            "CAKUPAN_WORKERS": "1",
            "CAKUPAN_HOME": str(self.home),
            "CAKUPAN_MAIL": "live",
            "CAKUPAN_SMTP_URL": f"smtp://localhost:{self.mailbox.port}",
            "CAKUPAN_APPROVERS": '["Rina"]',
            "CAKUPAN_OPERATOR": "Sari",
            "CAKUPAN_OPERATOR_ADDRESS": "operator@cakupan.example",
        }
        done = start(tuple(words), environment, "")
        text = (done.stderr + done.stdout).replace(str(self.home), "/srv/cakupan")
        self.last = text
        for pattern, instead in CHANGING:
            text = pattern.sub(instead, text)
        lines = [line.rstrip() for line in text.splitlines()]
        return "\n".join([*lines, *([f"[exit code {done.returncode}]"] if done.returncode else [])])


@contextmanager
def evening(folder: Path) -> Iterator[Evening]:
    """The installation of the page: October is out, and half of Kediri's November has come."""
    months = example(OCTOBER, NOVEMBER, divisor=200, branches=("BTU", "KDR", "SMN"))
    home = make_home(folder, months)
    late = make_home(folder / "late", with_more_persons(months, MORE))
    (home / "late.csv").write_bytes((late / "inbox/2021-10/peserta_KDR_202110.csv").read_bytes())
    sent = home / "inbox/2021-11/peserta_KDR_202111.csv"
    lines = sent.read_bytes().splitlines(keepends=True)
    (home / "whole.csv").write_bytes(sent.read_bytes())
    with mail_server() as mailbox:
        made = Evening(home, mailbox)
        for command in BEFORE:
            made.said(command)
        sent.write_bytes(b"".join(lines[: len(lines) // 2]))
        yield made


def retold(page: str, folder: Path) -> str:
    """The page with what its commands print now."""
    with evening(folder) as made:

        def block(found: re.Match[str]) -> str:
            commands = [line for line in found["lines"].splitlines() if line.startswith("$ ")]
            told = [f"{command}\n{made.said(command[2:])}" for command in commands]
            return "```console\n" + "\n".join(told) + "\n```\n"

        return BLOCK.sub(block, page)


def main() -> None:
    """Write the page anew, or compare it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        prefect_server(Settings(store=f"{folder}/prefect")) as server,
    ):
        server.wait()
        page = PAGE.read_text("utf-8")
        now = retold(page, Path(folder) / "home")
    if "--check" in sys.argv[1:]:
        sys.stdout.writelines(unified_diff(page.splitlines(True), now.splitlines(True)))
        sys.exit(page != now)
    PAGE.write_text(now, "utf-8")


if __name__ == "__main__":
    main()
