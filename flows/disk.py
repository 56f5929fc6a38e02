"""Whether disks have room: for the next run, and for the months to come."""

import shutil
from collections import Counter
from pathlib import Path

import sqlalchemy as sa

from flows.edges.far import is_far
from flows.edges.inbox import Found, look_into
from flows.edges.ledger import editions, object_names, opening
from flows.edges.staging import staging_folder
from flows.installation import Installation
from flows.settings import Settings
from schemas.grouping import number
from schemas.month import Month
from schemas.report import Finding

FREE_BYTES = 5 * 2**30
"""Less free disk than this is reported."""
GROWTH, PACKED_GROWTH = 1.5, 4
"""Times their bytes that exports take of the store: as they came, as typed rows, and all that is
made of them; packed ones have more rows than their bytes tell."""
PACKED = {"csv.gz", "zip", "xlsx", "parquet"}
MONTHS_OF_ROOM = 3
"""For so many months like the newest there must be room."""


def places(settings: Settings) -> dict[str, Path]:
    """The folders on this machine that months fill, by what lies in them."""
    roots = {"output": settings.output_root, "store": settings.store_root}
    found = {what: Path(root) for what, root in roots.items() if not is_far(root)}
    if is_far(settings.store_root):
        found["objects on their way to the store"] = staging_folder()
    with opening():
        url = sa.make_url(settings.ledger)
    if url.get_backend_name() == "sqlite" and url.database:
        found["ledger"] = Path(url.database).parent
    return found


def free_bytes(folder: Path) -> int:
    """How many bytes are free where a folder lies, or would lie."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def needed_bytes(inbox: Path) -> int:
    """What a run takes of the store at most, of any month whose exports lie in the inbox."""
    months: Counter[Month] = Counter()
    for item in look_into(inbox):
        if isinstance(item, Found):
            growth = PACKED_GROWTH if item.format in PACKED else GROWTH
            months[item.month] += int(max(item.size, 0) * growth)
    return max(months.values(), default=0)


def to_room(installation: Installation) -> Finding:
    """Whether each disk that months fill has room for more of them.

    No free bytes are told, so that the same fault is told in the same words.
    """
    folders = places(installation.settings)
    needed = dict.fromkeys(folders, (FREE_BYTES, "which a run needs"))
    if "store" in folders and (taken := _newest(installation) * MONTHS_OF_ROOM) > FREE_BYTES:
        needed["store"] = taken, f"which {MONTHS_OF_ROOM} months like the newest take"
    short = [
        f"less than {gibibytes(wanted)} are free for the {what}, {why}"
        for what, (wanted, why) in needed.items()
        if free_bytes(folders[what]) < wanted
    ]
    if short:
        return Finding("disk", False, f"{'; '.join(short)}; make room")
    most, why = max(needed.values())
    return Finding("disk", True, f"{gibibytes(most)} and more are free, {why}")


def gibibytes(size: int) -> str:
    """Whole GiB, rounded up, as people read them."""
    return f"{number(-(-size // 2**30))} GiB"


def _newest(installation: Installation) -> int:
    """What the newest month with an edition takes of the store, in bytes."""
    with installation.ledger.begin() as connection:
        months = editions.months(connection)
        names = object_names.of_month(connection, months[-1]) if months else []
    return sum(installation.objects.size(name) or 0 for name in names)
