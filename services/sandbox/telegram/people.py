"""What people do with their Telegram client: write, forward, press, share, rule their channels."""

from typing import Any, Final

from services.sandbox.control import ControlError
from services.sandbox.media import StoredFile
from services.sandbox.telegram.entities import formatted, length_utf16
from services.sandbox.telegram.files import Description
from services.sandbox.telegram.methods.album import album_id
from services.sandbox.telegram.model import BOT_ID, MEMBERS, Chat, Json, Person, Place, Stored
from services.sandbox.telegram.posting import Maker, content_of, origin_of, put
from services.sandbox.telegram.refusal import BotApiError
from services.sandbox.telegram.store import Telegram

# What a premium client lets its owner write.
_TEXT_LIMIT_UTF16: Final = 8192
_CAPTION_LIMIT_UTF16: Final = 4096
_ALBUM_LIMIT: Final = 10
_FORWARD_LIMIT: Final = 100
_LONGEST_GAP_S: Final = 60.0
_OTHER: Final = (
    "poll",
    "sticker",
    "location",
    "contact",
    "dice",
    "venue",
    "checklist",
    "paid_media",
    "rich_message",
)
_ALONE: Final = frozenset({"animation", "voice", "video_note"})


async def write(telegram: Telegram, person: Person, place: Place, body: Json) -> list[Stored]:
    """Send what a person wrote, chose or forwards, and let the bot know.

    Args:
        telegram: The pretend Telegram.
        person: Who writes.
        place: The private chat with the bot (the person themself), or a chat of theirs.
        body: `text` with `entities`, `media` with `caption`, `forward`, or another content object.

    Raises:
        ControlError: A client would not let them.
    """
    contents = await _contents(telegram, person, body)
    if isinstance(place, Person):
        _open_chat(telegram, place)
    sent = []
    # A test may say where a forward came from: somebody who hides their name, another chat.
    origin = {"forward_origin": body["forward_origin"]} if "forward_origin" in body else {}
    for number, content in enumerate(contents):
        if number and (gap_s := min(float(body.get("gap_s", 0)), _LONGEST_GAP_S)):
            await telegram.world.clock.sleep(gap_s)
        stored = put(telegram, place, content | origin, Maker(person=person))
        notify(telegram, place, stored.message)
        sent.append(stored)
    return sent


def notify(telegram: Telegram, place: Place, message: Json, *, edited: bool = False) -> None:
    """Queue the update of a person's message, if the bot may see it."""
    date = message.get("edit_date", message["date"])
    if isinstance(place, Chat) and place.is_channel:
        if place.member(BOT_ID).status != "administrator":
            return
        kind = "edited_channel_post" if edited else "channel_post"
    else:
        if isinstance(place, Chat) and place.member(BOT_ID).status not in MEMBERS:
            return
        kind = "edited_message" if edited else "message"
    telegram.updates.add(kind, message, lane=place.id, date=date)


def service(telegram: Telegram, person: Person, content: Json) -> Stored:
    """Put a service message of a person into the private chat, and let the bot know."""
    stored = put(telegram, person, content, Maker(person=person))
    notify(telegram, person, stored.message)
    return stored


def words(body: Json, text: str, entities: str, limit_utf16: int) -> Json:
    """A text with its entities, as a client would send it."""
    try:
        plain, found = formatted(str(body.get(text, "")), body.get(entities) or [])
    except BotApiError as error:
        raise ControlError(error.description) from None
    if length_utf16(plain) > limit_utf16:
        raise ControlError(f"{text} is longer than {limit_utf16} UTF-16 units")
    content: Json = {text: plain} if plain else {}
    return content | ({entities: found} if found else {})


def _open_chat(telegram: Telegram, person: Person) -> None:
    if not person.started or person.blocked:
        person.started, person.blocked = True, False
        telegram.world.events.publish("state")


async def _contents(telegram: Telegram, person: Person, body: Json) -> list[Json]:
    if "forward" in body:
        return _forwards(telegram, person, body["forward"])
    if body.get("media"):
        return await _media(telegram, body)
    for kind in _OTHER:
        if kind in body:
            return [{kind: body[kind]}]
    content = words(body, "text", "entities", _TEXT_LIMIT_UTF16)
    if not content:
        raise ControlError("there is nothing to send")
    return [content]


def _forwards(telegram: Telegram, person: Person, forward: Json) -> list[Json]:
    source = telegram.place(int(forward["chat_id"]))
    numbers = sorted({int(number) for number in forward["message_ids"]})
    if source is None or not _may_read(person, source):
        raise ControlError("this person cannot see that chat", 403)
    if not 1 <= len(numbers) <= _FORWARD_LIMIT:
        raise ControlError(f"a client forwards 1-{_FORWARD_LIMIT} messages at once")
    found = [telegram.find(source.id, number) for number in numbers]
    known = [stored for stored in found if stored]
    if len(known) < len(found):
        raise ControlError("one of the messages does not exist", 404)
    if any(_is_protected(telegram, source, stored) for stored in known):
        raise ControlError("the chat does not let its content out", 403)
    return _in_albums([_forwarded(telegram, source, stored) for stored in known], known)


def _forwarded(telegram: Telegram, source: Place, stored: Stored) -> Json:
    content = content_of(stored.message)
    if not content:
        raise ControlError("a service message cannot be forwarded")
    return content | {"forward_origin": origin_of(telegram, source, stored.message)}


def _in_albums(contents: list[Json], known: list[Stored]) -> list[Json]:
    albums: dict[str, str] = {}
    grouped = []
    for content, stored in zip(contents, known, strict=True):
        group = stored.message.get("media_group_id")
        extra = {"media_group_id": albums.setdefault(group, album_id())} if group else {}
        grouped.append(content | extra)
    return grouped


def _may_read(person: Person, source: Place) -> bool:
    if isinstance(source, Person):
        return source.id == person.id
    return bool(source.username) or source.member(person.id).status in MEMBERS


def _is_protected(telegram: Telegram, source: Place, stored: Stored) -> bool:
    return telegram.is_protected(source) or bool(stored.message.get("has_protected_content"))


async def _media(telegram: Telegram, body: Json) -> list[Json]:
    items = body["media"]
    if not 1 <= len(items) <= _ALBUM_LIMIT:
        raise ControlError(f"an album has 2-{_ALBUM_LIMIT} items")
    uploads = [_upload(telegram, item) for item in items]
    kinds = [item.get("kind") or upload.kind for item, upload in zip(items, uploads, strict=True)]
    _refuse_mixture(kinds)
    contents = [
        await _medium(telegram, kind, upload) for kind, upload in zip(kinds, uploads, strict=True)
    ]
    # Clients put the caption of an album on its first item; a test may want it elsewhere.
    bearer = int(body.get("caption_on", 0))
    contents[bearer] |= words(body, "caption", "caption_entities", _CAPTION_LIMIT_UTF16)
    contents[bearer] |= {
        name: True for name in ("show_caption_above_media", "has_media_spoiler") if body.get(name)
    }
    if len(contents) == 1:
        return contents
    shared = {"media_group_id": album_id()}
    return [content | shared for content in contents]


def _upload(telegram: Telegram, item: Any) -> StoredFile:
    stored = telegram.world.media.find(str(item["upload_id"]))
    if stored is None or stored.network != "upload":
        raise ControlError("there is no such upload", 404)
    return stored


def _refuse_mixture(kinds: list[str]) -> None:
    if len(kinds) == 1:
        return
    if alone := _ALONE & set(kinds):
        raise ControlError(f"{min(alone)} is never part of an album")
    if len(set(kinds)) > 1 and not set(kinds) <= {"photo", "video"}:
        raise ControlError("an album mixes only photos and videos")


async def _medium(telegram: Telegram, kind: str, upload: StoredFile) -> Json:
    about = Description(
        file_name=upload.file_name,
        mime_type=upload.mime_type,
        width=upload.width,
        height=upload.height,
        duration_s=upload.duration_s,
    )
    try:
        stored = await telegram.files.take_in(kind, telegram.world.media.blob(upload), about)
    except BotApiError as error:
        raise ControlError(error.description) from None
    except KeyError:
        raise ControlError(f"a person cannot send a {kind}") from None
    content: Json = {kind: telegram.files.shown(stored)}
    if kind == "animation":
        content["document"] = content["animation"]
    return content
