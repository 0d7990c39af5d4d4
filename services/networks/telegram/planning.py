"""From a revision to the messages that Telegram needs for it. Pure."""

from collections.abc import Iterator, Sequence

from services.content import Content, Media
from services.networks.base import Json, Notice, Part
from services.networks.telegram.limits import LIMITS, LOCAL_UPLOAD_BYTES
from services.text.telegram import Piece, shown, split

_ALBUMS = {"photo": "visual", "video": "visual", "document": "document", "audio": "audio"}
"""Which kinds may share an album: pictures with videos, each other kind with its own."""

_WITHOUT_CAPTION = {"video_note"}
_MEGABYTE = 1 << 20


def plan(content: Content, *, silent: bool = False) -> list[Part]:
    """One part per message or album; a text that is no caption follows the media.

    Whether subscribers hear of it stands in each plan, once it is not as usual.
    """
    groups = list(_groups(content.media))
    text = shown(content.text, content.entities)
    captioned = bool(groups) and _fits_caption(text, content.media[groups[0][0]])
    plans = [
        _album(content, group, text if captioned and place == 0 else Piece(""))
        for place, group in enumerate(groups)
    ]
    if not captioned:
        pieces = split(content.text, content.entities, LIMITS.text)
        plans += [{"media": [], **_text(piece)} for piece in pieces]
    quiet = {"silent": True} if silent else {}
    return [
        Part(number, _kind(content, plan), {**plan, **quiet})
        for number, plan in enumerate(plans, start=1)
    ]


def check(content: Content, *, local: bool) -> list[Notice]:
    """What Telegram shows differently from what was written, and what it refuses.

    Args:
        content: The revision.
        local: Whether the Bot API server is one's own, which takes larger files.
    """
    parts = plan(content)
    if not parts:
        return [Notice("refuse", "telegram-empty")]
    return [*_too_big(content.media, local=local), *_about_text(content), *_about_messages(parts)]


def _too_big(media: Sequence[Media], *, local: bool) -> list[Notice]:
    """What Telegram keeps already goes by its id; only what comes from elsewhere is uploaded."""
    limits = {_upload_limit(each, local=local) for each in media if _is_too_big(each, local=local)}
    return [
        Notice("refuse", "telegram-file-too-heavy", {"limit_mb": limit // _MEGABYTE})
        for limit in sorted(limits)
    ]


def _is_too_big(medium: Media, *, local: bool) -> bool:
    foreign = medium.origin != "telegram"
    return foreign and (medium.size_bytes or 0) > _upload_limit(medium, local=local)


def _upload_limit(medium: Media, *, local: bool) -> int:
    if medium.kind == "photo":
        return LIMITS.photo_bytes
    return LOCAL_UPLOAD_BYTES if local else LIMITS.document_bytes


def _about_text(content: Content) -> list[Notice]:
    kinds = {entity.kind for entity in content.entities}
    notices = []
    if "custom_emoji" in kinds:
        notices.append(Notice("change", "telegram-plain-emoji"))
    if "text_mention" in kinds:
        notices.append(Notice("change", "telegram-plain-mentions"))
    return notices


def _about_messages(parts: Sequence[Part]) -> list[Notice]:
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
    return first.kind not in _WITHOUT_CAPTION and text.length_utf16 <= LIMITS.caption


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
