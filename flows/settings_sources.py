"""Where settings are found: the environment, then `.env` and `cakupan.toml`, here and at home."""

import json
import tomllib
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    TomlConfigSettingsSource,
)

from schemas.errors import SettingsError

PREFIX = "CAKUPAN_"
"""How the name of a setting begins in the environment and in `.env`."""
Each = TypeVar("Each")


def _from_json(value: object) -> object:
    """The list that a text names; a list of `cakupan.toml` is one already."""
    if not isinstance(value, str):
        return value
    try:
        named = json.loads(value)
    except ValueError:
        named = None
    if not isinstance(named, list):
        raise PydanticCustomError(
            "json_list",
            'Expected a JSON list such as ["one", "two"], in single quotes where a shell reads it; '
            "found other text",
        )
    return named


Listed = Annotated[tuple[Each, ...], NoDecode, BeforeValidator(_from_json)]
"""Several of a kind, written as a JSON list."""


def to_sources(
    settings: type[BaseSettings], given: PydanticBaseSettingsSource
) -> tuple[PydanticBaseSettingsSource, ...]:
    """What is given, the environment, the files here, then those at home; an earlier one wins.

    SettingsError where one of them names a setting that there is not, or can't be read.
    """
    environment = EnvSettingsSource(settings)
    _check(environment.env_vars, settings.model_fields, "the environment")
    here = (given, environment, *_files(settings, Path()))
    home = next((found["home"] for source in here if "home" in (found := source())), None)
    return here if home is None else (*here, *_files(settings, Path(str(home))))


def _files(settings: type[BaseSettings], folder: Path) -> Iterator[PydanticBaseSettingsSource]:
    """The settings' files of a folder, as far as they are there."""
    for name, read in ((".env", _read_env), ("cakupan.toml", _read_toml)):
        file = (folder / name).resolve()
        if file.is_file():
            yield read(settings, file)


def _read_env(settings: type[BaseSettings], file: Path) -> PydanticBaseSettingsSource:
    try:
        source = DotEnvSettingsSource(settings, file)
    except UnicodeDecodeError:
        raise SettingsError(f"Expected {file} in UTF-8; found other bytes. Save it so.") from None
    _check(source.env_vars, settings.model_fields, str(file))
    return source


def _read_toml(settings: type[BaseSettings], file: Path) -> PydanticBaseSettingsSource:
    try:
        source = TomlConfigSettingsSource(settings, file)
    except UnicodeDecodeError:
        raise SettingsError(f"Expected {file} in UTF-8; found other bytes. Save it so.") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f'Expected TOML such as approvers = ["Rina"] in {file}; found: {error}. Correct it.'
        ) from None
    for name in source.toml_data:
        if name not in settings.model_fields:
            raise _unknown(name, settings.model_fields, str(file), prefix="")
    return source


def _check(names: Iterable[str], known: Collection[str], place: str) -> None:
    """SettingsError when one of these is a name of ours and of no setting."""
    for name in names:
        prefix, bare = name[: len(PREFIX)].upper(), name[len(PREFIX) :].lower()
        if prefix == PREFIX and bare not in known:
            raise _unknown(name.upper(), known, place, prefix=PREFIX)


def _unknown(name: str, known: Collection[str], place: str, *, prefix: str) -> SettingsError:
    """That there is no setting of this name, and which one is meant."""
    near = get_close_matches(name.lower().removeprefix(PREFIX.lower()), known, 1)
    meant = f", probably {prefix}{near[0].upper() if prefix else near[0]}" if near else ""
    return SettingsError(
        f"Expected a setting that README.md names{meant}; found {name} in {place}. Correct it, or "
        "take it out."
    )
