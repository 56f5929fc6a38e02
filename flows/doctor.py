"""Examines an installation: each thing is well, or says what to do."""

from collections.abc import Callable

from flows.disk import FREE_BYTES, free_bytes, gibibytes, needed_bytes, places
from flows.edges.folders import Folder
from flows.edges.ledger import Ledger, today
from flows.edges.objects import Objects, prove
from flows.edges.reference import read_reference
from flows.edges.relay import greet
from flows.relay_address import to_relay_address
from flows.runners import to_cluster
from flows.settings import Settings
from schemas.errors import CakupanError, SettingsError
from schemas.grouping import number
from schemas.month import Month
from schemas.report import Finding
from transforms.quality import self_test


def examine(settings: Settings) -> list[Finding]:
    """Everything that a run needs, one finding each; a fault never hides the next."""
    checks: dict[str, Callable[[Settings], str]] = {
        "folders": _folders,
        "object store": _store,
        "runner": _runner,
        "ledger": _ledger,
        "reference data": _reference,
        "row rules": _rules,
        "PDF rendering": _rendering,
        "disk": _disk,
        "mail": _mail,
    }
    return [_finding(subject, check, settings) for subject, check in checks.items()]


def _finding(subject: str, check: Callable[[Settings], str], settings: Settings) -> Finding:
    try:
        return Finding(subject, True, check(settings))
    except CakupanError as error:
        return Finding(subject, False, str(error))
    except OSError as error:
        return Finding(subject, False, f"{error.strerror}; make it reachable and writable.")


def _folders(settings: Settings) -> str:
    settings.place_of("inbox")
    settings.place_of("reference")
    output = Folder(settings.output_root)
    output.prove()
    return f"home is {settings.home.resolve()}, output {output}"


def _store(settings: Settings) -> str:
    prove(settings.store_root)
    return settings.store_root


def _runner(settings: Settings) -> str:
    if settings.runner == "threads":
        return f"{number(settings.workers)} processes of this machine"
    with to_cluster(settings) as cluster:
        slots = cluster.slots()
        cluster.call(prove, settings.store_root, timeout=settings.worker_seconds)
    return (
        f"{settings.dask_address}: {number(len(slots))} machines with {number(sum(slots))} "
        "processes and the code of this one; the store lets them in"
    )


def _ledger(settings: Settings) -> str:
    return Ledger.open(settings.ledger).engine.dialect.name


def _reference(settings: Settings) -> str:
    month = Month.from_date(today()) + -1
    reference = read_reference(
        settings.place(settings.reference), month, Objects(settings.store_root)
    )
    return f"{len(reference.expected())} branches are expected in {month}"


def _rules(_settings: Settings) -> str:
    return f"{self_test()} rules caught their planted rows"


def _rendering(_settings: Settings) -> str:
    try:
        from flows.edges.fingerprint import fingerprint

        found = fingerprint()
    except OSError as error:
        raise SettingsError(
            "Pango is missing; on Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
            "libharfbuzz-subset0"
        ) from error
    return f"WeasyPrint {found['weasyprint']}, Pango {found['pango']}"


def _disk(settings: Settings) -> str:
    folders = places(settings)
    needed = needed_bytes(settings.place_of("inbox")) if "store" in folders else 0
    for what, folder in folders.items():
        wanted = max(FREE_BYTES, needed if what == "store" else 0)
        if free_bytes(folder) < wanted:
            raise SettingsError(
                f"Expected {gibibytes(wanted)} free for the {what}; found "
                f"{number(free_bytes(folder) >> 30)}. Make room before the next run."
            )
    free = number(min(map(free_bytes, folders.values())) >> 30)
    told = f"; the largest month in the inbox takes {gibibytes(needed)}" if needed else ""
    return f"{free} GiB are free{told}"


def _mail(settings: Settings) -> str:
    if settings.mail == "capture":
        return "capture: mails are written to .eml files, none is sent"
    address = to_relay_address(settings)
    greet(address)
    return f"live: {address.host} port {address.port} takes our mails ({address.security})"
