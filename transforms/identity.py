"""Keyed hashes in place of identifiers: from here on nothing leads back to a NIK, KPJ or NPP."""

import numpy as np
import polars as pl
import polars_hash as plh
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import ECB

from schemas.errors import DataError

BLOCK = AES256.block_size // 8
"""Bytes in which a NIK or KPJ has room."""
BLANK = ord(" ")
KEY_HEX_DIGITS = 32
"""128 bits, which nobody can try out; key and identifier fit one block of the hash function."""
HASH_HEX_DIGITS = 16
"""64 bits: among 60 million persons two hashes meet once in ten thousand registers."""
NO_DIVISION = 2**32
"""More divisions than an export can have rows."""


def hashed_numbers(numbers: pl.Series, key: bytes) -> pl.Series:
    """The first 64 bits of AES-256 over each number of at most 16 digits, all at once.

    Each number, with blanks in front, is a block of its own, for which the cipher is a keyed
    random function. DataError when one is missing or has no room in it.
    """
    if numbers.is_empty():
        return numbers.clear().cast(pl.UInt64)
    lengths = numbers.str.len_bytes()
    width = int(lengths.max() or BLOCK)  # type: ignore[arg-type]  # lengths are numbers
    if lengths.min() != width:
        numbers, width = numbers.str.pad_start(BLOCK), BLOCK
    text = numbers.str.join().item().encode()
    if numbers.null_count() or len(text) != numbers.len() * width or width > BLOCK:
        raise DataError(f"A cell of {numbers.name} is longer than {BLOCK} bytes, or is missing.")
    blocks = np.full((numbers.len(), BLOCK), BLANK, np.uint8)
    blocks[:, BLOCK - width :] = np.frombuffer(text, np.uint8).reshape(-1, width)
    encrypted = Cipher(AES256(key), ECB()).encryptor().update(blocks.tobytes())
    firsts = np.frombuffer(encrypted, ">u8")[:: BLOCK // 8]
    return pl.Series(numbers.name, firsts.astype(np.uint64))


def hashed(column: str, key: bytes) -> pl.Expr:
    """The first 64 bits of SHA-256 over the key's hex digits and a code of any length.

    Null stays null. What a key in front is weak against, lengthening the text, needs all 256 bits.
    """
    secret = pl.lit(key.hex()[:KEY_HEX_DIGITS])
    digest: pl.Expr = plh.concat_str(secret, column).chash.sha2_256()
    return digest.str.head(HASH_HEX_DIGITS).str.to_integer(base=16, dtype=pl.UInt64)


def hashed_units(rows: pl.DataFrame, key: bytes) -> pl.Series:
    """The hash of each row's NPP and division, null without an NPP; each unit is hashed once."""
    employer, division = (
        pl.col(name).to_physical().cast(pl.UInt64) for name in ("NPP", "KODE_DIVISI")
    )
    place = employer * NO_DIVISION + division.fill_null(NO_DIVISION - 1)
    placed = rows.select("NPP", "KODE_DIVISI", place=place)
    unit = pl.concat_str("NPP", pl.lit("|"), pl.col("KODE_DIVISI").cast(pl.String).fill_null(""))
    units = placed.drop_nulls("place").unique("place").select("place", unit=unit)
    hashes = units.select("place", unit=hashed("unit", key))
    joined = placed.join(hashes, on="place", how="left", validate="m:1", maintain_order="left")
    return joined["unit"]
