"""From a revision to the messages that Telegram needs for it. Pure."""

from collections.abc import Iterator, Sequence

from services.content import Content, Media, utf16_len
from services.networks.base import Json, Notice, Part
from services.networks.telegram.limits import LIMITS
from services.text.telegram import Piece, split, trimmed

_ALBUMS = {"photo": "visual", "video": "visual", "document": "document", "audio": "audio"}
"""Which kinds may share an album: pictures with videos, each other kind with its own."""

_WITHOUT_CAPTION = {"video_note"}


def plan(content: Content) -> list[Part]:
    """One part per message or album; a text that is no caption follows the media."""
    groups = list(_groups(content.media))
    text = trimmed(content.text, content.entities)
    captioned = bool(groups) and _fits_caption(text, content.media[groups[0][0]])
    plans = [
        _album(content, group, text if captioned and place == 0 else Piece("", ()))
        for place, group in enumerate(groups)
    ]
    if not captioned:
        pieces = split(content.text, content.entities, LIMITS.text)
        plans += [{"media": [], **_text(piece)} for piece in pieces]
    return [Part(number, _kind(content, plan), plan) for number, plan in enumerate(plans, start=1)]


def check(content: Content) -> list[Notice]:
    """What Telegram shows differently from what was written."""
    parts = plan(content)
    if not parts:
        return [Notice("refuse", "telegram-empty")]
    texts = sum(not part.plan["media"] for part in parts)
    albums = len(parts) - texts
    notices = []
    if albums and texts:
        notices.append(Notice("change", "telegram-text-follows", {"messages": texts}))
    elif texts > 1:
        notices.append(Notice("change", "telegram-text-split", {"messages": texts}))
    if albums > 1:
        notices.append(Notice("change", "telegram-albums", {"messages": albums}))
    return notices


def _groups(media: Sequence[Media]) -> Iterator[list[int]]:
    """Neighbours that may share an album, ten at a time."""
    group: list[int] = []
    family = ""
    for place, medium in enumerate(media):
        mine = _ALBUMS.get(medium.kind, f"alone-{place}")
        if group and (mine != family or len(group) == LIMITS.album):
            yield group
            group = []
        family = mine
        group.append(place)
    if group:
        yield group


def _fits_caption(text: Piece, first: Media) -> bool:
    if not text.text:
        return True
    return first.kind not in _WITHOUT_CAPTION and utf16_len(text.text) <= LIMITS.caption


def _album(content: Content, group: list[int], caption: Piece) -> Json:
    above = content.caption_above and bool(caption.text)
    return {"media": group, "above": above, **_text(caption)}


def _text(piece: Piece) -> Json:
    entities = [entity.model_dump(exclude_none=True) for entity in piece.entities]
    return {"text": piece.text, "entities": entities}


def _kind(content: Content, plan: Json) -> str:
    media = plan["media"]
    if not media:
        return "text"
    return "album" if len(media) > 1 else content.media[media[0]].kind
