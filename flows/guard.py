"""Turns what a command raises into one sentence and an exit code."""

import traceback
from collections.abc import Callable
from pathlib import Path

from flows.progress import messages
from schemas.errors import CakupanError, SettingsError


def guarded(command: Callable[[], int]) -> int:
    """A command's exit code: one sentence for what is foreseen, the place for what is not."""
    try:
        return command()
    except CakupanError as error:
        messages.print(f"cakupan: {error}", style="bold red", markup=False, soft_wrap=True)
        return error.exit_code
    except KeyboardInterrupt:
        messages.print("cakupan: stopped; started again, it goes on from here.")
        return 130
    except Exception as error:
        if isinstance(error, OSError) and error.strerror:  # the system's own
            place = Path(str(error.filename)).parent if error.filename else "the disk"
            messages.print(
                f"cakupan: {error.strerror} in {place}; make room or make it writable, and run "
                "again.",
                style="bold red",
                markup=False,
                soft_wrap=True,
            )
            return SettingsError.exit_code
        # Foreign messages may quote a cell of an export: only the place and the kind are told.
        messages.print(
            "".join(traceback.format_tb(error.__traceback__)), markup=False, end="", soft_wrap=True
        )
        messages.print(f"cakupan: {type(error).__name__}; this is a fault of Cakupan, report it.")
        return CakupanError.exit_code
