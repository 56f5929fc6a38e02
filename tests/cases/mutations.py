"""Small damages to a file, drawn by Hypothesis: what transfers, editors and clerks do to bytes."""

from collections.abc import Callable

from hypothesis import strategies as st

Mutation = Callable[[bytes], bytes]

SIGNS = [bytes([code]) for code in b"0123456789,;|\t\n\r\" .-/'AKPTYZaz=+@\x00\x1a\xe9\xff"]
INSERTED = st.one_of(
    st.sampled_from([*SIGNS, b'""', b"\r\n", "é".encode(), "\ufeff".encode(), "\u200b".encode()]),
    st.binary(min_size=1, max_size=3),
)
PLACES = st.floats(0, 1, exclude_max=True)
"""Where in the file, as a share of its length, so that a shrunk example stays near its place."""


def mutations() -> st.SearchStrategy[list[Mutation]]:
    """One to three damages, one after another."""
    one = st.one_of(
        st.builds(_insert, PLACES, INSERTED),
        st.builds(_delete, PLACES, st.integers(1, 30)),
        st.builds(_repeat, PLACES, st.integers(1, 300)),
        st.builds(_swap_separators, PLACES, st.integers(1, 3_000), st.sampled_from([*b";\t| "])),
        st.builds(_cut, PLACES),
        st.builds(_repeat_line, PLACES, PLACES, st.integers(1, 3)),
        st.builds(_quote, PLACES, st.integers(1, 40)),
    )
    return st.lists(one, min_size=1, max_size=3)


def mutated(data: bytes, damages: list[Mutation]) -> bytes:
    """The bytes after all damages."""
    for damage in damages:
        data = damage(data)
    return data


def _insert(share: float, signs: bytes) -> Mutation:
    def damage(data: bytes) -> bytes:
        place = int(share * len(data))
        return data[:place] + signs + data[place:]

    return damage


def _delete(share: float, count: int) -> Mutation:
    def damage(data: bytes) -> bytes:
        place = int(share * len(data))
        return data[:place] + data[place + count :]

    return damage


def _repeat(share: float, count: int) -> Mutation:
    """A block arrives twice."""

    def damage(data: bytes) -> bytes:
        place = int(share * len(data))
        return data[: place + count] + data[place:]

    return damage


def _swap_separators(share: float, count: int, sign: int) -> Mutation:
    """Commas of a stretch become another sign."""

    def damage(data: bytes) -> bytes:
        place = int(share * len(data))
        middle = data[place : place + count].replace(b",", bytes([sign]))
        return data[:place] + middle + data[place + count :]

    return damage


def _cut(share: float) -> Mutation:
    return lambda data: data[: int(share * len(data))]


def _repeat_line(share: float, to: float, times: int) -> Mutation:
    """A line stands once more, elsewhere."""

    def damage(data: bytes) -> bytes:
        lines = data.splitlines(keepends=True) or [b""]
        line, place = lines[int(share * len(lines))], int(to * len(lines))
        return b"".join([*lines[:place], *[line] * times, *lines[place:]])

    return damage


def _quote(share: float, count: int) -> Mutation:
    """A stretch is put into quotation marks."""

    def damage(data: bytes) -> bytes:
        place = int(share * len(data))
        return data[:place] + b'"' + data[place : place + count] + b'"' + data[place + count :]

    return damage
