"""Who the bot is to a chat, and what it may do there.

Source: https://core.telegram.org/bots/api#chatmember (rights); the texts are the
Bot API server's own.
"""

from services.sandbox.telegram.model import BOT_ID, MEMBERS, Chat, Person, Place, Stored
from services.sandbox.telegram.refusal import BotApiError, bad_request, forbidden
from services.sandbox.telegram.store import Telegram

_DELETE_WINDOW_S = 48 * 3600


def readable(telegram: Telegram, chat_id: int | str) -> Place:
    """A chat that the bot may look at.

    Raises:
        BotApiError: There is none for this bot, or it was thrown out.
    """
    place = _known(telegram, chat_id)
    if isinstance(place, Person):
        return place
    member = place.member(BOT_ID)
    if member.status == "kicked":
        raise forbidden(f"bot was kicked from the {place.type} chat")
    if member.status == "left" and not place.username:
        raise forbidden(f"bot is not a member of the {place.type} chat")
    return place


def joined(telegram: Telegram, chat_id: int | str) -> Place:
    """A chat in which the bot is.

    Raises:
        BotApiError: It is not.
    """
    place = readable(telegram, chat_id)
    if isinstance(place, Chat) and place.member(BOT_ID).status not in MEMBERS:
        raise forbidden(f"bot is not a member of the {place.type} chat")
    return place


def writable(telegram: Telegram, chat_id: int | str) -> Place:
    """A chat to which the bot may send.

    Raises:
        BotApiError: It may not; the text says why.
    """
    place = joined(telegram, chat_id)
    if isinstance(place, Person):
        return _talking(place)
    if place.migrated_to is not None:
        raise BotApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=place.migrated_to,
        )
    member = place.member(BOT_ID)
    if place.is_channel and not member.may("can_post_messages"):
        raise bad_request("need administrator rights in the channel chat")
    if member.rights.get("can_send_messages") is False:
        raise bad_request("not enough rights to send text messages to the chat")
    return place


def refuse_edit(telegram: Telegram, place: Place, stored: Stored) -> None:
    """Refuse an edit that the bot may not make."""
    if isinstance(place, Person):
        _talking(place)
        allowed = stored.by_bot
    else:
        joined(telegram, place.id)
        allowed = stored.by_bot or (
            place.is_channel and place.member(BOT_ID).may("can_edit_messages")
        )
    if not allowed or stored.message.get("forward_origin"):
        raise bad_request("message can't be edited")


def may_delete(telegram: Telegram, place: Place, stored: Stored) -> bool:
    """Whether the bot may delete a message.

    Source: https://core.telegram.org/bots/api#deletemessage
    """
    young: bool = telegram.now - stored.message["date"] < _DELETE_WINDOW_S
    if isinstance(place, Person):
        return young
    member = place.member(BOT_ID)
    if member.may("can_delete_messages"):
        return True
    enough = member.may("can_post_messages") if place.is_channel else True
    return young and stored.by_bot and enough


def _known(telegram: Telegram, chat_id: int | str) -> Place:
    if isinstance(chat_id, str):
        name = chat_id.removeprefix("@").lower()
        for chat in telegram.chats.values():
            if (chat.username or "").lower() == name:
                chat.seen = True
                return chat
        raise bad_request("chat not found")
    place = telegram.place(chat_id)
    if place is None or (isinstance(place, Chat) and not place.seen):
        raise bad_request("chat not found")
    return place


def _talking(person: Person) -> Person:
    if person.blocked:
        raise forbidden("bot was blocked by the user")
    if not person.started:
        raise forbidden("bot can't initiate conversation with a user")
    return person
