"""Writes docs/methodology.md from the concepts: `python -m schemas.methodology [--check]`."""

import sys
from collections.abc import Iterable, Sequence
from textwrap import fill

from schemas import worked_example
from schemas.concepts import CONCEPTS
from schemas.counting_concepts import EMPLOYERS, UNITS
from schemas.coverage import AGE_GROUPS, UNKNOWN
from schemas.definitions import Concept, Values, age_names, define, size_names
from schemas.edition_concepts import COMPLETENESS, DISCLOSURE, REVISING, SIGNS
from schemas.employers import SIZES
from schemas.figures import INDICATORS, Indicator
from schemas.observations import CONF_STATUSES, COUNTS, OBS_STATUSES
from schemas.pages import DOCS, keep, markdown_table
from schemas.place_concepts import CHANGES, PLACES
from schemas.rate_concepts import RATES, TARGETS

PAGE = DOCS / "methodology.md"
WIDTH = 128

HEAD = (
    "What each number means. Written by `python -m schemas.methodology` from "
    "`schemas/concepts.py`, which also fills the bulletins' page “Konsep dan definisi”; to change "
    "a definition, change it there. Of a number that is a setting the default is told. In "
    "brackets: the Indonesian term, and the file that holds the rule."
)
EXAMPLE = (
    "Kediri in November 2021: a branch that serves Kota Kediri (3571) and Kabupaten Kediri (3506). "
    "Workers, PU persons, {employers:,} employer units, coverage and target are those of the press "
    "report of 6 December 2021; the months before are the example's own, October is not known. The "
    "report's 40,89 percent of formal workers is cut, not rounded."
)

SECTIONS: tuple[tuple[str, Sequence[Concept]], ...] = (
    ("Units that are counted", UNITS),
    ("Areas, branches and levels", PLACES),
    ("Change", CHANGES),
    ("Employers and projects", EMPLOYERS),
    ("Rates", RATES),
    ("Targets and pace", TARGETS),
    ("Disclosure control", DISCLOSURE),
    ("Editions and revisions", REVISING),
    ("Completeness", COMPLETENESS),
    ("Signs and codes", SIGNS),
)


def _codes(heads: tuple[str, str], texts: Iterable[tuple[str, str]]) -> str:
    return markdown_table(heads, [(f"`{code}`", text) for code, text in texts])


def _indicator(indicator: Indicator) -> tuple[str, ...]:
    segments = " + ".join(indicator.segments)
    programme, measure = f"`{indicator.programme}`", f"`{indicator.measure}`"
    return f"`{indicator.id}`", indicator.name, segments, programme, measure


TABLES: dict[str, tuple[str, ...]] = {
    "Units that are counted": (
        _codes(
            ("age group", "completed years"),
            [*zip(AGE_GROUPS, age_names("en"), strict=True), (UNKNOWN, "no row tells")],
        ),
    ),
    "Employers and projects": (
        _codes(("size", "active registrations"), zip(SIZES, size_names("en"), strict=True)),
    ),
    "Rates": (
        markdown_table(
            ("indicator", "Indonesian name", "numerator: segments", "programme", "workers"),
            map(_indicator, INDICATORS),
        ),
    ),
    "Signs and codes": (
        "Counts that are published:\n",
        _codes(("count", "Indonesian name"), COUNTS.items()),
        "Status of a value (`obs_status`):\n",
        _codes(("code", "what it says"), OBS_STATUSES.items()),
        "Confidentiality of a value (`conf_status`):\n",
        _codes(("code", "what it says"), CONF_STATUSES.items()),
    ),
}
"""Tables at the end of a section, printed from what the code itself goes by."""


def page(values: Values | None = None) -> str:
    """The whole page, told with these values."""
    told = values or Values()
    parts = ["# Methodology\n", _filled(HEAD)]
    for title, concepts in SECTIONS:
        parts += [f"## {title}\n", *(_told(concept, told) for concept in concepts)]
        parts += TABLES.get(title, ())
    parts += ["## Worked example\n", _filled(EXAMPLE.format(employers=worked_example.EMPLOYERS))]
    parts += [markdown_table(("what", "how", "figure"), worked_example.lines())]
    return "\n".join([*parts, "## In Indonesian\n", _indonesian(told)])


def _told(concept: Concept, values: Values) -> str:
    definition = define(concept, "en", values)
    term = concept.term_id[0].lower() + concept.term_id[1:]
    return _filled(f"**{definition.term}** (*{term}*, `{concept.source}`). {definition.text}")


def _filled(text: str) -> str:
    return fill(text, WIDTH, break_long_words=False, break_on_hyphens=False) + "\n"


def _indonesian(values: Values) -> str:
    rows = (
        (definition.term, definition.text, "yes" if concept.column else "")
        for concept in CONCEPTS
        for definition in (define(concept, "id", values),)
    )
    return markdown_table(("istilah", "arti", "printed in bulletins"), rows)


def main(arguments: list[str]) -> str | None:
    """Write the page, or with `--check` only say when it is no longer what the concepts say."""
    return keep(PAGE, page(), "schemas.methodology", arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
