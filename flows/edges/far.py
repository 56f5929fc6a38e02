"""Folders by their URL: the filesystem behind each, and what it says when it can't be reached.

Retries and their back-off are the clients' own, as they find them in the environment.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from schemas.errors import CakupanError, SettingsError, UnreachableError

CLIENTS = ("botocore", "aiobotocore", "aiohttp", "urllib3", "fsspec", "s3fs")
"""Packages whose errors mean that a far folder did not do what it was asked."""
CLIENT = "s3fs"
"""What speaks s3://; a second to import."""
S3: dict[str, Any] = {
    "use_listings_cache": False,
    "config_kwargs": {"connect_timeout": 10, "read_timeout": 60},
}
"""How s3fs speaks: nothing that was listed is kept, and nobody is waited for without an end."""
CUT_OFF = 2
"""Times that s3fs asks for an answer that broke off; botocore has tried each one by itself."""


def is_far(root: str) -> bool:
    """Whether a folder is named by an URL, and so may lie on another machine."""
    return "://" in root


def opened(root: str) -> tuple[AbstractFileSystem, str]:
    """The filesystem of a path or an URL, and the folder's place in it.

    SettingsError when the package that speaks its protocol is not installed.
    """
    return _opened(root, os.getpid())


@lru_cache(maxsize=64)
def _opened(root: str, _process: int) -> tuple[AbstractFileSystem, str]:
    """One for all threads of a process: each new client of s3 costs a quarter of a second."""
    protocol = root.partition("://")[0] if is_far(root) else "file"
    try:
        filesystem, place = url_to_fs(root, **(S3 if protocol in ("s3", "s3a") else {}))
    except (ImportError, ValueError):
        raise SettingsError(
            f"Expected a package that speaks {protocol}://; found none. Install the extra `cluster`"
            " (scripts/setup.sh cluster), or name a folder."
        ) from None
    if hasattr(filesystem, "retries"):
        filesystem.retries = CUT_OFF
    return filesystem, place.rstrip("/")


def is_local(filesystem: AbstractFileSystem) -> bool:
    """Whether a filesystem is this machine's own."""
    return isinstance(filesystem, LocalFileSystem)


@contextmanager
def reaching(root: str, *, is_writing: bool = False) -> Iterator[None]:
    """UnreachableError for what a far folder's client raises; what is merely missing stays so.

    Nothing can be missing to who is writing but the bucket itself.
    """
    try:
        yield
    except CakupanError:
        raise
    except Exception as error:
        is_missing = isinstance(error, FileNotFoundError) and not is_writing
        is_told = isinstance(error, OSError) or type(error).__module__.startswith(CLIENTS)
        if not is_far(root) or is_missing or not is_told:
            raise
        raise unreachable(root, type(error).__name__) from None


@contextmanager
def scanning(root: str) -> Iterator[None]:
    """The same for what polars raises while it reads a far folder by itself, whatever else is done.

    Its errors of a network are those of the operating system, but have no number.
    """
    try:
        yield
    except OSError as error:
        if not is_far(root) or isinstance(error, FileNotFoundError) or error.errno is not None:
            raise
        raise unreachable(root, type(error).__name__) from None


def unreachable(root: str, found: str) -> UnreachableError:
    """That a far folder does not answer, or not as it should."""
    return UnreachableError(
        f"Expected {root} to answer and to let this machine in; found {found}. See that it is "
        "there and runs, and that its address and key are right (AWS_ENDPOINT_URL, "
        "AWS_ACCESS_KEY_ID); then give the same command again: what is done stays done."
    )
