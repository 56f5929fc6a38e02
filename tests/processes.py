"""Runs the same code in processes whose surroundings differ in all that must not matter."""

import os
import subprocess
import sys
from pathlib import Path

from tests.homes import ROOT


def printed_elsewhere(code: str, folder: Path, **more: str) -> set[str]:
    """What the code prints: here, and in a folder with other hash seed, time zone, locale, home.

    `{first}` in it is 1 in the second process, which also gets `more` in its environment.
    """
    here = {"PYTHONHASHSEED": "1", "TZ": "Asia/Jakarta", "LC_ALL": "C"}
    there = {"PYTHONHASHSEED": "2", "TZ": "America/Lima", "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    return {
        subprocess.run(
            [sys.executable, "-c", code.replace("{first}", str(number))],
            cwd=(ROOT, folder)[number],
            env=os.environ | extra | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout.strip()
        for number, extra in enumerate((here, there | more))
    }
