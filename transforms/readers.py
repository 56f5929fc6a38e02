"""How words, codes and numbers are read: each cell's value, or its fault."""

from collections.abc import Callable, Collection, Iterable

import polars as pl

from schemas.exports import Profile
from schemas.rules import LONGEST_CODE
from transforms.dialect import (
    Vocabulary,
    is_fraction,
    tidied_codes,
    undressed,
    whole_numbers,
)

FOREIGN_DIGIT = r"[\p{Nd}--0-9]"
NO_PLAIN_NUMBER = r"^[-+]?(?:NAN|INF|INFINITY|∞|[0-9.,]*[0-9]E[-+]?[0-9]+)$"
ENDLESS = r"^-?[0-9][0-9.,]{18,}$"
"""A number that may be too long for 64 bits."""
NUMBER_STYLES = (
    Profile(decimal=".", thousands=""),
    Profile(decimal=",", thousands="."),
    Profile(decimal=".", thousands=","),
)
"""How branches write numbers."""
CODE_LOOK = f"^[0-9A-Z/]{{1,{LONGEST_CODE}}}$"
TEXT = pl.col("text")


def coded(code: str, condition: pl.Expr) -> pl.Expr:
    """The code where the condition holds, else null."""
    return pl.when(condition).then(pl.lit(code))


EMPTY = pl.coalesce("damage", coded("Q205", TEXT.is_null()))
"""The damage of a cell; one of which tidying leaves nothing is as good as missing."""


def with_foreign(
    cells: pl.DataFrame, value: str, others: Callable[[], Iterable[pl.Expr]]
) -> pl.DataFrame:
    """Mark, as is_foreign, the cells that give a value in another style only.

    `others` makes what reads those styles: few columns need it, and it takes time.
    """
    unread = cells.filter(TEXT.is_not_null(), pl.col(value).is_null())
    if unread.is_empty():
        return cells.with_columns(is_foreign=pl.lit(value=False))
    readable = unread.filter(pl.any_horizontal(other.is_not_null() for other in others()))
    is_foreign = TEXT.is_in(readable["text"].implode()).fill_null(value=False)
    return cells.with_columns(is_foreign=is_foreign)


def read_words(cells: pl.DataFrame, name: str, vocabulary: Vocabulary) -> pl.DataFrame:
    """Words of a vocabulary; spellings that are not the usual ones are noted."""
    value = TEXT.replace_strict(vocabulary.meanings, default=None, return_dtype=vocabulary.dtype)
    is_usual = pl.col("raw").is_in(list(vocabulary.usual))
    return cells.select(
        value.alias(name),
        fault=pl.coalesce(EMPTY, coded(vocabulary.code, value.is_null())),
        note=coded("N306", value.is_not_null() & ~is_usual),
    )


def read_sender(cells: pl.DataFrame, branch: str) -> pl.DataFrame:
    """The branch's own code; it is the job's, so no value is kept."""
    is_own = TEXT.eq(branch)
    return cells.select(
        fault=pl.coalesce(EMPTY, coded("Q212", ~is_own)),
        note=coded("N306", is_own & (pl.col("raw") != branch)),
    )


def read_codes(cells: pl.DataFrame, name: str, look: str, code: str) -> pl.DataFrame:
    """Numbers of cards, employers, divisions and projects; `code` where they look otherwise."""
    return with_code_texts(cells).select(
        pl.when(TEXT.str.contains(look)).then(TEXT).alias(name),
        fault=pl.coalesce(EMPTY, coded(code, ~TEXT.str.contains(look))),
        note="note",
    )


def read_unit_codes(cells: pl.DataFrame, name: str) -> pl.DataFrame:
    """NPP or division; few and often repeated, so rows hold them as places in a list."""
    read = read_codes(cells, name, CODE_LOOK, "Q216")
    listed = pl.Enum(read[name].drop_nulls().unique())
    return read.with_columns(pl.col(name).cast(listed))


def read_areas(
    cells: pl.DataFrame, known: Collection[str], doubted: Collection[str]
) -> pl.DataFrame:
    """Codes of kabupaten/kota: unknown ones and those that may mean another place are faults."""
    is_known, is_doubted = TEXT.is_in(list(known)), TEXT.is_in(list(doubted))
    return with_code_texts(cells).select(
        area=pl.when(is_known).then(TEXT),
        fault=pl.coalesce(EMPTY, coded("Q229", ~is_known), coded("Q233", is_doubted)),
        note="note",
    )


def with_code_texts(cells: pl.DataFrame) -> pl.DataFrame:
    """The cells as codes, and in `note` what was taken out or that digits were foreign ones."""
    raw = pl.col("raw")
    is_changed = raw != TEXT
    texts = tidied_codes(cells["text"]).replace("", None)
    return cells.with_columns(text=texts).with_columns(
        note=pl.coalesce(
            coded("N305", is_changed & raw.str.contains(FOREIGN_DIGIT)),
            coded("N304", is_changed),
        )
    )


def read_numbers(
    cells: pl.DataFrame, name: str, profile: Profile, most: int, *, is_whole: bool = False
) -> pl.DataFrame:
    """Amounts or, when they must be whole, head-counts; negative and endless ones are faults."""

    def others() -> Iterable[pl.Expr]:
        return [whole_numbers("text", style) for style in NUMBER_STYLES]

    read = with_foreign(_with_numbers(cells, name, profile), name, others)
    value, is_digits = pl.col(name), pl.col("raw").str.contains("^[0-9]+$")
    unread = pl.when(value.is_null()).then(TEXT)
    is_possible = value.is_between(0, most)
    if is_whole:
        is_possible &= ~is_fraction("text", profile)
    return read.select(
        value,
        fault=pl.coalesce(
            EMPTY,
            coded("Q211", unread.str.contains(NO_PLAIN_NUMBER)),
            coded("Q210", ~is_possible | unread.str.contains(ENDLESS)),
            coded("Q209", value.is_null()),
        ),
        note=coded("N307", value.is_not_null() & ~is_digits),
        proof=pl.when("is_foreign").then(-1).otherwise(value.is_not_null().cast(pl.Int8)),
    )


def _with_numbers(cells: pl.DataFrame, name: str, profile: Profile) -> pl.DataFrame:
    """The cells as numbers; only those that are not read at once are undressed and tried again."""
    number = whole_numbers("text", profile).alias(name)
    read = cells.with_columns(number)
    odd = (read["text"].is_not_null() & read[name].is_null()).arg_true()
    bare = undressed(read["text"].gather(odd)).to_frame().with_columns(number)
    return read.with_columns(
        read[column].clone().scatter(odd, bare[column]) for column in ("text", name)
    )
