"""Mends the tags of a PDF before it is written, for those who hear a bulletin or feel it.

* A heading says whether it stands over columns or before a row. WeasyPrint lets each cell say which
  headings it has instead, and in tables with two rows of headings names the ones beside them.
* What the margins of each page repeat is an artifact, which nobody has to hear on every page.
  WeasyPrint marks it as text that belongs to no element.
"""

from collections.abc import Iterator
from typing import Any

_PAGINATION = {"Type": "/Pagination"}


def mend_tags(_document: object, pdf: Any) -> None:
    """Mend a document's tags in place, as WeasyPrint calls a finisher."""
    root = _at(pdf, pdf.catalog["StructTreeRoot"])
    told = set()
    for reference, element, is_head in _elements(pdf, root, is_head=False):
        told.add(reference)
        _mend_cell(element, "/Column" if is_head else "/Row")
    pages = iter(_at(pdf, root["ParentTree"])["Nums"])
    for number, parents in zip(pages, pages, strict=True):
        if number < len(pdf.page_references):
            page = _at(pdf, pdf.page_references[number])
            strays = {mark for mark, parent in enumerate(parents) if parent not in told}
            _set_aside(_at(pdf, page["Contents"]).stream, strays)
            parents[:] = ["null" if mark in strays else p for mark, p in enumerate(parents)]


def _elements(pdf: Any, above: Any, *, is_head: bool) -> Iterator[tuple[bytes, Any, bool]]:
    """Every element below another, and whether it is in a table's head."""
    for kid in above["K"]:
        if not isinstance(kid, bytes):
            continue
        element = _at(pdf, kid)
        if element["Type"] == "/StructElem":
            yield kid, element, is_head
            below = is_head or element["S"] == "/THead"
            yield from _elements(pdf, element, is_head=below)


def _mend_cell(element: Any, scope: str) -> None:
    match element["S"]:
        case "/TH" if "A" in element:
            element["A"]["Scope"] = scope
            element.pop("ID", None)
        case "/TD" if "A" in element:
            element["A"].pop("Headers", None)


def _set_aside(operators: list[Any], strays: set[int]) -> None:
    """Turn the marks of a page that belong to no element into artifacts."""
    for place, item in enumerate(operators):
        if isinstance(item, dict) and item.get("MCID") in strays:
            operators[place - 1] = "/Artifact"
            item.clear()
            item.update(_PAGINATION)


def _at(pdf: Any, reference: bytes) -> Any:
    """The object of a reference such as `12 0 R`."""
    return pdf.objects[int(reference.split()[0])]
