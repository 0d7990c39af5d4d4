"""What Telegram tells about the chats that people linked: rights lost and given, new posts."""

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.types import (
    ChatMemberAdministrator,
    ChatMemberOwner,
    ChatMemberUpdated,
    Message,
)

from bot.filters import Q
from db.lanes import hear_of
from services.accounts import lose_target, regain_target
from services.deps import Deps
from services.errors import AccessDenied

_NETWORK = "telegram"
_ADVICE = {
    ChatMemberStatus.LEFT: "telegram-not-member",
    ChatMemberStatus.KICKED: "telegram-kicked",
}
_PUBLIC = Q(F.chat.type != ChatType.PRIVATE)


async def rights_changed(event: ChatMemberUpdated, deps: Deps) -> None:
    """Pause at once what can no longer be published to, and resume what can be again."""
    target = str(event.chat.id)
    if _may_post(event):
        await regain_target(deps, _NETWORK, target)
    else:
        advice = _ADVICE.get(event.new_chat_member.status, "telegram-no-right-to-post")
        lost = AccessDenied("Telegram", advice=advice)
        await lose_target(deps, _NETWORK, target, lost)


async def heard(post: Message, deps: Deps) -> None:
    """Remember how far a linked channel has come, which is where looking for a lost post begins."""
    async with deps.db.begin() as session:
        await hear_of(session, _NETWORK, str(post.chat.id), post.message_id)


async def in_a_group(message: Message, deps: Deps) -> None:
    """People talk in a group: the bot does not, it only remembers how far they have come."""
    await heard(message, deps)


def _may_post(event: ChatMemberUpdated) -> bool:
    member = event.new_chat_member
    if isinstance(member, ChatMemberOwner):
        return True
    if not isinstance(member, ChatMemberAdministrator):
        return False
    return bool(member.can_post_messages) or event.chat.type != ChatType.CHANNEL


def router() -> Router:
    """The handlers of this conversation."""
    made = Router(name="chats")
    made.my_chat_member.register(rights_changed, _PUBLIC)
    made.channel_post.register(heard)
    made.edited_channel_post.register(heard)
    made.message.register(in_a_group, _PUBLIC)
    return made
