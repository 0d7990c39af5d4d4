"""Members of chats: promotions, removals, and the button that gives the bot a channel.

Source: https://core.telegram.org/bots/api#keyboardbuttonrequestchat and #chatmemberupdated
"""

from typing import Any, Final

from services.sandbox.control import ControlError
from services.sandbox.telegram.markup import asked_rights
from services.sandbox.telegram.model import (
    BOT_ID,
    BOT_USER,
    Chat,
    Json,
    Member,
    Person,
    Stored,
    all_rights,
    chat_member,
    rights_of,
)
from services.sandbox.telegram.people import service
from services.sandbox.telegram.store import Telegram

_STATUSES: Final = frozenset({"creator", "administrator", "member", "left", "kicked"})


def set_member(
    telegram: Telegram, chat: Chat, user_id: int, member: Member, actor: Person | None = None
) -> None:
    """Change how somebody belongs to a chat; the bot hears of changes of its own status."""
    user = telegram.user(user_id)
    if user is None or member.status not in _STATUSES:
        raise ControlError("there is no such person or status")
    old = chat_member(chat, user)
    chat.members[user_id] = member
    new = chat_member(chat, user)
    if user_id == BOT_ID and old != new:
        chat.seen = True
        payload = {
            "chat": chat.as_chat(),
            "from": (actor or owner(telegram, chat)).as_user(),
            "date": int(telegram.now),
            "old_chat_member": old,
            "new_chat_member": new,
        }
        telegram.updates.add("my_chat_member", payload, lane=chat.id)
    telegram.world.touch()
    telegram.world.events.publish("state")


def granted(chat: Chat, status: str, rights: Any) -> Member:
    """The membership that a request describes; an administrator without rights gets them all."""
    if status != "administrator":
        limits = rights if isinstance(rights, dict) else {}
        return Member(status, {name: bool(value) for name, value in limits.items()})
    wanted = rights if isinstance(rights, dict) else all_rights(chat)
    known = {*rights_of(chat), "is_anonymous"}
    if unknown := sorted(wanted.keys() - known):
        raise ControlError(f"no right in a {chat.type} is called {unknown[0]!r}")
    return Member(status, {"can_manage_chat": True} | {n: bool(v) for n, v in wanted.items()})


def owner(telegram: Telegram, chat: Chat) -> Person:
    """The person who owns a chat."""
    for user_id, member in chat.members.items():
        if member.status == "creator":
            return telegram.people[user_id]
    raise ControlError("the chat has no owner")


def block(telegram: Telegram, person: Person, *, blocked: bool) -> None:
    """Let a person stop the bot, or let it in again."""
    if person.blocked == blocked:
        return
    person.blocked = blocked
    before, after = ("member", "kicked") if blocked else ("kicked", "member")
    payload = {
        "chat": person.as_chat(),
        "from": person.as_user(),
        "date": int(telegram.now),
        "old_chat_member": _in_private(before),
        "new_chat_member": _in_private(after),
    }
    telegram.updates.add("my_chat_member", payload, lane=person.id)
    telegram.world.touch()
    telegram.world.events.publish("state")


def share(
    telegram: Telegram, person: Person, chat: Chat, request_id: int, *, grant_bot: bool
) -> Stored:
    """Answer a `request_chat` button of the keyboard in force.

    Raises:
        ControlError: There is no such button, or the chat or the person does not fit it.
    """
    request = _request(telegram, person, request_id)
    _refuse_unfit(chat, person, request)
    wanted = asked_rights(request, "bot_administrator_rights")
    if grant_bot and wanted:
        if not chat.member(person.id).may("can_promote_members"):
            raise ControlError("this person may not add administrators to that chat")
        old = chat.member(BOT_ID)
        kept = old.rights if old.status == "administrator" else {}
        rights = {"can_manage_chat": True} | kept | dict.fromkeys(wanted, True)
        set_member(telegram, chat, BOT_ID, Member("administrator", rights), person)
    chat.seen = True
    shared: Json = {"request_id": request_id, "chat_id": chat.id}
    if request.get("request_title"):
        shared["title"] = chat.title
    if request.get("request_username") and chat.username:
        shared["username"] = chat.username
    return service(telegram, person, {"chat_shared": shared})


def _in_private(status: str) -> Json:
    until = {"until_date": 0} if status == "kicked" else {}
    return {"status": status, "user": BOT_USER} | until


def _request(telegram: Telegram, person: Person, request_id: int) -> Json:
    for stored in reversed(telegram.chat_messages(person.id).values()):
        keyboard = stored.keyboard or {}
        if not keyboard:
            continue
        for row in keyboard.get("keyboard", []):
            for button in row:
                request: Json = button.get("request_chat", {}) if isinstance(button, dict) else {}
                if request.get("request_id") == request_id:
                    return request
        break
    raise ControlError("the keyboard in force has no such request_chat button")


def _refuse_unfit(chat: Chat, person: Person, request: Json) -> None:
    member = chat.member(person.id)
    if member.status not in {"creator", "administrator"}:
        raise ControlError("this person rules no such chat")
    if request["chat_is_channel"] != chat.is_channel:
        raise ControlError("the button asks for another kind of chat")
    if request.get("chat_is_created") and member.status != "creator":
        raise ControlError("the button asks for a chat that the person owns")
    has_name = request.get("chat_has_username")
    if has_name is not None and has_name != bool(chat.username):
        raise ControlError("the button asks for a chat with or without a public name")
    if request.get("bot_is_member") and chat.member(BOT_ID).status in {"left", "kicked"}:
        raise ControlError("the button asks for a chat where the bot already is")
    if missing := [
        right
        for right in sorted(asked_rights(request, "user_administrator_rights"))
        if right != "is_anonymous" and not member.may(right)
    ]:
        raise ControlError(f"the person lacks {missing[0]}")
