"""How columns of few words are read: the usual ones as they stand, others one by one."""

from collections import Counter
from functools import partial

import polars as pl

from schemas.rules import FAULT
from transforms.dialect import Vocabulary
from transforms.readers import read_words
from transforms.spelling import ReadColumn, compared, few_words, read_column


def read_word_column(cells: pl.Series, name: str, vocabulary: Vocabulary) -> ReadColumn:
    """Words of a vocabulary, as `read_words` reads them."""
    read_others = partial(read_words, name=name, vocabulary=vocabulary)
    usual = [word for word in few_words(cells) if word in vocabulary.usual]
    if not usual:
        return read_column(cells, read_others)
    meanings = {word: pl.lit(vocabulary.meanings[word], vocabulary.dtype) for word in usual}
    values = compared(cells, meanings).alias(name)
    fault = pl.Series(dtype=FAULT).clear(cells.len())
    if not values.null_count():
        return ReadColumn((values,), fault, Counter())
    odd = values.is_null().arg_true()
    read = read_column(cells.gather(odd), read_others)
    return ReadColumn(
        values=(values.scatter(odd, read.values[0]),),
        fault=fault.scatter(odd, read.fault),
        findings=read.findings,
    )
