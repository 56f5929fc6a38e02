"""Measures what a branch's bulletin costs in a worker: CPU seconds by part, and memory.

The first is warm: fonts and style sheet are read. Beside it stands the same page given to
WeasyPrint's own command in a fresh process. Run: python tests/benchmarks/bench_bulletin.py [many]
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

from flows.edges.bulletins import RenderJob, render_bulletin, store_bulletin
from flows.edges.companion_workbook import to_workbook
from flows.edges.gate import check_pages
from flows.edges.objects import Objects
from flows.edges.pictures import to_picture
from flows.edges.press_note import to_docx
from flows.edges.rendering import lay_out, print_pages, to_pdf
from flows.edges.templating import to_html, to_words
from flows.edges.workers import Workers
from tests.bulletins import kediri
from transforms.change_chart import to_change_chart
from transforms.line_chart import to_line_chart
from transforms.press import to_press_note

MANY = 325
ROUNDS = 9
PROMISED_SECONDS, PROMISED_RATIO, PROMISED_MEBIBYTES = 0.6, 0.25, 300
"""For the PDF; of WeasyPrint's command; of a worker at any time."""
SECONDS = 120.0
"""Time limit of one bulletin."""
COMMAND = "import sys; from weasyprint.__main__ import main; main(sys.argv[1:])"


def main() -> None:
    """Print what each part costs, the ratio, and a worker's memory over many bulletins."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    bulletin = kediri()
    page = to_html(bulletin)
    pdf = to_pdf(bulletin)
    note = to_press_note(bulletin)
    assert note is not None
    charts = _cost(lambda: (to_line_chart(bulletin), to_change_chart(bulletin)))
    layout = _cost(lambda: lay_out(page))
    parts = {
        "template": _cost(lambda: to_html(bulletin)) - charts,
        "charts": charts,
        "layout": layout,
        "PDF": _cost(lambda: print_pages(page)) - layout,
    }
    others = {
        "reading back": _cost(lambda: check_pages(bulletin, pdf)),
        "mail": _cost(lambda: to_words(bulletin, to_picture(bulletin))),
        "workbook": _cost(lambda: to_workbook(bulletin)),
        "press note": _cost(lambda: to_docx(note)),
    }
    whole = sum(parts.values())
    with tempfile.TemporaryDirectory() as folder:
        alone = _fresh(page, Path(folder))
        first, last = _memory(Objects(f"{folder}/store"), many)
    print(  # noqa: T201  # a script
        f"bulletin: {whole:.2f} CPU s (promised {PROMISED_SECONDS}): {_told(parts)}; "
        f"{_told(others)}; "
        f"WeasyPrint's command {alone:.2f} s, ratio {whole / alone:.2f} (promised "
        f"{PROMISED_RATIO}); a worker after 50 of {many}: {first} MiB, after the last {last} MiB "
        f"(promised {PROMISED_MEBIBYTES})"
    )


def _cost(work: Callable[[], object]) -> float:
    """CPU seconds of this process, the middle of several rounds."""

    def once() -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    return median(once() for _ in range(ROUNDS))


def _told(costs: dict[str, float]) -> str:
    return ", ".join(f"{name} {seconds:.3f}" for name, seconds in costs.items())


def _fresh(page: str, folder: Path) -> float:
    """CPU seconds of WeasyPrint's command on the page and its style sheet."""
    source = folder / "page.html"
    source.write_text(page, encoding="utf-8")
    style = Path(__file__).parents[2] / "templates/bulletin.css"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    words = ["-q", "-s", str(style), "--pdf-variant", "pdf/ua-1", str(source), f"{source}.pdf"]
    subprocess.run([sys.executable, "-c", COMMAND, *words], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _memory(objects: Objects, many: int) -> tuple[int, int]:
    """Most MiB that a worker has used after 50 different bulletins and after the last."""
    used = []
    with Workers(processes=1) as workers:
        for number in range(many):
            bulletin = replace(kediri(), serial=number + 1)
            job = RenderJob(objects.root, store_bulletin(objects, bulletin))
            workers.call(render_bulletin, job, timeout=SECONDS)
            used.append(workers.call(_resident, os.getpid(), timeout=SECONDS))
    return used[min(49, many - 1)], used[-1]


def _resident(_parent: int) -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
