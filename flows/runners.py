"""Who carries out what is heavy: processes of this machine, or the machines of a Dask cluster."""

from importlib.metadata import version
from typing import TYPE_CHECKING

from flows.edges import workers
from flows.edges.far import CLIENT, is_far
from flows.edges.runner import Runner
from flows.edges.workers import Workers
from flows.recipes import LIBRARIES, code_digest
from flows.settings import Settings
from flows.settings_environment import be_patient
from schemas.errors import SettingsError

if TYPE_CHECKING:
    from flows.edges.cluster import Cluster

CARRIED = ("flows.edges.cluster_calls", "flows.edges.preloaded")
"""What the machines of a cluster run."""
TRANSPORT = ("dask", "distributed", "s3fs")
"""Packages through which they are asked, and through which they answer."""


def to_runner(settings: Settings, memory_bytes: int) -> Runner:
    """What carries out calls, each in no more address space than so many bytes.

    On a cluster each machine sets its own limits. SettingsError when it can't be used.
    """
    if settings.runner == "dask":
        return to_cluster(settings)
    return own_workers(settings, memory_bytes, processes=settings.workers)


def prepare(settings: Settings) -> None:
    """Let this machine's workers be got ready while something else is waited for."""
    if settings.runner != "dask":
        workers.prepare(_imported(settings))


def own_workers(settings: Settings, memory_bytes: int, *, processes: int) -> Workers:
    """Processes of this machine, whatever the runner is."""
    imported = _imported(settings)
    return Workers(processes=processes, memory_bytes=memory_bytes, imported=imported)


def _imported(settings: Settings) -> tuple[str, ...]:
    """What else than all that works with the store is imported for workers."""
    return (CLIENT,) if is_far(settings.store) else ()


def to_cluster(settings: Settings) -> "Cluster":
    """The cluster that the settings name."""
    if not settings.dask_address:
        raise SettingsError(
            "Expected the address of a Dask scheduler, such as tls://10.0.0.5:8786, in "
            "CAKUPAN_DASK_ADDRESS; found none. Set it, or CAKUPAN_RUNNER=threads."
        )
    if not is_far(settings.store):
        raise SettingsError(
            "Expected an object store that every machine of the cluster reaches, such as "
            f"CAKUPAN_STORE=s3://bucket/store; found the folder {settings.store_root}. Set it, or "
            "CAKUPAN_RUNNER=threads."
        )
    try:
        from flows.edges.cluster import Cluster
    except ModuleNotFoundError:
        raise _not_installed() from None
    return Cluster(settings.dask_address, machine_code())


def work(settings: Settings, address: str) -> None:
    """Be a machine of the cluster at an address until stopped.

    SettingsError where a password of mail lies about: strangers' files are read here.
    """
    if settings.smtp_password is not None:
        raise SettingsError(
            "Expected no password of mail on a machine that reads strangers' files; found "
            "CAKUPAN_SMTP_PASSWORD. Take it out of the environment and the settings of this worker."
        )
    be_patient()
    try:
        from flows.edges import cluster_machine
    except ModuleNotFoundError:
        raise _not_installed() from None
    cluster_machine.work(
        address,
        machine_code(),
        processes=settings.workers,
        memory_bytes=settings.reader_memory,
    )


def machine_code() -> dict[str, str]:
    """All that decides which bytes a machine makes: our sources, libraries, fonts, templates."""
    from flows.edges.fingerprint import fingerprint

    libraries = {name: version(name) for name in (*LIBRARIES, *TRANSPORT)}
    return {"code of Cakupan": code_digest(CARRIED), **libraries, **fingerprint()}


def _not_installed() -> SettingsError:
    return SettingsError(
        "Expected Dask for CAKUPAN_RUNNER=dask; found none. Install the extra `cluster`: "
        "scripts/setup.sh cluster"
    )
