"""getChat and the methods about members. Source: https://core.telegram.org/bots/api#getchat"""

from typing import Final

from services.sandbox.telegram.access import readable
from services.sandbox.telegram.methods.base import CHAT, Method, Query
from services.sandbox.telegram.model import BOT_ID, MEMBERS, Chat, Json, chat_member
from services.sandbox.telegram.parameters import flags, integers, needed
from services.sandbox.telegram.refusal import bad_request

_RULERS: Final = frozenset({"creator", "administrator"})
_GIFTS: Final = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


async def _get_chat(query: Query) -> Json:
    place = readable(query.telegram, query.args["chat_id"])
    full = place.as_chat() | {
        "accent_color_id": abs(place.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, True),
    }
    if place.username:
        full["active_usernames"] = [place.username]
    if query.telegram.is_protected(place):
        full["has_protected_content"] = True
    return full


async def _get_chat_member(query: Query) -> Json:
    place = readable(query.telegram, query.args["chat_id"])
    user = query.telegram.user(query.args["user_id"])
    if user is None:
        raise bad_request("user not found")
    if not isinstance(place, Chat):
        if user["id"] not in {place.id, BOT_ID}:
            raise bad_request("user not found")
        return {"status": "member", "user": user}
    if user["id"] != BOT_ID:
        _refuse_hidden_members(place)
    return chat_member(place, user)


async def _get_chat_administrators(query: Query) -> list[Json]:
    place = readable(query.telegram, query.args["chat_id"])
    if not isinstance(place, Chat):
        raise bad_request("there are no administrators in the private chat")
    _refuse_hidden_members(place)
    with_bots = query.args.get("return_bots", False)
    rulers = [
        query.telegram.user(user_id)
        for user_id, member in place.members.items()
        if member.status in _RULERS and (with_bots or user_id != BOT_ID)
    ]
    return [chat_member(place, user) for user in rulers if user]


async def _get_chat_member_count(query: Query) -> int:
    place = readable(query.telegram, query.args["chat_id"])
    if not isinstance(place, Chat):
        return 2
    return sum(member.status in MEMBERS for member in place.members.values())


async def _get_user_profile_photos(query: Query) -> Json:
    if query.telegram.user(query.args["user_id"]) is None:
        raise bad_request("user not found")
    return {"total_count": 0, "photos": []}


def _refuse_hidden_members(chat: Chat) -> None:
    if chat.is_channel and chat.member(BOT_ID).status not in _RULERS:
        raise bad_request("member list is inaccessible")


_USER: Final = needed("user_id", "integer", "invalid user_id specified")

METHODS: Final = (
    Method("getChat", CHAT, _get_chat, changes=False),
    Method("getChatMember", (*CHAT, *_USER), _get_chat_member, changes=False),
    Method(
        "getChatAdministrators",
        (*CHAT, *flags("return_bots")),
        _get_chat_administrators,
        changes=False,
    ),
    Method("getChatMemberCount", CHAT, _get_chat_member_count, changes=False),
    Method(
        "getUserProfilePhotos",
        (*_USER, *integers("offset", "limit")),
        _get_user_profile_photos,
        changes=False,
    ),
)
