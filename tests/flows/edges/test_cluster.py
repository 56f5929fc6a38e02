"""A cluster's machines die, stop, differ or are not there; a call is lost by none of it."""

import gc
import os
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import parent_process
from pathlib import Path

import dask.config
import pytest
from distributed import Client

from flows.edges.cluster import Cluster
from flows.edges.workers import WorkerDied, WorkersEnded
from schemas.errors import ExportError, SettingsError, UnreachableError
from tests.certificates import certificate
from tests.clusters import bare_machine, running_scheduler, scheduler
from tests.flows.edges.test_workers import die, double, pid

SECONDS = 60.0
CODE = {"code of Cakupan": "1234", "polars": "2.0"}


def report(port: int) -> int:
    """A call that says which machine it is on, and ends when it is answered."""
    parent = parent_process()
    assert parent is not None
    assert parent.pid is not None
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(parent.pid.to_bytes(4))
        connection.recv(1)
    return parent.pid


def refuse(code: str) -> int:
    """A call whose file can't be taken."""
    raise ExportError(code, cap=7)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scheduler with two machines of our code."""
    folder = tmp_path_factory.mktemp("cluster")
    with (
        scheduler(folder) as found,
        bare_machine(found, folder / "one", CODE),
        bare_machine(found, folder / "two", CODE),
    ):
        yield found


@pytest.fixture
def meeting() -> Iterator[socket.socket]:
    """Where calls report."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


@contextmanager
def met(meeting: socket.socket) -> Iterator[int]:
    """The machine of the next call that reports; the call ends when it is left."""
    with meeting.accept()[0] as connection:
        yield int.from_bytes(connection.recv(4))


def port(listener: socket.socket) -> int:
    """Where a call finds it."""
    return int(listener.getsockname()[1])


def test_a_machine_calls_back_what_a_worker_would(address: str) -> None:
    with Cluster(address, CODE) as cluster:
        assert cluster.call(double, 21, timeout=SECONDS) == 42
        with pytest.raises(ExportError, match="E106 The file is larger than 7 bytes"):
            cluster.call(refuse, "E106", timeout=SECONDS)
        assert cluster.call(pid, 0, timeout=SECONDS) != os.getpid()


def test_a_call_whose_process_dies_takes_no_machine_with_it(address: str) -> None:
    with Cluster(address, CODE) as cluster:
        cluster._client.wait_for_workers(2)
        with pytest.raises(WorkerDied, match="died"):
            cluster.call(die, 3, timeout=SECONDS)
        with pytest.raises(WorkerDied, match="too long"):
            cluster.call(linger, 0, timeout=0.5)
        assert len(cluster.slots()) == 2
        assert cluster.call(double, 4, timeout=SECONDS) == 8


def linger(_: int) -> int:
    """A call that never ends."""
    signal.pause()
    return 0


def test_both_machines_work_at_once(address: str, meeting: socket.socket) -> None:
    with Cluster(address, CODE) as cluster, ThreadPoolExecutor() as callers:
        cluster._client.wait_for_workers(2)
        calls = [
            callers.submit(cluster.call, report, port(meeting), timeout=SECONDS) for _ in range(2)
        ]
        with met(meeting) as one, met(meeting) as other:  # neither is answered before both are
            assert one != other
        assert {call.result() for call in calls} == {one, other}


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_the_call_of_a_machine_that_goes_is_carried_out_by_another(
    tmp_path: Path, meeting: socket.socket, ending: signal.Signals
) -> None:
    with ExitStack() as machines, ThreadPoolExecutor() as callers:
        address = machines.enter_context(scheduler(tmp_path))
        for name in ("one", "two"):
            machines.enter_context(bare_machine(address, tmp_path / name, CODE))
        cluster = machines.enter_context(Cluster(address, CODE))
        call = callers.submit(cluster.call, report, port(meeting), timeout=SECONDS)
        with met(meeting) as gone:
            os.kill(gone, ending)
            with met(meeting) as left:
                pass
        assert call.result() == left != gone


def test_a_scheduler_that_is_not_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = f"tcp://127.0.0.1:{port(closed)}"
    with (
        pytest.raises(UnreachableError, match=f"Expected a Dask scheduler at {address}; found no"),
        Cluster(address, CODE, connect_seconds=0.5),
    ):
        pass


def test_an_address_that_is_none_is_told() -> None:
    with (
        pytest.raises(UnreachableError, match="correct CAKUPAN_DASK_ADDRESS"),
        Cluster("nonsense://x", CODE, connect_seconds=0.5),
    ):
        pass


def test_tls_without_certificates_is_told() -> None:
    with (
        pytest.raises(UnreachableError, match="Dask's settings of TLS"),
        Cluster("tls://127.0.0.1:1", CODE, connect_seconds=0.5),
    ):
        pass


def test_with_tls_who_has_no_certificate_is_let_in_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"ca-file": (file := str(certificate(tmp_path)))}
    for part in ("scheduler", "worker", "client"):
        for what in ("cert", "key"):
            monkeypatch.setenv(f"DASK_DISTRIBUTED__COMM__TLS__{part.upper()}__{what.upper()}", file)
            settings[f"{part}.{what}"] = file
    monkeypatch.setenv("DASK_DISTRIBUTED__COMM__TLS__CA_FILE", file)
    named = {f"distributed.comm.tls.{name}": value for name, value in settings.items()}
    with (
        running_scheduler(tmp_path, "tls") as (address, _process),
        bare_machine(address, tmp_path / "one", CODE),
    ):
        with dask.config.set(named), Cluster(address, CODE) as cluster:
            assert cluster.call(double, 4, timeout=SECONDS) == 8
        with pytest.raises(UnreachableError, match="Dask's settings of TLS"):
            Cluster(address, CODE, connect_seconds=0.5).__enter__()
        with pytest.raises(UnreachableError):
            Cluster(address.replace("tls", "tcp"), CODE, connect_seconds=0.5).__enter__()
        started = [one for one in gc.get_objects() if isinstance(one, Client)]
        assert all(client.status == "closed" for client in started)


def test_a_scheduler_that_goes_is_told_and_ends_every_call(
    tmp_path: Path, meeting: socket.socket
) -> None:
    with ExitStack() as machines, ThreadPoolExecutor() as callers:
        address, process = machines.enter_context(running_scheduler(tmp_path))
        machines.enter_context(bare_machine(address, tmp_path / "one", CODE))
        cluster = machines.enter_context(Cluster(address, CODE))
        call = callers.submit(cluster.call, report, port(meeting), timeout=SECONDS)
        with met(meeting):
            process.kill()
            assert isinstance(call.exception(), UnreachableError)


def test_a_cluster_without_machines_and_one_that_loses_them_are_told(
    tmp_path: Path, meeting: socket.socket
) -> None:
    with ExitStack() as machines, ThreadPoolExecutor() as callers:
        address = machines.enter_context(scheduler(tmp_path))
        nobody = "Expected machines with this code at the Dask scheduler"
        with pytest.raises(UnreachableError, match=nobody):
            Cluster(address, CODE, absence_seconds=0.1).__enter__()
        machine = machines.enter_context(bare_machine(address, tmp_path / "one", CODE))
        cluster = machines.enter_context(Cluster(address, CODE))
        cluster._absence_seconds = 0.1
        call = callers.submit(cluster.call, report, port(meeting), timeout=SECONDS)
        with met(meeting):
            machine.kill()
            assert nobody in str(call.exception())


def test_a_machine_with_other_code_is_refused_and_gets_no_call_when_it_comes_later(
    tmp_path: Path, meeting: socket.socket
) -> None:
    other = CODE | {"polars": "2.1"}
    with ExitStack() as machines, ThreadPoolExecutor() as callers:
        address = machines.enter_context(scheduler(tmp_path))
        ours = machines.enter_context(bare_machine(address, tmp_path / "one", CODE))
        cluster = machines.enter_context(Cluster(address, CODE))
        machines.enter_context(bare_machine(address, tmp_path / "two", other))
        cluster._client.wait_for_workers(2)
        calls = [
            callers.submit(cluster.call, report, port(meeting), timeout=SECONDS) for _ in range(2)
        ]
        for _ in calls:
            with met(meeting):
                pass
        assert {call.result() for call in calls} == {ours.pid}
        told = r"found at 127\.0\.0\.1 polars 2\.1 instead of 2\.0"
        with pytest.raises(SettingsError, match=told):
            Cluster(address, CODE).__enter__()


def test_a_cluster_that_is_left_through_an_error_ends_its_calls(
    address: str, meeting: socket.socket
) -> None:
    with ThreadPoolExecutor() as callers, ExitStack() as unanswered:
        with suppress(KeyboardInterrupt), Cluster(address, CODE) as cluster:
            call = callers.submit(cluster.call, report, port(meeting), timeout=SECONDS)
            unanswered.enter_context(met(meeting))
            raise KeyboardInterrupt
        assert isinstance(call.exception(), WorkersEnded)
    with pytest.raises(WorkersEnded):
        cluster.call(double, 1, timeout=SECONDS)


def test_no_more_calls_are_under_way_than_there_is_room(
    address: str, meeting: socket.socket
) -> None:
    with Cluster(address, CODE) as cluster, ThreadPoolExecutor() as callers:
        cluster._client.wait_for_workers(2)
        calls = [
            callers.submit(cluster.call, report, port(meeting), timeout=SECONDS) for _ in range(9)
        ]
        with met(meeting), met(meeting):
            assert len(cluster._client.futures) <= 2 * len(cluster.slots())
        for _ in range(7):
            with met(meeting):
                pass
        assert len([call.result() for call in calls]) == 9
