"""Recognising our own messages by what they show. Pure.

Source: https://core.telegram.org/bots/api#message
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from aiogram.types import Message

from services.content import ENTITIES, Entity
from services.networks.base import Json
from services.networks.telegram.incoming import entity_of, medium_of
from services.networks.telegram.sending import Parcel
from services.text.telegram import shown

Likeness = Literal["same", "alike", "other"]
"""Surely ours; maybe ours, changed by Telegram or by a person; surely not."""

Format = tuple[str, str, str, int]
"""One formatted character: kind, address, language, and where it stands in UTF-16 units."""

_WORD = re.compile(r"\w+")
_SCHEME = re.compile(r"^https?://", re.IGNORECASE)
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Trace:
    """What one message of an attempt shows; `unique_ref` None where only Telegram would know."""

    text: str
    formats: frozenset[Format]
    kind: str
    unique_ref: str | None

    @classmethod
    def read(cls, stored: Json) -> "Trace":
        """Read what `evidence_of` stored."""
        entities = ENTITIES.validate_python(stored["entities"])
        formats = frozenset(_formats(stored["text"], entities))
        return cls(stored["text"], formats, stored["kind"], stored["unique_ref"])

    def compare(self, copy: Message) -> Likeness:
        """How much a forwarded copy is like this message."""
        text = shown(copy.text or copy.caption or "")
        medium = medium_of(copy)
        kind = medium.kind if medium else "text"
        known = self.kind == "text" or self.unique_ref in unique_refs(copy)
        same_text = text.text == self.text
        if known and kind == self.kind and same_text and self.formats == copied_formats(copy):
            return "same"
        if self.unique_ref and known:
            return "alike"
        guessed = self.unique_ref is None and self.kind != "text" and kind == self.kind
        words_alike = bool(self.text) and _resemble(self.text, text.text)
        return "alike" if words_alike or (guessed and not self.text) else "other"


def evidence_of(plan: Json, parcels: Sequence[Parcel]) -> list[Json]:
    """What the messages of a part will be recognised by, as JSON."""
    written = {"text": plan["text"], "entities": plan["entities"]}
    if not parcels:
        return [{**written, "kind": "text", "unique_ref": None}]
    bare = {"text": "", "entities": []}
    return [
        {
            **(written if place == 0 else bare),
            "kind": parcel.kind,
            "unique_ref": parcel.unique_ref,
        }
        for place, parcel in enumerate(parcels)
    ]


def unique_refs(message: Message) -> set[str]:
    """The identities of the media that a message shows; all sizes of a photo."""
    medium = medium_of(message)
    sizes = {size.file_unique_id for size in message.photo or ()}
    return sizes | ({medium.unique_ref} if medium else set())


def copied_formats(copy: Message) -> frozenset[Format]:
    """The formats of a copy, by character: the server joins, splits and orders entities anew."""
    text = copy.text or copy.caption or ""
    entities = [entity_of(entity) for entity in copy.entities or copy.caption_entities or ()]
    piece = shown(text, entities)
    return frozenset(_formats(piece.text, piece.entities))


def runs(likeness: Mapping[int, Sequence[Likeness]], groups: Mapping[int, str | None]) -> list[int]:
    """Where the whole attempt begins, each time that it is there.

    Args:
        likeness: For each message number, how much it is like each message of the attempt.
        groups: The album that each message belongs to, as far as a copy tells.
    """
    starts: list[int] = []
    free_from = 0
    for number in sorted(likeness):
        numbers = range(number, number + len(likeness[number]))
        if number < free_from or not all(each in likeness for each in numbers):
            continue
        albums = {groups.get(each) for each in numbers} - {None}
        if len(albums) < 2 and all(
            likeness[each][place] == "same" for place, each in enumerate(numbers)
        ):
            starts.append(number)
            free_from = numbers.stop
    return starts


def _formats(text: str, entities: Iterable[Entity]) -> Iterable[Format]:
    blank = {place for place, unit in enumerate(_units(text)) if unit.isspace()}
    for entity in entities:
        address = _SCHEME.sub("", entity.url or "").rstrip("/").casefold()
        start, stop = entity.offset_utf16, entity.offset_utf16 + entity.length_utf16
        for place in range(start, stop):
            if place not in blank:
                yield entity.kind, address, entity.language or "", place


def _units(text: str) -> str:
    """The text with every character as long as its UTF-16 form."""
    return "".join("__" if ord(char) > 0xFFFF else char for char in text)


def _resemble(ours: str, theirs: str) -> bool:
    """Whether two texts share most of their words, as after a correction by hand."""
    mine, other = (set(_WORD.findall(text.casefold())) for text in (ours, theirs))
    if not mine or not other:
        return "".join(ours.split()) == "".join(theirs.split())
    return len(mine & other) / len(mine | other) >= _ALIKE
