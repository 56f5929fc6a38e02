from collections import Counter

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from transforms.repeats import fingerprint, to_repeated

HASHES = st.lists(st.sampled_from([0, 1, 2**32, 2**32 + 1, 2**63, 2**64 - 1]), max_size=20)


@given(HASHES)
def test_what_stands_again_is_found_as_often_as_it_does(values: list[int]) -> None:
    found = to_repeated(pl.Series(values, dtype=pl.UInt64))
    again = {value: times - 1 for value, times in Counter(values).items() if times > 1}
    assert found.to_list() == sorted(Counter(again).elements())


@given(HASHES)
def test_equal_hashes_have_equal_fingerprints(values: list[int]) -> None:
    frame = pl.DataFrame({"card": values}, schema={"card": pl.UInt64})
    assert frame.select(fingerprint("card"))["card"].to_list() == [hash % 2**32 for hash in values]
