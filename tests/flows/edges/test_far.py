"""A far store whose line breaks, whose bucket is missing, or which nobody here can speak to."""

import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import fsspec
import polars as pl
import pytest

from flows.edges.far import scanning
from flows.edges.folders import Folder
from flows.edges.objects import Objects, prove
from schemas.errors import SettingsError, StoreError, UnreachableError
from tests.clusters import BUCKET
from tests.commands import ROOT
from tests.lines import Line

DATA = b"PERIODE;KODE_KANTOR\n202111;KDR\n"
TOLD = "Expected s3://{bucket}/.* to answer and to let this machine in; found {found}. See that"


@pytest.fixture
def root(s3: Line) -> str:
    """A place in the bucket that nobody has used before."""
    return f"s3://{BUCKET}/{uuid4()}"


def told(found: str, bucket: str = BUCKET) -> str:
    """The sentence that names what was found."""
    return TOLD.format(bucket=bucket, found=found)


def test_a_line_that_breaks_for_a_while_costs_time_and_nothing_else(root: str, s3: Line) -> None:
    store = Objects(root)
    name = store.put(DATA, ".csv")
    s3.cut(refusals=1)
    assert store.read(name) == DATA
    s3.cut(refusals=1)
    other = store.put(DATA * 2, ".csv")
    s3.cut(refusals=1)
    assert store.verify(other)
    s3.cut(refusals=1)
    table = store.write(".parquet", pl.DataFrame({"persons": [1, 2]}).write_parquet)
    s3.cut(refusals=1)
    assert pl.scan_parquet([store.url(table)], glob=False).collect().height == 2
    s3.cut(refusals=1)
    Folder(root).write("2021-11/a.pdf", DATA)


def test_a_line_that_stays_broken_is_told_by_whoever_needs_it(root: str, s3: Line) -> None:
    store = Objects(root)
    name = store.write(".parquet", pl.DataFrame({"persons": [1, 2]}).write_parquet)
    s3.cut()
    try:
        with pytest.raises(
            UnreachableError, match=told("(EndpointConnection|ConnectionClosed)Error")
        ):
            store.read(name)
        with pytest.raises(UnreachableError), scanning(root):
            pl.scan_parquet([store.url(name)], glob=False).collect()
    finally:
        s3.mend()
    assert store.verify(name)


def test_a_bucket_that_is_missing_is_told(s3: Line) -> None:
    root = "s3://no-such-bucket/store"
    with pytest.raises(UnreachableError, match=told("FileNotFoundError", "no-such-bucket")):
        Objects(root).put(DATA, ".csv")
    with pytest.raises(UnreachableError, match=told("FileNotFoundError", "no-such-bucket")):
        Folder(root).write("a.pdf", DATA)


def test_a_store_that_keeps_what_it_is_given_is_proved(root: str, tmp_path: Path) -> None:
    for place in (root, str(tmp_path)):
        prove(f"{place}/store")
        Folder(f"{place}/output").prove()
    assert fsspec.filesystem("s3").find(root) == []


def test_what_was_made_is_sent_without_asking_and_a_whole_export_is_not_sent_again(
    root: str, tmp_path: Path
) -> None:
    store, export = Objects(root), tmp_path / "export.csv"
    export.write_bytes(DATA)
    name = store.put(DATA, ".csv")
    filesystem, place = fsspec.core.url_to_fs(store.url(name))
    filesystem.pipe_file(place, DATA[:-1])
    assert store.size(name) == len(DATA) - 1  # nothing that was listed or looked at is kept
    store.put_file(export, ".csv", cap=len(DATA))
    assert store.read(name) == DATA
    filesystem.pipe_file(place, DATA[:-1] + b"7")  # of the right size, so it shows a second sending
    store.put_file(export, ".csv", cap=len(DATA))
    assert not store.verify(name)
    store.put(DATA, ".csv")
    assert store.read(name) == DATA


def test_an_object_that_was_removed_elsewhere_is_missing_here(root: str) -> None:
    store = Objects(root)
    name = store.put(DATA, ".csv")
    assert store.size(name) == len(DATA)
    elsewhere = f"import fsspec; fsspec.filesystem('s3').rm({store.url(name)!r})"
    subprocess.run([sys.executable, "-c", elsewhere], cwd=ROOT, check=True)
    assert store.size(name) is None
    with pytest.raises(StoreError, match="is missing"):
        store.read(name)


def test_a_protocol_that_nobody_speaks_is_told() -> None:
    with pytest.raises(SettingsError, match="Expected a package that speaks gcs://; found none"):
        Objects("gcs://bucket/store").put(DATA, ".csv")
    with pytest.raises(SettingsError, match="Expected a package that speaks nonsense://"):
        Folder("nonsense://bucket").read("a")
