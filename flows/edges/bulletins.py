"""Keeps bulletins in the object store, and makes of one all that people get."""

from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from flows.edges.companion_workbook import to_workbook
from flows.edges.objects import Objects
from flows.edges.templating import Words, to_press_text, to_words
from schemas.bulletin import Bulletin
from schemas.edition import Rendering
from schemas.errors import DataError
from transforms.press import to_press_note

_BULLETIN: TypeAdapter[Bulletin] = TypeAdapter(Bulletin)
_WORDS: TypeAdapter[Words] = TypeAdapter(Words)


@dataclass(frozen=True)
class RenderJob:
    """One bulletin to be rendered: the root of the object store and the bulletin's name in it."""

    root: str
    bulletin: str


def store_bulletin(objects: Objects, bulletin: Bulletin) -> str:
    """Keep a bulletin; equal bulletins have equal names."""
    return objects.put(_BULLETIN.dump_json(bulletin), ".json")


def load_bulletin(objects: Objects, name: str) -> Bulletin:
    """A bulletin as this version of Cakupan kept it; DataError when another one did."""
    try:
        return _BULLETIN.validate_json(objects.read(name))
    except ValidationError:
        raise DataError(
            f"Object {name} is a bulletin as another version of Cakupan kept it."
        ) from None


def store_words(objects: Objects, words: Words) -> str:
    """Keep what a bulletin's mail says."""
    return objects.put(_WORDS.dump_json(words), ".json")


def load_words(objects: Objects, name: str) -> Words:
    """What a bulletin's mail says."""
    return _WORDS.validate_json(objects.read(name))


def render_bulletin(job: RenderJob) -> Rendering:
    """Render a kept bulletin in a worker; a PDF with a fault is not kept and is a RenderError."""
    from flows.edges.gate import check_pages
    from flows.edges.pictures import to_picture
    from flows.edges.press_note import to_docx
    from flows.edges.rendering import to_pdf

    objects = Objects(job.root)
    bulletin = load_bulletin(objects, job.bulletin)
    pdf = to_pdf(bulletin)
    check_pages(bulletin, pdf)
    note = to_press_note(bulletin)
    return Rendering(
        pdf=objects.put(pdf, ".pdf"),
        words=store_words(objects, to_words(bulletin, to_picture(bulletin))),
        companion=objects.put(to_workbook(bulletin), ".xlsx"),
        press_page=objects.put(to_docx(note), ".docx") if note else "",
        press_text=objects.put(to_press_text(note).encode(), ".txt") if note else "",
    )
