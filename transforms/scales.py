"""Where the marks and letters of a chart lie: round ticks, and values as pixels between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from transforms.numerals import tick

_TICKS = 5
_LEAST_SPAN = 1.0


@dataclass(frozen=True)
class Frame:
    """The size of a chart's plot, and the room around it for letters, in pixels."""

    width: int
    height: int
    top: int
    right: int
    bottom: int
    left: int

    @property
    def full_width(self) -> int:
        """The width of the whole drawing."""
        return self.left + self.width + self.right

    @property
    def full_height(self) -> int:
        """The height of the whole drawing."""
        return self.top + self.height + self.bottom


@dataclass(frozen=True)
class Point:
    """A place in pixels from the upper left corner of the plot."""

    x: float
    y: float


@dataclass(frozen=True)
class Label:
    """A text and the place that it names; the drawing sets it beside."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Ticks:
    """Round values that span what is drawn."""

    values: tuple[float, ...]

    @property
    def domain(self) -> tuple[float, float]:
        """Lowest and highest tick."""
        return self.values[0], self.values[-1]

    def along(self, value: float, length: float) -> float:
        """How far a value lies from the lowest tick when all take this length."""
        low, high = self.domain
        return pixels((value - low) / (high - low) * length)

    def percents(self) -> tuple[str, ...]:
        """The ticks as rates, with as many places as they need: 20 %, 0,05 %."""
        step = self.values[1] - self.values[0]
        places = max(0, -floor(log10(step) + 1e-9))
        return tuple(tick(value, places) for value in self.values)


def to_ticks(values: Sequence[float], *, floor_at_zero: bool) -> Ticks:
    """About five round ticks that enclose the values; never fewer than two."""
    low, high = (min(0.0, *values) if floor_at_zero else min(values)), max(values)
    if high - low < _LEAST_SPAN and not (floor_at_zero and high > 0):
        middle = (low + high) / 2
        low, high = max(0.0, middle - _LEAST_SPAN / 2), middle + _LEAST_SPAN / 2
    rough = (high - low) / (_TICKS - 1)
    magnitude = 10.0 ** floor(log10(rough))
    step = next(m * magnitude for m in (1, 2, 5, 10) if m * magnitude >= rough * (1 - 1e-9))
    first = floor(low / step + 1e-9)
    last = max(first + 1, ceil(high / step - 1e-9))
    return Ticks(tuple(round(number * step, 6) for number in range(first, last + 1)))


def pixels(value: float) -> float:
    """A length to a hundredth of a pixel, so that no drawing depends on the last binary digit."""
    return round(value, 2)
