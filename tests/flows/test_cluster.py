"""A month on a cluster is the month of one machine, byte for byte, whatever dies on the way."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from uuid import uuid4

import pytest
from distributed import Client

from flows.edges.folders import Folder
from schemas.simulation import Simulation
from tests.clusters import BUCKET, machine, scheduler
from tests.commands import start
from tests.common_ground import every_file
from tests.homes import NOVEMBER, SURROUNDINGS, cakupan, example, make_home, outputs
from tests.interruptions import KILL
from tests.ledgers import fresh_ledger
from tests.lines import Line, bell, ringing

pytestmark = pytest.mark.usefixtures("prefect")

RECORD = ("flows.edges.ledger.readings", "record")
"""What is called when the first result of a stage has arrived."""
BRANCHES = ("BTU", "SMN")


@dataclass(frozen=True)
class Far:
    """An installation whose objects, output, ledger and workers are far off."""

    home: Path
    root: str
    environment: dict[str, str]

    def cakupan(self, *arguments: str, code: str = "") -> CompletedProcess[str]:
        """Run a command."""
        return start(arguments, self.environment, code)

    def outputs(self) -> dict[str, bytes | None]:
        """Every file of the output, by its path."""
        return every_file(Folder(f"{self.root}/output"))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, s3: Line) -> Iterator[str]:
    """A scheduler with a machine."""
    folder = tmp_path_factory.mktemp("cluster")
    with scheduler(folder) as found, machine(found, folder / "one"):
        yield found


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What one machine makes of November."""
    home = make_home(tmp_path_factory.mktemp("calm"), small())
    assert cakupan(home, "run", "2021-11").returncode == 0
    return outputs(home)


def small() -> Simulation:
    """A month of few rows."""
    return example(NOVEMBER, divisor=400, branches=BRANCHES)


@pytest.fixture
def far(tmp_path: Path, address: str, postgres: str, s3: Line) -> Far:
    """An installation before its first run."""
    fresh_ledger(postgres).engine.dispose()
    home, root = make_home(tmp_path / "home", small()), f"s3://{BUCKET}/{uuid4()}"
    environment = {
        **os.environ,
        **SURROUNDINGS,
        "CAKUPAN_HOME": str(home),
        "CAKUPAN_STORE": f"{root}/store",
        "CAKUPAN_OUTPUT": f"{root}/output",
        "CAKUPAN_LEDGER_URL": postgres,
        "CAKUPAN_RUNNER": "dask",
        "CAKUPAN_DASK_ADDRESS": address,
    }
    return Far(home, root, environment)


def test_a_machine_killed_in_mid_run_costs_no_byte(
    far: Far, address: str, calm: dict[str, bytes], tmp_path: Path
) -> None:
    """It dies with a call in its hands that was done and not answered."""
    dies = KILL.format(
        module="flows.edges.cluster_calls",
        function="carry_out",
        nth=1,
        when="after",
        name="SIGKILL",
    ).replace("os.killpg(0, ", "os.kill(os.getpid(), ")
    with (
        machine(address, tmp_path / "dying", before=dies) as dying,
        Client(address, set_as_default=False) as client,
    ):
        client.wait_for_workers(2)
        done = far.cakupan("run", "2021-11")
        assert done.returncode == 0, done.stderr
        assert dying.wait() == -9
    assert far.outputs() == calm
    assert not [path for path in far.home.rglob("*") if path.name in ("store", "output")]


def test_a_store_that_is_lost_ends_the_run_and_one_that_comes_back_does_not(
    far: Far, s3: Line, calm: dict[str, bytes]
) -> None:
    with bell(s3.cut) as port:
        lost = far.cakupan("run", "2021-11", code=ringing(port, *RECORD))
    assert lost.returncode == 4, lost.stderr
    assert f"Expected {far.root}/store to answer and to let this machine in" in lost.stderr
    assert "Traceback" not in lost.stderr
    s3.mend()
    assert far.outputs() == {}
    with bell(lambda: s3.cut(refusals=2)) as port:
        before = s3.refused
        done = far.cakupan("run", "2021-11", code=ringing(port, *RECORD))
    assert done.returncode == 0, done.stderr
    assert s3.refused == before + 2
    assert far.outputs() == calm


def test_doctor_looks_at_the_cluster_and_at_the_far_store(far: Far) -> None:
    told = far.cakupan("doctor").stdout
    assert f"OK   object store: {far.root}/store" in told
    assert "1 machines with 1 processes and the code of this one; the store lets them in" in told
    assert far.outputs() == {}


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("CAKUPAN_DASK_ADDRESS", "", "Expected the address of a Dask scheduler, such as tls://"),
        ("CAKUPAN_STORE", "store", "Expected an object store that every machine of the cluster"),
    ],
)
def test_a_cluster_that_can_not_be_used_is_told(
    far: Far, setting: str, value: str, told: str
) -> None:
    far.environment[setting] = value
    done = far.cakupan("run", "2021-11")
    assert done.returncode == 4
    assert told in done.stderr


@pytest.mark.parametrize(
    ("package", "told"),
    [
        ("distributed", "Expected Dask for CAKUPAN_RUNNER=dask; found none"),
        ("s3fs", "Expected a package that speaks s3://; found none"),
        ("psycopg", "Expected the driver of the database that CAKUPAN_LEDGER_URL names"),
    ],
)
def test_a_package_of_the_extra_that_is_missing_is_told(far: Far, package: str, told: str) -> None:
    done = far.cakupan("doctor", code=f"import sys; sys.modules[{package!r}] = None")
    assert done.returncode == 4
    assert told in done.stdout
    assert "scripts/setup.sh cluster" in done.stdout


def test_a_machine_wants_no_password_of_mail(far: Far, address: str) -> None:
    far.environment["CAKUPAN_SMTP_PASSWORD"] = "rahasia"
    done = far.cakupan("worker", address)
    assert done.returncode == 4
    assert "Expected no password of mail" in done.stderr
    assert "rahasia" not in done.stderr
    assert far.cakupan("worker").returncode == 4
