"""Posts as people see them: hashtags and mentions lead somewhere, addresses do not."""

import re
from typing import Any

from services.sandbox.instagram.objects import Shown

_MARK = re.compile(r"(?<![\w@#])([#@])(\w[\w.]*)")
_KINDS = {"#": "hashtag", "@": "mention"}
_SAME_SHAPE = 0.02


def marks(text: str) -> list[dict[str, Any]]:
    """The hashtags and mentions of a text, as Bot API entities."""
    return [
        {
            "type": _KINDS[found[1]],
            "offset": _length_utf16(text[: found.start()]),
            "length": _length_utf16(found[0]),
        }
        for found in _MARK.finditer(text)
    ]


def count(text: str, sign: str) -> int:
    """How many hashtags (`#`) or mentions (`@`) a text holds."""
    return sum(found[1] == sign for found in _MARK.finditer(text))


def shown_as(one: Shown, first: Shown) -> dict[str, Any]:
    """One attachment; `cropped` where the shape of the first picture cuts it.

    Source: https://developers.facebook.com/documentation/instagram-platform/content-publishing
    (carousel images are all cropped based on the first)
    """
    shape, wanted = one.width / one.height, first.width / first.height
    return {
        "kind": one.kind,
        "file_id": one.file_id,
        "width": one.width,
        "height": one.height,
        "size_bytes": one.size_bytes,
        **({"duration_s": round(one.duration_s)} if one.duration_s is not None else {}),
        **({"cover_id": one.cover_id} if one.cover_id else {}),
        **({"cropped": True} if abs(shape - wanted) > _SAME_SHAPE * wanted else {}),
    }


def _length_utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
