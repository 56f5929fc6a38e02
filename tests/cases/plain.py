"""What a row says, told by other means than the reader's: one row, plain Python, no polars rules.

Identifiers lose their separators, words their case and outer blanks, amounts their decimals. Only
the plain style is understood: ISO days, yyyymm months, numbers without thousands separators.
"""

import re
import unicodedata
from datetime import date
from functools import cache
from typing import Any

import polars as pl

from tests.builders import KEY, NOVEMBER
from transforms.identity import hashed as hash_of
from transforms.identity import hashed_numbers

NOW = NOVEMBER.year * 12 + NOVEMBER.number - 1
"""The month in months since year 0."""
FLAGS = {"Y": True, "YA": True, "1": True, "T": False, "TIDAK": False, "0": False}
STATUS = {"AKTIF": True, "NONAKTIF": False, "NON AKTIF": False, "NON-AKTIF": False, "NA": False}
NOTHING = {"", "-", "--", "N/A", "NIHIL", "NULL", "(NULL)"}


@cache
def hashed(text: str) -> int:
    """The keyed hash of one code."""
    table = pl.DataFrame({"text": [text]}).select(hash_of("text", KEY))
    return int(table.item())


@cache
def hashed_number(text: str) -> int:
    """The keyed hash of one NIK or KPJ."""
    return int(hashed_numbers(pl.Series([text]), KEY).item())


def typed(row: dict[str, str]) -> dict[str, Any]:
    """The registration that a good row stands for; ValueError or KeyError when it is none."""
    words = {name: _word(text) for name, text in row.items()}
    codes = {name: _code(text) for name, text in row.items()}
    paid = _month(words["BLTH_IURAN_TERAKHIR"])
    return {
        "person": hashed_number(codes["NIK"]),
        "card": hashed_number(codes["KPJ"]),
        "employer": hashed(f"{codes['NPP']}|{codes['KODE_DIVISI']}") if codes["NPP"] else None,
        "branch": words["KODE_KANTOR"],
        "area": codes["KODE_WILAYAH_KERJA"],
        "segment": words["SEGMEN"],
        "sex": {"L": "L", "P": "P", "1": "L", "2": "P"}[words["JENIS_KELAMIN"]],
        "age_years": _age(words["TGL_LAHIR"]),
        **{
            f"has_{name.lower()}": FLAGS[words[name]] for name in ("JKK", "JKM", "JHT", "JP", "JKP")
        },
        "is_declared_active": STATUS[words["STATUS"]],
        "unpaid_months": None if paid is None else max(0, NOW - paid),
        "wage_rupiah": _amount(words["UPAH"]),
    }


def _word(text: str) -> str:
    upper = " ".join(unicodedata.normalize("NFKC", text).split()).upper()
    return "" if upper in NOTHING else upper


def _code(text: str) -> str:
    bare = re.sub(r"[\s.'’\-]", "", unicodedata.normalize("NFKC", text)).upper()
    return "" if _word(text) == "" else bare


def _month(text: str) -> int | None:
    if not text.strip("0/ -"):
        return None
    if re.fullmatch(r"[0-9]{4}(0[1-9]|1[0-2])", text) is None:
        raise ValueError("no month")
    return int(text[:4]) * 12 + int(text[4:]) - 1


def _age(text: str) -> int | None:
    """Completed years on the month's last day."""
    if not text.strip("0/ -"):
        return None
    parts = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text)
    if parts is None:
        raise ValueError("no day")
    born = date(*map(int, parts.groups()))
    return NOVEMBER.year - born.year - (born.month > NOVEMBER.number)


def _amount(text: str) -> int | None:
    """The whole part of an amount."""
    bare = re.sub(r"[.,]-+$", "", re.sub(r"^RP\.? *", "", text))
    if not bare:
        return None
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", bare) is None:
        raise ValueError("no amount")
    return int(bare.partition(".")[0])
