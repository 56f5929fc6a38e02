"""Settings come from four places; one that is not known, or can't be read, is named."""

from pathlib import Path

import pytest

from flows.arguments import to_settings
from schemas.errors import SettingsError


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of an installation; commands start in a folder beside it."""
    made, here = tmp_path / "home", tmp_path / "here"
    made.mkdir()
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("CAKUPAN_HOME", str(made))
    return made


def test_the_environment_wins_over_files_here_and_these_over_files_at_home(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAKUPAN_OPERATOR", "environment")
    names = ("operator", "sender", "inbox", "output", "reference")
    for depth, (folder, name) in enumerate(
        ((Path(), ".env"), (Path(), "cakupan.toml"), (home, ".env"), (home, "cakupan.toml"))
    ):
        if name == ".env":
            rows = [
                "PREFECT_HOME=x",
                *(f"CAKUPAN_{it.upper()}={depth}" for it in names[: depth + 2]),
            ]
        else:
            rows = [f'{it} = "{depth}"' for it in names[: depth + 2]]
        (folder / name).write_text("\n".join(rows))
    read = to_settings()
    assert (read.operator, read.sender) == ("environment", "0")
    assert [str(getattr(read, name)) for name in names[2:]] == ["1", "2", "3"]


def test_the_home_may_be_named_in_a_file_here(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CAKUPAN_HOME")
    Path("cakupan.toml").write_text(f'home = "{home}"')
    (home / "cakupan.toml").write_text('approvers = ["Rina"]')
    assert to_settings().approvers == ("Rina",)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("CAKUPAN_ALLOWED_DOMAINS", "kantor.go.id"),
        ("CAKUPAN_APPROVERS", "[Rina]"),
        ("CAKUPAN_APPROVERS", '"Rina"'),
        ("CAKUPAN_POSTFIX_LOGS", "/var/log/mail.log"),
    ],
)
@pytest.mark.parametrize("is_in_file", [True, False])
def test_a_list_that_is_none_is_named_with_what_is_expected(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str, *, is_in_file: bool
) -> None:
    if is_in_file:
        Path(".env").write_text(f"{name}='{text}'")
    else:
        monkeypatch.setenv(name, text)
    with pytest.raises(SettingsError, match=rf"{name}: Expected a JSON list such as .*; found ot"):
        to_settings()


def test_lists_are_read_from_each_place(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAKUPAN_APPROVERS", '["Rina"]')
    Path(".env").write_text("CAKUPAN_RELEASERS='[\"Sari\"]'")
    (home / "cakupan.toml").write_text('allowed_domains = ["kantor.go.id"]')
    read = to_settings()
    assert (read.approvers, read.releasers) == (("Rina",), ("Sari",))
    assert read.allowed_domains == ("kantor.go.id",)


def test_an_element_of_a_list_that_can_not_be_is_told_by_the_lists_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CAKUPAN_APPROVERS", "[1]")
    with pytest.raises(SettingsError, match=r"^CAKUPAN_APPROVERS: "):
        to_settings()


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        (".env", b"CAKUPAN_APROVERS=x", "probably CAKUPAN_APPROVERS; found CAKUPAN_APROVERS in "),
        (".env", b"CAKUPAN_OPERATOR=\xff", r"in UTF-8; found other bytes"),
        ("cakupan.toml", b"CAKUPAN_APPROVERS = []", "probably approvers; found CAKUPAN_APPROVERS"),
        ("cakupan.toml", b"aprovers = []", "probably approvers; found aprovers in "),
        ("cakupan.toml", b"zz = 1", "a setting that README.md names; found zz in "),
        ("cakupan.toml", b"approvers = [Rina]", r"Expected TOML .*Correct it"),
        ("cakupan.toml", b'operator = "\xff"', "in UTF-8; found other bytes"),
    ],
)
def test_a_file_that_is_not_understood_is_named(
    home: Path, file: str, content: bytes, said: str
) -> None:
    for folder in (Path.cwd(), home):
        (folder / file).write_bytes(content)
        with pytest.raises(SettingsError, match=said) as raised:
            to_settings()
        assert str(folder / file) in str(raised.value)
        (folder / file).unlink()


def test_a_setting_of_the_environment_that_is_not_known_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CAKUPAN_APROVERS", '["Rina"]')
    with pytest.raises(
        SettingsError, match="probably CAKUPAN_APPROVERS; found CAKUPAN_APROVERS in the environment"
    ):
        to_settings()
