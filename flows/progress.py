"""Shows how far long work has come: a bar on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

messages = Console(stderr=True, highlight=False)
"""Progress and errors; what a command answers goes to standard output."""


class Stage:
    """One stage of a run with so many steps."""

    def __init__(self, title: str, progress: Progress | None) -> None:
        """A bar on `progress`, or plain lines when there is none."""
        self._title = title
        self._progress = progress
        self._task = progress.add_task(title, total=None) if progress else None

    def step(self, done: int, total: int) -> None:
        """So many of all steps are done."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=done, total=total)
        elif done == total:
            messages.print(f"{self._title}: {total}", soft_wrap=True)


@contextmanager
def stage(title: str) -> Iterator[Stage]:
    """Show one stage while it lasts."""
    if not sys.stderr.isatty():
        yield Stage(title, None)
        return
    columns = TextColumn("{task.description:<32}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, TimeElapsedColumn(), console=messages) as progress:
        yield Stage(title, progress)
