"""What a worker is given to do in place of its work, so that it fails with an export in hand."""

import os

from jinja2 import DictLoader

from flows.edges import templating
from flows.edges.bulletins import RenderJob, render_bulletin
from flows.edges.objects import Objects
from schemas.edition import Rendering
from schemas.reading import Reading, ReadJob

BROKEN = dict.fromkeys(("bulletin.html", "missing.html"), "{{ bulletin.nothing }}")


def read_and_die(job: ReadJob) -> Reading:
    """Die as a compiled library does, with the export's bytes in memory."""
    data = Objects(job.root).read(job.name)
    os.environ["EXPORT"] = data[:1000].decode("latin-1").replace("\0", "")
    os.abort()


def render_badly(job: RenderJob) -> Rendering:
    """Render with a template that asks for what a bulletin does not have."""
    templating._environment().loader = DictLoader(BROKEN)
    return render_bulletin(job)
