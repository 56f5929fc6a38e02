"""The definitions that a bulletin prints of its concepts, in the spoken language."""

from collections.abc import Sequence

from schemas.concepts import CONCEPTS
from schemas.definitions import Concept, Definition, Values
from transforms.language import say, spoken


def columns(grace_months: int) -> tuple[tuple[Definition, ...], ...]:
    """The columns of a bulletin's page of definitions.

    `grace_months` are the installation's; all else is as the code has it.
    """
    return tuple(
        tuple(_said(concept, grace_months) for concept in CONCEPTS if concept.column == column)
        for column in (1, 2, 3)
    )


def named(ids: Sequence[str], grace_months: int) -> tuple[Definition, ...]:
    """Some concepts by their ids and in the order of the ids.

    KeyError for an id that no concept has.
    """
    concepts = {concept.id: concept for concept in CONCEPTS}
    return tuple(_said(concepts[id_], grace_months) for id_ in ids)


def _said(concept: Concept, grace_months: int) -> Definition:
    fields = Values(grace_months=grace_months).fields(spoken())
    return Definition(say(concept.term_id), say(concept.text_id, **fields))
