"""Many messages through every network's function: none raises, none is too long."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from services.content import Entity, utf16_len
from services.text.fitting import ELLIPSIS, Unit, divide, length
from services.text.headlines import headline
from services.text.instagram import caption
from services.text.pinterest import pin_text
from services.text.telegram import Piece, shown, split
from services.text.vk import vk_text
from services.text.youtube import tags_length, video_text
from tests.text.messages import KINDS, PIECES, URLS, messages

MANY = 100_000
SOME = 5_000
SELDOM = 7
"""Dear checks that add little look at every seventh message."""

MORE = "https://t.me/kitchen/1024"
UNITS: tuple[Unit, ...] = ("characters", "utf16", "bytes")
NOT_STORED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
TAG = re.compile("#[\\w\U0001f300-\U0001faff]")
LATER_HALVES = {bytes([high]) for high in range(0xDC, 0xE0)}
TAG_WORD = regex.compile(r"[\p{L}\p{N}\p{Pc}](?:\w*[\p{L}\p{M}\p{N}\p{Pc}])?")
NAME = re.compile(r"(?<![A-Za-z0-9_])@[\w.]")

SCHEME = re.compile("https?://")
"""An address of which there is no more than that says nothing."""

Faults = Iterator[str]


@pytest.mark.parametrize("count", [SOME, pytest.param(MANY, marks=pytest.mark.chaos)])
def test_no_message_is_too_much_for_any_network(count: int) -> None:
    faults = [
        f"{fault}: {text!r} {entities!r}"
        for number, (text, entities) in enumerate(messages(count, seed=0))
        for shape in SHAPES
        for fault in shape(text, entities, number)
    ]
    assert faults[:3] == []


def on_vk(text: str, entities: Sequence[Entity], _: int) -> Faults:
    if NOT_STORED.search(vk_text(text, entities)):
        yield "VK cannot store this"


def on_pinterest(text: str, entities: Sequence[Entity], _: int) -> Faults:
    pin = pin_text(text, entities, more=MORE)
    if len(pin.title) > 100 or len(pin.description) > 800 or len(pin.link) > 2048:
        yield "too long for a pin"
    if pin.is_cut != pin.description.endswith(f"{ELLIPSIS} {MORE}"):
        yield "a pin's cut text does not say where the rest is"
    if "\n" in pin.title or (not pin.title and any(map(str.isalnum, SCHEME.sub("", text)))):
        yield "a pin without a title"
    if not (pin.link.isascii() and pin.link.startswith(("http://", "https://"))):
        yield "a pin leads to no site"
    if NOT_STORED.search(pin.title + pin.description):
        yield "Pinterest cannot store this"


def on_youtube(text: str, entities: Sequence[Entity], _: int) -> Faults:
    video = video_text(text, entities, fallback="Soup", more=MORE)
    if utf16_len(video.title) > 100 or length(video.description, "bytes") > 5000:
        yield "too long for a video"
    if not video.title or "\n" in video.title:
        yield "a video without a title"
    together = video.title + video.description
    if "<" in together or ">" in together or NOT_STORED.search(together):
        yield "YouTube takes no such characters"
    if tags_length(video.tags) > 500 or not all(map(TAG_WORD.fullmatch, video.tags)):
        yield "YouTube takes no such tags"


def on_instagram(text: str, entities: Sequence[Entity], number: int) -> Faults:
    names = "keep" if number % 2 else "address"
    fitted = caption(text, entities, names=names, more=MORE)  # type: ignore[arg-type]
    if utf16_len(fitted.text) > 2200 or fitted.is_cut != fitted.text.endswith(MORE):
        yield "too long for a caption"
    if len(TAG.findall(fitted.text)) > 30 or len(NAME.findall(fitted.text)) > 20 * (number % 2):
        yield "too many tags or names"
    if NOT_STORED.search(fitted.text + fitted.rest):
        yield "Instagram cannot store this"


def on_telegram(text: str, entities: Sequence[Entity], number: int) -> Faults:
    limit = 4096 if len(text) > 3000 else 30 + number % 100
    pieces = split(text, entities, limit)
    if any(piece.length_utf16 > limit for piece in pieces):
        yield "too long for a message"
    for piece in pieces:
        yield from _strays(piece)
    if number % SELDOM == 0:
        whole = shown(text, entities)
        yield from _strays(whole)
        yield from _splits(whole, pieces, limit)


def _splits(whole: Piece, pieces: Iterable[Piece], limit_utf16: int) -> Faults:
    characters = regex.findall(r"\X", whole.text)
    monstrous = max(map(len, characters), default=0) * 2 > limit_utf16
    borders, end = _borders(whole.text), 0
    for piece in () if monstrous else pieces:
        end = whole.text.find(piece.text, end) + len(piece.text)
        if end not in borders:
            yield f"cut to {piece.text!r}, which splits a character"


def _strays(piece: Piece) -> Faults:
    last = utf16_len(piece.text)
    for entity in piece.entities:
        start, end = entity.offset_utf16, entity.offset_utf16 + entity.length_utf16
        if not 0 <= start < end <= last:
            yield "an entity lies outside its message"
    if piece.entities and not piece.text.isascii():
        encoded = piece.text.encode("utf-16-le")
        for entity in piece.entities:
            if encoded[entity.offset_utf16 * 2 :][1:2] in LATER_HALVES:
                yield "an entity begins inside a character"


def cutting(text: str, _: Sequence[Entity], number: int) -> Faults:
    if number % SELDOM:
        return
    unit, limit = UNITS[number % 3], number % 47
    head, rest = divide(text, limit, unit)
    if length(head, unit) > limit:
        yield f"longer than {limit} {unit}"
    kept = head.removesuffix(ELLIPSIS) if rest else head
    if not text.startswith(kept) or len(kept) not in _borders(text[: len(kept) + 40]):
        yield f"cut to {head!r}, which splits a character"
    title, below = headline(text, limit, unit)
    if length(title, unit) > limit or below not in text:
        yield f"a title longer than {limit} {unit}"


def _borders(text: str) -> set[int]:
    """Where characters end; a blank that belongs to one may be trimmed from it."""
    characters = regex.findall(r"\X", text)
    ends = list(accumulate(map(len, characters), initial=0))
    trimmed = (
        end - len(character) + len(character.rstrip())
        for character, end in zip(characters, ends[1:], strict=True)
    )
    return {*ends, *trimmed}


SHAPES: Iterable[Callable[[str, Sequence[Entity], int], Faults]] = (
    on_vk,
    on_pinterest,
    on_youtube,
    on_instagram,
    on_telegram,
    cutting,
)


@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=40).map("".join),
    st.lists(
        st.builds(
            Entity,
            kind=st.sampled_from(KINDS),
            offset_utf16=st.integers(-9, 400),
            length_utf16=st.integers(-9, 400),
            url=st.sampled_from(URLS),
        ),
        max_size=5,
    ),
    st.integers(0, 200),
)
@settings(max_examples=300)
def test_no_message_that_can_be_made_smaller_is_too_much(
    text: str, entities: list[Entity], number: int
) -> None:
    assert [fault for shape in SHAPES for fault in shape(text, entities, number)] == []
