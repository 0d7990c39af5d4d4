"""Whatever people write or forward becomes a draft with a card; edits go into it."""

from collections.abc import Sequence

from aiogram import Router
from aiogram.enums import ContentType
from aiogram.types import Message

from bot.handlers.saying import say
from bot.handlers.visitors import Visitor
from db.lanes import hear_of
from services.deps import Deps
from services.networks.telegram.incoming import Incoming, Origin, read_messages
from services.posts import Arrival, receive, revise

_NETWORK = "telegram"
_SERVICE = {
    ContentType.PINNED_MESSAGE,
    ContentType.MESSAGE_AUTO_DELETE_TIMER_CHANGED,
    ContentType.CHAT_BACKGROUND_SET,
    ContentType.WRITE_ACCESS_ALLOWED,
    ContentType.CONNECTED_WEBSITE,
    ContentType.USERS_SHARED,
}


async def arrived(
    message: Message, visitor: Visitor, deps: Deps, album: Sequence[Message] = ()
) -> None:
    """Make a draft of a message, or of all parts of an album.

    The card comes from the rows, so that nothing here is lost by a restart. What Telegram itself
    writes into a chat is nobody's post.
    """
    if message.content_type in _SERVICE:
        return
    messages = list(album) or [message]
    incoming = read_messages(messages)
    if incoming.unsupported:
        await say(message, visitor.say(incoming.unsupported))
        return
    await _hear(deps, incoming.origin)
    received = await receive(deps, _arrival(messages, incoming, visitor))
    if received == "too_late":
        await say(message, visitor.say("intake-too-late"))


async def edited(message: Message, visitor: Visitor, deps: Deps) -> None:
    """Take an edit into its draft; what is published stays, and the person is told."""
    incoming = read_messages([message])
    if incoming.unsupported:
        return
    revised = await revise(deps, _arrival([message], incoming, visitor))
    if revised == "published":
        await say(message, visitor.say("intake-published"))


async def _hear(deps: Deps, origin: Origin | None) -> None:
    """A post forwarded from a channel says how far that channel has come."""
    if origin is None or origin.chat_id is None or origin.message_id is None:
        return
    async with deps.db.begin() as session:
        await hear_of(session, _NETWORK, str(origin.chat_id), origin.message_id)


def _arrival(messages: Sequence[Message], incoming: Incoming, visitor: Visitor) -> Arrival:
    ordered = sorted(messages, key=lambda message: message.message_id)
    captions = (each.message_id for each in ordered if each.caption)
    return Arrival(
        space_id=visitor.space_id,
        person_id=visitor.person_id,
        chat_id=ordered[0].chat.id,
        message_ids=tuple(each.message_id for each in ordered),
        content=incoming.content,
        sent_at=max(each.date for each in ordered),
        album=ordered[0].media_group_id,
        caption_of=next(captions, None),
        forwarded=incoming.origin is not None,
        forwarded_from=_public_address(incoming.origin),
    )


def _public_address(origin: Origin | None) -> str | None:
    """The post that a forwarded one is a copy of, where Telegram names it."""
    if origin is None or origin.chat_id is None or origin.message_id is None:
        return None
    return f"telegram:{origin.chat_id}:{origin.message_id}"


def router() -> Router:
    """The handlers of this conversation."""
    made = Router(name="intake")
    made.message.register(arrived)
    made.edited_message.register(edited)
    return made
