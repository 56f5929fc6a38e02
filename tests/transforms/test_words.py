"""Usual words are read as they stand; whatever stands among them is read as it would be alone."""

from functools import partial

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.dialect import FLAGS, SCALE, SEGMENT, SEX, STATUS, Vocabulary
from transforms.readers import read_words
from transforms.spelling import SAMPLE, read_column
from transforms.words import read_word_column

VOCABULARIES = (FLAGS, SCALE, SEGMENT, SEX, STATUS)
OTHERS = st.sampled_from(["", " Y", "ya", "\uff39", "L ", "Non  Aktif", "#REF!", "X", "a\x07", "-"])


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.data())
def test_a_column_is_read_as_its_distinct_cells_would_be(
    vocabulary: Vocabulary, data: st.DataObject
) -> None:
    words = st.sampled_from([*vocabulary.usual, *vocabulary.meanings])
    cells = data.draw(st.lists(st.none() | words | OTHERS, max_size=30))
    head = data.draw(st.sampled_from([[], [next(iter(vocabulary.usual))] * SAMPLE]))
    column = pl.Series("x", [*head, *cells], dtype=pl.String)
    found = read_word_column(column, "word", vocabulary)
    wanted = read_column(column, partial(read_words, name="word", vocabulary=vocabulary))
    (values,), (wanted_values,) = found.values, wanted.values
    assert values.name == wanted_values.name
    assert values.dtype == wanted_values.dtype
    assert values.to_list() == wanted_values.to_list()
    assert found.fault.dtype == wanted.fault.dtype
    assert found.fault.to_list() == wanted.fault.to_list()
    assert (found.findings, found.balance) == (wanted.findings, wanted.balance)


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_a_usual_word_is_left_alone_by_tidying(vocabulary: Vocabulary) -> None:
    cells = pl.Series("x", list(vocabulary.usual))
    read = read_column(cells, partial(read_words, name="word", vocabulary=vocabulary))
    assert read.values[0].to_list() == [vocabulary.meanings[word] for word in vocabulary.usual]
    assert read.fault.null_count() == cells.len()
    assert not read.findings
