"""What VK would turn into a link in a wall's plain text: mentions, hashtags, addresses.

The ledger keeps these as entities over the raw text (offsets and lengths in UTF-16 units), so that
a test can prove that nobody was mentioned by accident. Broader than VK, which looks whether a
name exists: here every possible mention counts.

Source: https://dev.vk.com/method/wall.post
"""

import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

_BRACKETS = re.compile(r"\[#?(?P<target>[A-Za-z0-9_][\w.:/?=&%-]*)\|(?P<label>[^\[\]]+)\]")
_NAME = re.compile(
    r"(?<![A-Za-z0-9_])[@*](?P<target>[A-Za-z][A-Za-z0-9_.]*[A-Za-z0-9_])"
    r"(?:[ ]?\((?P<label>[^()]+)\))?"
)
_HASHTAG = re.compile(r"(?<![\w&/#])#(?P<target>\w+)(?:@[A-Za-z0-9_.]+)?")
_ADDRESS = re.compile(
    r"https?://[^\s<>\"«»|\[\]]+"
    r"|(?<![\w@.-])(?:[\w-]+\.)+(?:com|net|org|info|biz|io|me|dev|app|ly|tv|gl|be|cc|co|eu|uk|de|fr"
    r"|ru|su|рф|by|kz|ua|москва|онлайн|сайт)\b(?:[/?#][^\s<>\"«»|\[\]]*)?",
    re.IGNORECASE,
)
_TRAILING = ".,:;!?…'"


def marks(text: str) -> list[Json]:
    """Entities of a wall text in reading order; none overlaps another."""
    found: list[Json] = []
    taken = 0
    for start, end, entity in sorted(_candidates(text), key=lambda one: (one[0], -one[1])):
        if start >= taken:
            taken = end
            place = {"offset": _utf16(text[:start]), "length": _utf16(text[start:end])}
            found.append({**entity, **place})
    return found


def _candidates(text: str) -> Iterator[tuple[int, int, Json]]:
    for pattern in (_BRACKETS, _NAME):
        for match in pattern.finditer(text):
            label = match["label"] or match["target"]
            yield (
                *match.span(),
                {"type": "mention", "label": label, "url": _profile(match["target"])},
            )
    for match in _HASHTAG.finditer(text):
        yield *match.span(), {"type": "hashtag"}
    for match in _ADDRESS.finditer(text):
        yield match.start(), match.start() + len(_trimmed(match[0])), {"type": "url"}


def _profile(target: str) -> str:
    return target if target.startswith("http") else f"https://vk.com/{target}"


def _trimmed(address: str) -> str:
    address = address.rstrip(_TRAILING)
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1].rstrip(_TRAILING)
    return address


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
