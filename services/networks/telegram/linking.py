"""Proving that the bot, and a person, may post in a chat.

Source: https://core.telegram.org/bots/api#getchat, #getchatmember
"""

import re

from aiogram import Bot
from aiogram.types import (
    ChatMemberAdministrator,
    ChatMemberMember,
    ChatMemberOwner,
    ResultChatMemberUnion,
)

from services.errors import AccessDenied
from services.networks.base import Identity
from services.networks.telegram.ledger import Ledger

_NUMBER = re.compile(r"-?[0-9]+")
_PLACES = {"channel", "supergroup", "group"}
_KINDS = ("photo", "video", "document")


async def identify(bot: Bot, target: str, ledger: Ledger | None) -> Identity:
    """The chat that the bot may post in.

    Args:
        bot: The bot.
        target: The chat's number, or its name with or without `@`.
        ledger: Through which posts are found again, if there is one.

    Raises:
        NetworkError: `AccessDenied` names what is missing.
    """
    chat = await bot.get_chat(_chat_id(target))
    if chat.type not in _PLACES:
        raise AccessDenied("Telegram", advice="telegram-not-a-channel")
    member = await bot.get_chat_member(chat.id, bot.id)
    rights = _rights(member, is_channel=chat.type == "channel")
    if not rights["post"]:
        raise AccessDenied("Telegram", advice=_missing(member))
    url = f"https://t.me/{chat.username}" if chat.username else None
    look = not chat.has_protected_content and await _may_look(ledger, chat.id)
    return Identity(str(chat.id), chat.title or str(chat.id), url, {**rights, "look": look})


async def _may_look(ledger: Ledger | None, chat_id: int) -> bool:
    return ledger is not None and await ledger.tells_nothing_from_something(chat_id)


def _chat_id(target: str) -> int | str:
    return int(target) if _NUMBER.fullmatch(target) else f"@{target.removeprefix('@')}"


def _rights(member: ResultChatMemberUnion, *, is_channel: bool) -> dict[str, bool]:
    """What the bot may do; deleting its own posts of the last two days goes with posting."""
    match member:
        case ChatMemberOwner():
            post = edit = True
        case ChatMemberAdministrator():
            post = bool(member.can_post_messages) or not is_channel
            edit = bool(member.can_edit_messages) or not is_channel
        case _:
            post = edit = False
    return {"post": post, **dict.fromkeys(_KINDS, post), "edit": edit, "delete": post}


def _missing(member: ResultChatMemberUnion) -> str:
    match member:
        case ChatMemberAdministrator() | ChatMemberMember():
            return "telegram-no-right-to-post"
        case _:
            return "telegram-not-member"
