from pathlib import Path

import pytest

from flows.edges.hash_key import KEY_BYTES, read_hash_key
from schemas.errors import SettingsError


def test_a_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "hash.key"
    key = read_hash_key(path, is_new=True)
    assert len(key) == KEY_BYTES
    assert read_hash_key(path, is_new=True) == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_two_installations_have_different_keys(tmp_path: Path) -> None:
    assert read_hash_key(tmp_path / "a", is_new=True) != read_hash_key(tmp_path / "b", is_new=True)


def test_a_damaged_key_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "hash.key"
    path.write_bytes(b"short")
    with pytest.raises(SettingsError, match="holds 5 bytes, not 32"):
        read_hash_key(path, is_new=True)
    assert path.read_bytes() == b"short"


def test_a_key_that_is_gone_is_never_replaced(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="put its own key back"):
        read_hash_key(tmp_path / "hash.key", is_new=False)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="CAKUPAN_KEY_FILE"):
        read_hash_key(tmp_path / "nowhere" / "hash.key", is_new=True)
