"""Kemendagri codes and names, where they differ from what one would guess."""

import pytest

from transforms.regions import area_name, areas, districts, is_area, province_name, province_of


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("3506", "Kab. Kediri"),
        ("3571", "Kota Kediri"),
        ("3171", "Kota Jakarta Pusat"),
        ("3101", "Kab. Kepulauan Seribu"),
    ],
)
def test_area_name(code: str, name: str) -> None:
    assert area_name(code) == name


def test_all_areas() -> None:
    assert len(areas()) == 514
    assert all(is_area(code) and districts(code) for code in areas())


@pytest.mark.parametrize("code", ["", "35", "3599", "35.71", "357101", "３５７１"])
def test_what_is_no_area(code: str) -> None:
    assert not is_area(code)
    with pytest.raises(ValueError, match="no kabupaten/kota"):
        area_name(code)


def test_provinces() -> None:
    assert province_name(province_of("3506")) == "Jawa Timur"
    assert province_name("31") == "DKI Jakarta"
    with pytest.raises(ValueError, match="no province"):
        province_name("99")


def test_districts() -> None:
    assert districts("3571") == ("357101", "357102", "357103")
    assert len(districts("3506")) == 26
    assert districts("35") == districts("") == ()
