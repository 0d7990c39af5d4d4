"""What the methods of the pretend Bot API share."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

from services.sandbox.forms import FilePart
from services.sandbox.media import StoredFile
from services.sandbox.telegram import markup
from services.sandbox.telegram.access import writable
from services.sandbox.telegram.entities import (
    CAPTION_LIMIT_UTF16,
    TEXT_LIMIT_UTF16,
    formatted,
    length_utf16,
)
from services.sandbox.telegram.files import Description
from services.sandbox.telegram.model import Json, Place
from services.sandbox.telegram.parameters import (
    Arguments,
    Parameter,
    flags,
    integers,
    needed,
    objects,
    strings,
)
from services.sandbox.telegram.posting import Maker, put
from services.sandbox.telegram.refusal import bad_request
from services.sandbox.telegram.store import Telegram

_ATTACHED: Final = "attach://"
_REPLY_FIELDS: Final = frozenset(
    {
        "message_id",
        "chat_id",
        "allow_sending_without_reply",
        "quote",
        "quote_entities",
        "quote_position",
    }
)
_PREVIEW_FIELDS: Final = frozenset(
    {"is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"}
)

CHAT: Final = needed("chat_id", "chat", "chat_id is empty")
SENDING: Final = (
    *CHAT,
    *integers("message_thread_id"),
    *flags("disable_notification", "protect_content"),
    *objects("reply_parameters"),
)
MARKUP: Final = objects("reply_markup")
CAPTION: Final = (
    *strings("caption", "parse_mode"),
    *objects("caption_entities"),
)
ABOVE: Final = flags("show_caption_above_media")


@dataclass(frozen=True)
class Query:
    """One request: checked arguments, the world, and who is to be written down as its maker."""

    telegram: Telegram
    args: Arguments
    maker: Maker
    _used: set[str] = field(default_factory=set)

    def spend(self, chat_id: int, messages: int = 1) -> None:
        """Keep the pace of a chat, or refuse."""
        self.telegram.rates.spend(
            chat_id,
            self.telegram.now,
            messages=messages,
            whole_bot=self.telegram.world.settings["telegram_flood"] == "bot",
        )

    async def file(self, kind: str, reference: str | None, about: Description) -> StoredFile:
        """The file that a parameter means: posted in its own field, attached, or known by id."""
        name = kind if reference is None else reference.removeprefix(_ATTACHED)
        if reference is not None and not reference.startswith(_ATTACHED):
            return self.telegram.files.known(kind, reference)
        part = self.args.files.get(name)
        if part is None:
            raise bad_request("media not found" if reference else f"there is no {kind}")
        self._used.add(name)
        return await self.telegram.files.take_in(kind, part.blob, _named(about, part))

    def refuse_unused_files(self) -> None:
        """Refuse files that no parameter means: the caller has lost track of them."""
        if unused := sorted(self.args.files.keys() - self._used):
            raise bad_request(f"sandbox: nothing refers to the file {unused[0]!r}")


@dataclass(frozen=True)
class Method:
    """One method: its parameters, what it does, and whether it changes anything."""

    name: str
    table: tuple[Parameter, ...]
    run: Callable[[Query], Awaitable[Any]]
    changes: bool = True


def text_of(args: Arguments) -> Json:
    """The text and entities of a message.

    Raises:
        BotApiError: Empty, too long, or wrong entities.
    """
    text, entities = formatted(args["text"], _entities(args, "entities"))
    if not text:
        raise bad_request("text must be non-empty")
    if length_utf16(text) > TEXT_LIMIT_UTF16:
        raise bad_request("message is too long")
    content: Json = {"text": text} | ({"entities": entities} if entities else {})
    preview = args.get("link_preview_options")
    if preview is not None:
        _refuse_unknown(preview, _PREVIEW_FIELDS, "LinkPreviewOptions")
        content["link_preview_options"] = preview
    return content


def caption_of(args: Arguments) -> Json:
    """The caption of a medium; empty where there is none.

    Raises:
        BotApiError: Too long, or wrong entities.
    """
    caption, entities = formatted(args.get("caption", ""), _entities(args, "caption_entities"))
    if length_utf16(caption) > CAPTION_LIMIT_UTF16:
        raise bad_request("message caption is too long")
    content: Json = {"caption": caption} if caption else {}
    content |= {"caption_entities": entities} if entities else {}
    above = args.get("show_caption_above_media")
    return content | ({"show_caption_above_media": True} if above else {})


async def send(query: Query, place: Place, content: Json) -> Json:
    """Send one message with everything that the sending methods share."""
    inline, keyboard = markup.of_message(query.args.get("reply_markup"), place.type)
    content = content | wrapping(query, place)
    if inline:
        content["reply_markup"] = inline
    query.refuse_unused_files()
    query.spend(place.id)
    return put(query.telegram, place, content, maker(query), keyboard).message


def target(query: Query) -> Place:
    """The chat to which a sending method may send."""
    place = writable(query.telegram, query.args["chat_id"])
    if query.args.has("message_thread_id"):
        raise bad_request("message thread not found")
    return place


def maker(query: Query) -> Maker:
    """Who made the message, and whether it makes a sound."""
    known = query.maker
    silent = query.args.get("disable_notification", False)
    return Maker(None, known.request_id, known.attempt, silent=silent)


def wrapping(query: Query, place: Place) -> Json:
    """The reply and the protection around a message's content."""
    extra: Json = {"has_protected_content": True} if query.args.get("protect_content") else {}
    reply = query.args.get("reply_parameters")
    return extra | (_reply(query, place, reply) if reply is not None else {})


def _reply(query: Query, place: Place, reply: Json) -> Json:
    _refuse_unknown(reply, _REPLY_FIELDS, "ReplyParameters")
    chat_id = reply.get("chat_id", place.id)
    stored = query.telegram.find(int(chat_id), int(reply.get("message_id", 0)))
    if stored is None:
        if reply.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    shown = {name: value for name, value in stored.message.items() if name != "reply_to_message"}
    return {"reply_to_message": shown}


def _named(about: Description, part: FilePart) -> Description:
    return Description(
        file_name=part.file_name,
        mime_type=part.mime_type,
        width=about.width,
        height=about.height,
        duration_s=about.duration_s,
        extra=about.extra,
    )


def _entities(args: Arguments, name: str) -> list[Any]:
    given = args.get(name, [])
    if not isinstance(given, list):
        raise bad_request(f"can't parse {name}: expected an Array of MessageEntity")
    # "Custom emoji entities can only be used by bots that purchased additional usernames"
    return [one for one in given if not isinstance(one, dict) or one.get("type") != "custom_emoji"]


def _refuse_unknown(given: Json, known: frozenset[str], what: str) -> None:
    if unknown := sorted(given.keys() - known):
        raise bad_request(f"sandbox: unknown field {unknown[0]!r} in {what}")
