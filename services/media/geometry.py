"""How a picture is laid out on a canvas of an allowed size and ratio."""

import math
from dataclasses import dataclass, replace
from fractions import Fraction

from services.media.shapes import Shape, Taste

_CLOSE = 1e-6
"""Vendors write 1.91 and mean 1.91: more than rounding of floats is not forgiven."""

_MOST_ENLARGED = 8.0
"""Beyond this a picture is only squares of one colour each."""

_HAIR = 2
"""Pixels that only rounding makes."""

_SEARCHED = 64
"""Pixels by which a canvas may shrink so that its sides meet a narrow ratio exactly."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A canvas, which part of the picture is shown (`crop_*`), and where and how big on it.

    All are whole pixels. `left` and `top` are the corner of what is shown on the canvas.
    """

    width: int
    height: int
    picture_width: int
    picture_height: int
    crop_left: int
    crop_top: int
    crop_width: int
    crop_height: int
    left: int
    top: int
    shown_width: int
    shown_height: int

    @property
    def fills(self) -> bool:
        """Whether the picture covers the canvas."""
        return (self.shown_width, self.shown_height) == (self.width, self.height)

    def within(self, side: int) -> "Layout":
        """The same on a canvas whose longer side has as many pixels."""
        scale = side / max(self.width, self.height)
        names = ("width", "height", "left", "top", "shown_width", "shown_height")
        pixels = {name: round(getattr(self, name) * scale) for name in names}
        shown = {name: max(1, pixels[name]) for name in names if name not in {"left", "top"}}
        return replace(self, **pixels | shown)

    @property
    def is_whole(self) -> bool:
        """Whether nothing but a hair of the picture is cut off."""
        cut = self.picture_width - self.crop_width, self.picture_height - self.crop_height
        return max(cut) <= _HAIR


def ratio_fits(width: int, height: int, ratio: tuple[float, float]) -> bool:
    """Whether width divided by height is allowed."""
    return ratio[0] - _CLOSE <= width / height <= ratio[1] + _CLOSE


def size_fits(width: int, height: int, shape: Shape) -> bool:
    """Whether both sides are neither too small nor too large."""
    (least_w, least_h), (most_w, most_h) = shape.smallest, shape.largest
    return least_w <= width <= most_w and least_h <= height <= most_h


def lay_out(width: int, height: int, shape: Shape, taste: Taste, *, step: int = 1) -> Layout | None:
    """Where a picture goes.

    Args:
        width: Of the picture as it is shown.
        height: The same.
        shape: What the canvas has to be.
        taste: How the picture comes by another ratio.
        step: Sides of the canvas are multiples of this; videos need 2.

    Returns:
        None where the picture would have to be enlarged absurdly.
    """
    ratio = _possible(shape)
    aim = min(max(width / height, ratio[0]), ratio[1])
    whole = _natural(width, height, aim, crop=taste == "crop")
    scale = _scale(whole, shape)
    if scale > _MOST_ENLARGED:
        return None
    canvas = _settle(whole[0] * scale, aim, ratio, shape, step)
    return _cropped(width, height, canvas) if taste == "crop" else _padded(width, height, canvas)


def _possible(shape: Shape) -> tuple[float, float]:
    """The ratios that the sizes leave possible: 320 to 1440 pixels know no 1:20."""
    (least_w, least_h), (most_w, most_h) = shape.smallest, shape.largest
    least = max(shape.ratio[0], least_w / most_h)
    return least, max(least, min(shape.ratio[1], most_w / max(1, least_h)))


def _natural(width: int, height: int, aim: float, *, crop: bool) -> tuple[float, float]:
    """The canvas before it is scaled: around the picture, or within it."""
    chosen = min if crop else max
    return chosen(width, height * aim), chosen(height, width / aim)


def _scale(whole: tuple[float, float], shape: Shape) -> float:
    width, height = whole
    scale = min(1.0, shape.largest[0] / width, shape.largest[1] / height)
    return max(scale, shape.smallest[0] / width, shape.smallest[1] / height)


def _settle(
    width: float, aim: float, ratio: tuple[float, float], shape: Shape, step: int
) -> tuple[int, int]:
    """Whole sides close to the wanted ones that keep the ratio and the sizes."""
    first = _nearest(width, step)
    tried = sorted(
        range(max(step, first - _SEARCHED), first + _SEARCHED, step), key=lambda w: abs(w - width)
    )
    for wide in tried:
        for high in _heights(wide, aim, step):
            if (
                min(wide, high) > 0
                and ratio_fits(wide, high, ratio)
                and size_fits(wide, high, shape)
            ):
                return wide, high
    return max(step, first), max(step, _nearest(width / aim, step))


def _heights(width: int, aim: float, step: int) -> list[int]:
    near = _nearest(width / aim, step)
    return [near, near - step, near + step]


def _nearest(side: float, step: int) -> int:
    return math.floor(side / step + 0.5) * step


def _cropped(width: int, height: int, canvas: tuple[int, int]) -> Layout:
    shown_w, shown_h = _within(canvas, width, height)
    return Layout(
        *canvas,
        width,
        height,
        (width - shown_w) // 2,
        (height - shown_h) // 2,
        shown_w,
        shown_h,
        0,
        0,
        *canvas,
    )


def _padded(width: int, height: int, canvas: tuple[int, int]) -> Layout:
    shown_w, shown_h = _within((width, height), *canvas)
    if _almost((shown_w, shown_h), canvas):
        shown_w, shown_h = canvas
    left, top = (canvas[0] - shown_w) // 2, (canvas[1] - shown_h) // 2
    picture = width, height
    return Layout(*canvas, *picture, 0, 0, *picture, left, top, shown_w, shown_h)


def _almost(shown: tuple[int, int], canvas: tuple[int, int]) -> bool:
    """Whether only rounding keeps the picture from its edges; a hair's stripe would show."""
    return all(canvas[side] - shown[side] <= _HAIR for side in (0, 1))


def _within(ratio: tuple[int, int], width: int, height: int) -> tuple[int, int]:
    """The largest area of a ratio that lies within an area."""
    exact = Fraction(*ratio)
    if Fraction(width, height) > exact:
        return max(1, round(height * exact)), height
    return width, max(1, round(width / exact))
