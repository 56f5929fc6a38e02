"""Exports that a worker process reads, also one on which it dies."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from flows.edges.objects import Objects
from flows.edges.reader import read_export
from flows.edges.workers import WorkerDied, Workers
from schemas.errors import ExportError
from tests.builders import csv_bytes, job
from tests.shapes import exports

LITTLE_MEMORY = 3 * 512 * 1024**2
"""Address space in which a worker starts and reads small files, but no large ones."""


def test_a_worker_reads_as_this_process_does(tmp_path: Path) -> None:
    data = csv_bytes(exports())
    asked = job(name=Objects(str(tmp_path)).put(data, ".csv"), root=str(tmp_path))
    here = read_export(asked)
    with Workers(processes=1) as workers:
        assert workers.call(read_export, asked, timeout=120) == here
        with pytest.raises(ExportError) as caught:
            workers.call(read_export, replace(asked, branch="SBY"), timeout=120)
    assert caught.value.code == "E119"


def growing_workbook() -> bytes:
    """A small workbook in which 90,000 cells say the same long text: 2.7 GB when they are read."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    for row in range(5000):
        for column in range(18):
            sheet.write_string(row, column, "x" * 30_000)
    book.close()
    return buffer.getvalue()


def test_a_parse_that_kills_its_worker_costs_its_own_file_only(tmp_path: Path) -> None:
    """A library that gets no memory aborts the whole process; there is nothing to catch."""
    store = Objects(str(tmp_path))
    fatal = job(name=store.put(growing_workbook(), ".xlsx"), root=store.root, format="xlsx")
    sound = job(name=store.put(csv_bytes(exports()), ".csv"), root=store.root)
    with Workers(processes=1, memory_bytes=LITTLE_MEMORY) as workers:
        before = workers.call(read_export, sound, timeout=120)
        with pytest.raises(WorkerDied):
            workers.call(read_export, fatal, timeout=120)
        assert workers.call(read_export, sound, timeout=120) == before
    assert before.unique == 11
