"""The editMessage methods. Source: https://core.telegram.org/bots/api#updating-messages"""

from typing import Final

from services.sandbox.telegram import markup
from services.sandbox.telegram.access import readable, refuse_edit
from services.sandbox.telegram.methods.album import item_arguments
from services.sandbox.telegram.methods.base import (
    ABOVE,
    CAPTION,
    CHAT,
    MARKUP,
    Method,
    Query,
    caption_of,
    text_of,
)
from services.sandbox.telegram.methods.send import medium
from services.sandbox.telegram.model import Json, Place, Stored
from services.sandbox.telegram.parameters import needed, objects, strings
from services.sandbox.telegram.posting import MEDIA, change, content_of, redraw
from services.sandbox.telegram.refusal import bad_request

_NOT_MODIFIED: Final = (
    "message is not modified: specified new message content and reply markup are exactly"
    " the same as a current content and reply markup of the message"
)
_VISUAL: Final = frozenset({"photo", "video"})
_WHICH: Final = (
    *CHAT,
    *needed("message_id", "integer", "message identifier is not specified"),
    *MARKUP,
)


async def _edit_text(query: Query) -> Json:
    place, stored = _editable(query)
    if "text" not in stored.message:
        raise bad_request("there is no text in the message to edit")
    return _apply(query, place, stored, text_of(query.args))


async def _edit_caption(query: Query) -> Json:
    place, stored = _editable(query)
    if not _medium_kind(stored):
        raise bad_request("there is no caption in the message to edit")
    kept = {
        name: value for name, value in content_of(stored.message).items() if "caption" not in name
    }
    return _apply(query, place, stored, kept | caption_of(query.args))


async def _edit_media(query: Query) -> Json:
    place, stored = _editable(query)
    kind, args = item_arguments(query.args["media"], query)
    old_kind = _medium_kind(stored)
    if "media_group_id" in stored.message and not _fits_album(old_kind, kind):
        raise bad_request("can't change media type in the album")
    content = await medium(query, kind, args["media"], args)
    query.refuse_unused_files()
    return _apply(query, place, stored, content)


async def _edit_markup(query: Query) -> Json:
    place, stored = _editable(query)
    return _apply(query, place, stored, content_of(stored.message))


def _editable(query: Query) -> tuple[Place, Stored]:
    place = readable(query.telegram, query.args["chat_id"])
    stored = query.telegram.find(place.id, query.args["message_id"])
    if stored is None:
        raise bad_request("message to edit not found")
    refuse_edit(query.telegram, place, stored)
    return place, stored


def _medium_kind(stored: Stored) -> str | None:
    return next((kind for kind in MEDIA if kind in stored.message), None)


def _fits_album(old_kind: str | None, kind: str) -> bool:
    return kind == old_kind or {kind, old_kind} <= _VISUAL


def _apply(query: Query, place: Place, stored: Stored, content: Json) -> Json:
    inline = markup.inline_only(query.args.get("reply_markup"))
    if inline and "media_group_id" in stored.message:
        raise bad_request("message can't be edited")
    same_content = content == content_of(stored.message)
    if same_content and inline == stored.message.get("reply_markup"):
        raise bad_request(_NOT_MODIFIED)
    query.spend(place.id)
    kept = {name: value for name, value in stored.message.items() if name != "reply_markup"}
    stored.message = kept | ({"reply_markup": inline} if inline else {})
    if same_content:
        return redraw(query.telegram, place, stored)
    return change(query.telegram, place, stored, content)


_TEXT: Final = (
    *_WHICH,
    *needed("text", "string", "message text is empty"),
    *strings("parse_mode"),
    *objects("entities", "link_preview_options"),
)

METHODS: Final = (
    Method("editMessageText", _TEXT, _edit_text),
    Method("editMessageCaption", (*_WHICH, *CAPTION, *ABOVE), _edit_caption),
    Method("editMessageMedia", (*_WHICH, *needed("media", "json")), _edit_media),
    Method("editMessageReplyMarkup", _WHICH, _edit_markup),
)
