"""Serving the schedules on one machine ends in order, whoever stops it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import ROOT


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_serving_stops_in_order(tmp_path: Path, stop: signal.Signals) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "reference").mkdir()
    environment = {name: value for name, value in os.environ.items() if "PREFECT" not in name}
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "flows", "serve"],
        env={**environment, "CAKUPAN_HOME": str(tmp_path)},
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as serving:
        assert serving.stderr is not None
        assert serving.stderr.readline() == "start Prefect: 1\n"
        assert serving.stderr.readline() == "The schedules run; stop them with Ctrl-C.\n"
        serving.send_signal(stop)
        said = serving.stderr.read()
    assert (serving.returncode, said) == (0, "The schedules are stopped.\n")
