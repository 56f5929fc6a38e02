"""Keyed hashes in place of identifiers: from here on nothing leads back to a NIK, KPJ or NPP."""

import polars as pl
import polars_hash as plh

KEY_HEX_DIGITS = 32
"""128 bits, which nobody can try out; key and identifier fit one block of the hash function."""
HASH_HEX_DIGITS = 16
"""64 bits: among 60 million persons two hashes meet once in ten thousand registers."""
NO_DIVISION = 2**32
"""More divisions than an export can have rows."""
AT_ONCE = 16_384
"""Rows hashed together: their digests, eight times as long as what is kept, stay in cache."""


def hashed(column: str, key: bytes) -> pl.Expr:
    """The first 64 bits of SHA-256 over the key's hex digits and the text; null stays null.

    What a key in front is weak against, lengthening the text, needs all 256 bits.
    """
    secret = pl.lit(key.hex()[:KEY_HEX_DIGITS])
    digest: pl.Expr = plh.concat_str(secret, column).chash.sha2_256()
    return digest.str.head(HASH_HEX_DIGITS).str.to_integer(base=16, dtype=pl.UInt64)


def hashed_columns(rows: pl.DataFrame, key: bytes, **columns: str) -> pl.DataFrame:
    """The hashes of columns under new names, made of few rows at once."""
    hashes = [hashed(column, key).alias(name) for name, column in columns.items()]
    starts = range(0, max(rows.height, 1), AT_ONCE)
    return pl.concat([rows.slice(start, AT_ONCE).select(hashes) for start in starts])


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
