"""UTF-16 offsets, as Telegram counts, and the characters that they mean."""

import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator

from services.content import Entity

_WIDE = re.compile("[\U00010000-\U0010ffff]")


class Offsets:
    """Where the characters of a text lie in UTF-16 code units, and the other way round."""

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._wide = [] if text.isascii() else [found.start() for found in _WIDE.finditer(text)]
        self._wide_utf16 = [index + before for before, index in enumerate(self._wide)]

    def index(self, offset_utf16: int) -> int:
        """The character at an offset, or around it; outside the text, the nearer end."""
        index = offset_utf16 - bisect_left(self._wide_utf16, offset_utf16)
        return min(max(index, 0), self._length)

    def utf16(self, index: int) -> int:
        """Where a character begins."""
        return index + bisect_left(self._wide, index)


def stretches(
    text: str, entities: Iterable[Entity], kinds: Container[str]
) -> Iterator[tuple[Entity, int, int]]:
    """The entities of some kinds with the indices where they begin and end inside the text."""
    offsets = None
    for entity in entities:
        if entity.kind not in kinds:
            continue
        offsets = offsets or Offsets(text)
        start = offsets.index(entity.offset_utf16)
        end = offsets.index(entity.offset_utf16 + entity.length_utf16)
        if start < end:
            yield entity, start, end
