"""Arranges what was taken from the inbox by export: which file counts, and what is to be noted."""

from collections.abc import Collection, Iterable, Iterator

from schemas.arrivals import Export, Notice, Sent, Taken
from schemas.exports import Declared

NOTHING = Declared()


def to_sent(taken: Iterable[Taken]) -> tuple[Sent, ...]:
    """What lies there for each export, by branch and kind.

    The file that was written last counts, the greater hash among equally old ones; so does the
    control file that was written last, unless the file that counts is itself a nil report.
    """
    exports: dict[Export, list[Taken]] = {}
    for item in sorted(taken, key=lambda item: (item.file.written, item.file.object)):
        exports.setdefault(item.export, []).append(item)
    return tuple(_sent(export, exports[export]) for export in sorted(exports))


def _sent(export: Export, items: list[Taken]) -> Sent:
    newest_names = {item.file.object: item.file for item in items if item.declared is None}
    files = tuple(sorted(newest_names.values(), key=lambda file: (file.written, file.object)))
    controls = [(item.declared, item.file.object) for item in items if item.declared is not None]
    is_nil = bool(files) and files[-1].format == "nil"
    declared, control = (NOTHING, "") if is_nil or not controls else controls[-1]
    return Sent(*export, files, declared, control)


def to_notices(
    taken: Iterable[Taken], sent: Iterable[Sent], known: Collection[Export]
) -> Iterator[Notice]:
    """The same file under two names, and control files without an export, here or `known`."""
    seen: set[tuple[Export, str]] = set()
    for item in taken:
        if item.declared is None and (item.export, item.file.object) in seen:
            yield Notice(item.title, item.branch, item.kind, "N320")
        seen.add((item.export, item.file.object))
    lonely = {one.export for one in sent if not one.files and one.export not in known}
    for item in taken:
        if item.export in lonely:
            fields: dict[str, str | int] = {"kind": item.kind.value, "branch": item.branch}
            yield Notice(item.title, item.branch, item.kind, "E142", fields)
