import pytest

from transforms.scales import Ticks, to_ticks


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([21.54], (21.0, 22.5)),
        ([19.8, 23.3], (19.0, 24.0)),
        ([0.02], (0.0, 0.6)),
        ([20.61, 40.18], (20.0, 45.0)),
        ([98.0, 131.0], (90.0, 140.0)),
    ],
)
def test_ticks_enclose_the_values(values: list[float], expected: tuple[float, float]) -> None:
    ticks = to_ticks(values, floor_at_zero=False)
    assert ticks.domain == expected
    assert ticks.values[0] <= min(values) <= max(values) <= ticks.values[-1]
    assert 2 <= len(ticks.values) <= 8


def test_ranks_start_at_zero() -> None:
    assert to_ticks([0.02, 0.13], floor_at_zero=True).domain == (0.0, 0.15)
    assert to_ticks([35.0, 41.0], floor_at_zero=True).domain == (0.0, 60.0)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((20.0, 25.0, 30.0), ("20 %", "25 %", "30 %")),
        ((95.0, 100.0, 105.0), ("95 %", "100 %", "105 %")),
        ((20.5, 21.0), ("20,5 %", "21,0 %")),
        ((0.0, 0.05, 0.1, 0.15), ("0,00 %", "0,05 %", "0,10 %", "0,15 %")),
    ],
)
def test_ticks_have_as_many_places_as_they_need(
    values: tuple[float, ...], expected: tuple[str, ...]
) -> None:
    assert Ticks(values).percents() == expected


def test_a_value_lies_between_its_ticks() -> None:
    ticks = Ticks((20.0, 25.0, 30.0))
    assert [ticks.along(value, 100) for value in (20.0, 21.0, 30.0)] == [0.0, 10.0, 100.0]
