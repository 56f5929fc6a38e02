"""Whether disks have room: for the next run, and for the months to come."""

import shutil
from pathlib import Path

from flows.edges.ledger import editions, object_names
from flows.installation import Installation
from schemas.grouping import number
from schemas.report import Finding

FREE_BYTES = 5 * 2**30
"""Less free disk than this is reported."""
MONTHS_OF_ROOM = 3
"""For so many months like the newest there must be room."""


def free_bytes(folder: Path) -> int:
    """How many bytes are free where a folder lies, or would lie."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def to_room(installation: Installation) -> Finding:
    """Whether the disk of the store, and of the ledger, has room for more months.

    No free bytes are told, so that the same fault is told in the same words.
    """
    is_local = "://" not in installation.settings.store
    needed, why = FREE_BYTES, "which a run needs"
    if is_local and (taken := _newest(installation)) * MONTHS_OF_ROOM > needed:
        needed, why = taken * MONTHS_OF_ROOM, f"which {MONTHS_OF_ROOM} months like the newest take"
    folder = Path(installation.settings.store_root) if is_local else installation.settings.home
    gibibytes = f"{number(-(-needed // 2**30))} GiB"
    if free_bytes(folder) < needed:
        return Finding("disk", False, f"less than {gibibytes} are free, {why}; make room")
    return Finding("disk", True, f"{gibibytes} and more are free, {why}")


def _newest(installation: Installation) -> int:
    """What the newest month with an edition takes of the store, in bytes."""
    with installation.ledger.begin() as connection:
        months = editions.months(connection)
        names = object_names.of_month(connection, months[-1]) if months else []
    return sum(installation.objects.size(name) or 0 for name in names)
