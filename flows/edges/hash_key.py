"""The key of the identifiers' hashes: one per installation, made on first use, its owner's."""

import os
import secrets
import tempfile
from pathlib import Path

from schemas.errors import SettingsError

KEY_BYTES = 32


def read_hash_key(path: Path) -> bytes:
    """The installation's key, made when there is none yet; SettingsError when it can't be used."""
    try:
        if not path.exists():
            _make(path)
        key = path.read_bytes()
    except OSError as error:
        raise SettingsError(
            "The key of the identifiers' hashes can't be read or made; make its folder writable "
            "(CAKUPAN_KEY_FILE)."
        ) from error
    if len(key) != KEY_BYTES:
        raise SettingsError(
            f"The key file holds {len(key)} bytes, not {KEY_BYTES}; put the installation's own key "
            "back. With a new key persons could no longer be compared between months."
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
