"""Reads a simulation's margins from its TOML document, and refuses what can't be simulated."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from types import UnionType
from typing import Any, Literal, NoReturn, get_args, get_origin, get_type_hints

from schemas.errors import SettingsError
from schemas.exports import Kind
from schemas.month import Month
from schemas.simulation import BranchPlan, Shares, Simulation, Style


def to_simulation(document: Mapping[str, Any]) -> Simulation:
    """The simulation that a TOML document asks for; SettingsError names the key to correct."""
    _check_keys(document, {"seed", "months", "shares", "branches"}, "the document")
    usual = _table(document.get("shares", {}), "shares")
    branches = _table(document.get("branches", {}), "branches")
    return Simulation(
        seed=_value(int, document.get("seed", 0), "seed"),
        months=_value(tuple[Month, ...], document.get("months", []), "months"),
        branches=tuple(
            _plan(code, _table(table, f"branches.{code}"), usual)
            for code, table in branches.items()
        ),
    )


def _plan(code: str, table: Mapping[str, Any], usual: Mapping[str, Any]) -> BranchPlan:
    """A branch; its own shares win over those of the document."""
    where = f"branches.{code}"
    _check_keys(table, {"style", "shares", "months"}, where)
    months = get_type_hints(BranchPlan)["months"]
    return BranchPlan(
        code=code,
        style=_value(Style, table.get("style", {}), f"{where}.style"),
        shares=_value(
            Shares, {**usual, **_table(table.get("shares", {}), where)}, f"{where}.shares"
        ),
        months=_value(months, table.get("months", {}), f"{where}.months"),
    )


def _value(hint: Any, value: object, where: str) -> Any:  # typed by `hint`
    """A TOML value as the type that a field declares."""
    if is_dataclass(hint) and hint is not Month:
        return _record(hint, value, where)
    arguments = get_args(hint)
    match get_origin(hint):
        case None:
            return _scalar(hint, value, where)
        case origin if origin is Literal:
            return _one_of(arguments, value, where)
        case origin if origin is tuple:
            # One style on its own stands for a list with one, as in profiles.toml.
            listed = (
                [value]
                if get_origin(arguments[0]) is Literal and value in get_args(arguments[0])
                else _list(value, where)
            )
            return tuple(_value(arguments[0], each, where) for each in listed)
        case origin if origin is UnionType:
            return _value(arguments[0], value, where)
        case _:
            return {
                _value(arguments[0], key, where): _value(arguments[1], each, f"{where}.{key}")
                for key, each in _table(value, where).items()
            }


def _record(model: Any, value: object, where: str) -> Any:  # typed by `model`
    hints = get_type_hints(model)
    table = _table(value, where)
    _check_keys(table, set(hints), where)
    for field in fields(model):
        is_required = field.default is MISSING and field.default_factory is MISSING
        if is_required and field.name not in table:
            _refuse(where, f"a value for {field.name}", "none")
    return model(
        **{name: _value(hints[name], each, f"{where}.{name}") for name, each in table.items()}
    )


def _scalar(hint: Any, value: object, where: str) -> Any:  # typed by `hint`
    if hint is float:
        return _share(value, where)
    if hint is int:
        return _count(value, where)
    if hint is bool and not isinstance(value, bool):
        _refuse(where, "true or false", repr(value))
    if hint is not bool and not isinstance(value, str):
        _refuse(where, "a text in quotation marks", repr(value))
    if hint is Month:
        return _month(str(value), where)
    return _one_of(tuple(Kind), value, where) if hint is Kind else value


def _share(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        _refuse(where, "a share from 0 to 1", repr(value))
    return float(value)


def _count(value: object, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        _refuse(where, "a whole number from 0", repr(value))
    return value


def _month(value: str, where: str) -> Month:
    try:
        return Month.parse(value)
    except ValueError:
        _refuse(where, "a month such as 2021-11", repr(value))


def _one_of(choices: tuple[Any, ...], value: object, where: str) -> Any:  # a choice
    if value not in choices:
        _refuse(where, f"one of {', '.join(map(repr, map(str, choices)))}", repr(value))
    return choices[choices.index(value)]


def _list(value: object, where: str) -> list[Any]:
    if not isinstance(value, list):
        _refuse(where, "a list", repr(value))
    return value


def _table(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        _refuse(where, "a table", repr(value))
    return value


def _check_keys(table: Mapping[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(set(table) - known)
    if unknown:
        _refuse(where, f"only {', '.join(sorted(known))}", ", ".join(unknown))


def _refuse(where: str, expected: str, found: str) -> NoReturn:
    raise SettingsError(f"{where}: expected {expected}, found {found}; correct the simulation.")
