"""The facts of the machine on which something was measured."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("polars", "pandera", "duckdb", "pandas", "weasyprint", "prefect")


def machine() -> dict[str, object]:
    """Processor, cores, memory, system and the versions of what was measured."""
    return {
        "processor": _line("/proc/cpuinfo", "model name"),
        "cores": os.cpu_count(),
        "memory_gibibytes": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def _line(path: str, name: str) -> str:
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith(name)), "unknown")
