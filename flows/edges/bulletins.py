"""Keeps bulletins in the object store as JSON, and renders one of them in a worker."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from flows.edges.objects import Objects
from flows.edges.rendering import to_pdf
from schemas.bulletin import Bulletin

_ADAPTER: TypeAdapter[Bulletin] = TypeAdapter(Bulletin)


@dataclass(frozen=True)
class RenderJob:
    """One bulletin to be rendered: the root of the object store and the bulletin's name in it."""

    root: str
    bulletin: str


def store_bulletin(objects: Objects, bulletin: Bulletin) -> str:
    """Keep a bulletin; equal bulletins have equal names."""
    return objects.put(_ADAPTER.dump_json(bulletin), ".json")


def load_bulletin(objects: Objects, name: str) -> Bulletin:
    """A bulletin as it was kept."""
    return _ADAPTER.validate_json(objects.read(name))


def render_bulletin(job: RenderJob) -> str:
    """Render a kept bulletin; the object name of its PDF."""
    objects = Objects(job.root)
    return objects.put(to_pdf(load_bulletin(objects, job.bulletin)), ".pdf")
