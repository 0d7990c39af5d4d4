"""sendMessage and the methods that send one medium.

Source: https://core.telegram.org/bots/api#sendmessage and the methods after it
"""

from typing import Final

from services.sandbox.telegram.access import joined
from services.sandbox.telegram.files import Description
from services.sandbox.telegram.methods.base import (
    ABOVE,
    CAPTION,
    CHAT,
    MARKUP,
    SENDING,
    Method,
    Query,
    caption_of,
    send,
    target,
    text_of,
)
from services.sandbox.telegram.model import Json
from services.sandbox.telegram.parameters import (
    Arguments,
    Parameter,
    flags,
    integers,
    needed,
    objects,
    strings,
)
from services.sandbox.telegram.refusal import bad_request

_ACTIONS: Final = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
_SIZES: Final = integers("duration", "width", "height")
# What each kind of medium has beside the shared parameters.
OWN: Final[dict[str, tuple[Parameter, ...]]] = {
    "photo": (*CAPTION, *ABOVE, *flags("has_spoiler")),
    "video": (*CAPTION, *ABOVE, *_SIZES, *flags("has_spoiler", "supports_streaming")),
    "animation": (*CAPTION, *ABOVE, *_SIZES, *flags("has_spoiler")),
    "document": (*CAPTION, *flags("disable_content_type_detection")),
    "audio": (*CAPTION, *integers("duration"), *strings("performer", "title")),
    "voice": (*CAPTION, *integers("duration")),
    "video_note": integers("duration", "length"),
}


async def medium(query: Query, kind: str, reference: str | None, args: Arguments) -> Json:
    """The content of a message with one medium: the file as `Message` shows it, and its caption."""
    words = caption_of(args)
    stored = await query.file(kind, reference, _description(args))
    content = {kind: query.telegram.files.shown(stored)} | words
    if kind == "animation":
        # "For backward compatibility, when this field is set, the document field will also be set"
        same = ("file_id", "file_unique_id", "file_name", "mime_type", "file_size")
        shown = content["animation"]
        content["document"] = {name: shown[name] for name in same if name in shown}
    if args.get("has_spoiler"):
        content["has_media_spoiler"] = True
    return content


def _description(args: Arguments) -> Description:
    named = {name: args[name] for name in ("performer", "title") if args.has(name)}
    return Description(
        width=args.get("width") or args.get("length"),
        height=args.get("height") or args.get("length"),
        duration_s=args.get("duration"),
        extra=named,
    )


async def _send_message(query: Query) -> Json:
    content = text_of(query.args)
    return await send(query, target(query), content)


def _sender(kind: str, name: str) -> Method:
    async def run(query: Query) -> Json:
        place = target(query)
        content = await medium(query, kind, query.args.get(kind), query.args)
        return await send(query, place, content)

    missing = f"there is no {kind.replace('_', ' ')} in the request"
    return Method(name, (*SENDING, *MARKUP, *needed(kind, "file", missing), *OWN[kind]), run)


async def _send_chat_action(query: Query) -> bool:
    place = joined(query.telegram, query.args["chat_id"])
    action = query.args["action"]
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    query.telegram.world.events.publish("action", chat_id=place.id, action=action)
    return True


_TEXT: Final = (
    *SENDING,
    *MARKUP,
    *needed("text", "string", "message text is empty"),
    *strings("parse_mode"),
    *objects("entities", "link_preview_options"),
)
_ACTION: Final = (
    *CHAT,
    *needed("action", "string", "wrong parameter action in request"),
    *integers("message_thread_id"),
)

METHODS: Final = (
    Method("sendMessage", _TEXT, _send_message),
    _sender("photo", "sendPhoto"),
    _sender("video", "sendVideo"),
    _sender("animation", "sendAnimation"),
    _sender("document", "sendDocument"),
    _sender("audio", "sendAudio"),
    _sender("voice", "sendVoice"),
    _sender("video_note", "sendVideoNote"),
    Method("sendChatAction", _ACTION, _send_chat_action, changes=False),
)
