"""Keyed hashes in place of identifiers: from here on nothing leads back to a NIK, KPJ or NPP."""

import polars as pl
import polars_hash as plh

HASH_HEX_DIGITS = 16
"""64 bits: among 60 million persons two hashes meet once in ten thousand registers."""


def hashed(column: str, key: bytes) -> pl.Expr:
    """The first 64 bits of HMAC-SHA256 under the key's hex digits; null stays null."""
    digest: pl.Expr = plh.col(column).chash.hmac_sha256(key=key.hex())
    return (
        digest.str.head(HASH_HEX_DIGITS)
        .str.decode("hex")
        .bin.reinterpret(dtype=pl.UInt64, endianness="big")
    )


def with_employer(rows: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """The rows with the hash of NPP and division as `employer`, null without an NPP."""
    unit = pl.concat_str("NPP", pl.lit("|"), pl.col("KODE_DIVISI").fill_null(""))
    named = rows.with_columns(unit=unit)
    employers = named.select("unit").unique().drop_nulls()
    hashes = employers.with_columns(employer=hashed("unit", key))
    return named.join(hashes, on="unit", how="left", validate="m:1", maintain_order="left").drop(
        "unit"
    )
