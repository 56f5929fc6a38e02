"""The key of the identifiers' hashes: one per installation, made on first use, its owner's."""

import os
import secrets
import tempfile
from pathlib import Path

from schemas.errors import SettingsError

KEY_BYTES = 32


def read_hash_key(path: Path, *, is_new: bool) -> bytes:
    """The installation's key, made when there is none yet and the installation is new.

    SettingsError when it can't be made or read, is damaged, or is gone from one in use.
    """
    try:
        if is_new and not path.exists():
            _make(path)
        key = path.read_bytes()
    except FileNotFoundError as error:
        raise SettingsError(
            f"The key of identifiers' hashes is not in {path.parent}; put its own key "
            "back (CAKUPAN_KEY_FILE). With a new one persons could not be compared any more."
        ) from error
    except OSError as error:
        raise SettingsError(
            "The key of the identifiers' hashes can't be read or made; make its folder writable "
            "(CAKUPAN_KEY_FILE)."
        ) from error
    if len(key) != KEY_BYTES:
        raise SettingsError(
            f"The key file holds {len(key)} bytes, not {KEY_BYTES}; put the installation's own key "
            "back. With a new one persons could not be compared any more."
        )
    return key


def _make(path: Path) -> None:
    """Write a whole key or none: two first runs at once end with the same one."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".key-", suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, path)
    except FileExistsError:
        return
    finally:
        Path(temporary).unlink()
