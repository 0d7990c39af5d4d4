"""Pictures of the people in the sandbox: Alice's dishes, Bob's cars."""

from typing import Final

from PIL import Image, ImageDraw

WIDE_PX: Final = (960, 640)
SQUARE_PX: Final = (960, 960)
_KITCHEN_COLOURS: Final = ("#f2c57c", "#ddae7e", "#7fb685", "#ef6f6c", "#426a5a")
_GARAGE_COLOURS: Final = ("#4f6d7a", "#dd6e42")


def dish(number: int, size_px: tuple[int, int] = WIDE_PX) -> Image.Image:
    """A plate seen from above; more is on it with each number."""
    picture = Image.new("RGB", size_px, _KITCHEN_COLOURS[number % len(_KITCHEN_COLOURS)])
    draw, top = ImageDraw.Draw(picture), (size_px[1] - WIDE_PX[1]) // 2
    draw.ellipse((200, top + 40, 760, top + 600), fill="#fbf7ef", outline="#d8cfc0", width=6)
    for place in range(3 + number):
        x, y = 330 + 90 * (place % 4), top + 190 + 110 * (place // 4) + 30 * (place % 2)
        colour = _KITCHEN_COLOURS[(number + place + 2) % len(_KITCHEN_COLOURS)]
        draw.ellipse((x, y, x + 110, y + 110), fill=colour)
    return picture


def car(number: int, size_px: tuple[int, int] = WIDE_PX) -> Image.Image:
    """A car seen from the side."""
    picture = Image.new("RGB", size_px, _GARAGE_COLOURS[number % len(_GARAGE_COLOURS)])
    draw, top = ImageDraw.Draw(picture), (size_px[1] - WIDE_PX[1]) // 2
    draw.rectangle((0, top + 500, *size_px), fill="#3a3a3a")
    draw.rounded_rectangle((140, top + 330, 820, top + 470), 40, fill="#e8e4d9")
    for corners, colour in (
        ([(280, 340), (370, 220), (610, 220), (700, 340)], "#e8e4d9"),
        ([(310, 335), (385, 245), (480, 245), (480, 335)], "#9cc5d3"),
        ([(500, 245), (595, 245), (665, 335), (500, 335)], "#9cc5d3"),
    ):
        draw.polygon([(x, top + y) for x, y in corners], fill=colour)
    for x in (220, 620):
        draw.ellipse((x, top + 410, x + 130, top + 540), fill="#222222")
        draw.ellipse((x + 40, top + 450, x + 90, top + 500), fill="#c9c9c9")
    return picture
