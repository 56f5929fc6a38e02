"""Whole numbers as head office reads them, in tables and in sentences alike."""

from collections.abc import Mapping


def number(value: int) -> str:
    """A whole number with points between thousands, as in the bulletins: 143.864."""
    return f"{value:,}".replace(",", ".")


def filled(sentence: str, fields: Mapping[str, str | int]) -> str:
    """A code's sentence with its fields; its whole numbers are grouped."""
    return sentence.format(
        **{
            name: number(value) if isinstance(value, int) else value
            for name, value in fields.items()
        }
    )
