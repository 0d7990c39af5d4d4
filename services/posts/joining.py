"""A text that its author's client cut in two, whole again.

Telegram takes 4,096 characters a message: clients cut what is longer where the reader pauses, drop
the blank there, and send the pieces at once, one after the other. They are one post.

Source: https://core.telegram.org/bots/api#sendmessage
"""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from services.content import Content, Entity, utf16_len
from services.text.offsets import Offsets

FEWEST_UTF16 = 3000
"""A client looks for a pause near the end of what fits: a shorter text was not cut."""

AT_ONCE = timedelta(seconds=2)
"""Between the pieces of one text, by Telegram's clock; nobody writes a second post so quickly."""

_MOST_UTF16 = 4096
_SENTENCE_END = re.compile(r"[.!?…:;][\"'»”’)\]]*\Z")


class Stretch(NamedTuple):
    """Where the text of one message lies in the whole."""

    message_id: int
    start_utf16: int
    length_utf16: int


def merge(
    old: Content, stretches: Sequence[Stretch], message_id: int, piece: Content
) -> tuple[Content, list[Stretch]]:
    """Put a piece into a text: a new one at its place, a known one instead of what it was."""
    pieces = {each.message_id: _cut_out(old, each) for each in stretches}
    pieces[message_id] = piece
    whole, placed = Content(), list[Stretch]()
    for number, next_piece in sorted(pieces.items()):
        whole, start = _append(whole, next_piece)
        placed.append(Stretch(number, start, utf16_len(next_piece.text)))
    return old.model_copy(update={"text": whole.text, "entities": whole.entities}), placed


def _append(whole: Content, piece: Content) -> tuple[Content, int]:
    """Both in one, and where the second starts."""
    before = whole.text + _between(whole.text)
    start = utf16_len(before)
    moved = tuple(_moved(entity, start) for entity in piece.entities)
    return Content(text=before + piece.text, entities=(*whole.entities, *moved)), start


def _between(text: str) -> str:
    """What the client dropped: a line's end after a sentence, else a blank.

    A text as long as can be had no pause at all.
    """
    if not text or utf16_len(text) % _MOST_UTF16 == 0:
        return ""
    return "\n" if _SENTENCE_END.search(text) else " "


def _cut_out(content: Content, stretch: Stretch) -> Content:
    offsets = Offsets(content.text)
    stop_utf16 = stretch.start_utf16 + stretch.length_utf16
    inside = tuple(
        _moved(entity, -stretch.start_utf16)
        for entity in content.entities
        if stretch.start_utf16 <= entity.offset_utf16 < stop_utf16
    )
    text = content.text[offsets.index(stretch.start_utf16) : offsets.index(stop_utf16)]
    return Content(text=text, entities=inside)


def _moved(entity: Entity, by_utf16: int) -> Entity:
    return entity.model_copy(update={"offset_utf16": entity.offset_utf16 + by_utf16})
