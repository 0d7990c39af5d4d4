"""Telegram: posts to channels and groups, through the Bot API with aiogram.

Bot API 10.3. There is no key against double posting and no history to read: what is unclear is
looked for by forwarding (`finding`), or asked.

Source: https://core.telegram.org/bots/api
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import ClassVar

from aiogram import Bot
from aiogram.types import (
    ChatMemberAdministrator,
    ChatMemberOwner,
    Message,
)

from services.clock import Clock
from services.content import Content, Media
from services.errors import AccessDenied, NetworkError, Rejected
from services.networks.base import (
    Accepted,
    Account,
    Finding,
    Found,
    Identity,
    Json,
    Limits,
    Network,
    Notice,
    Part,
    Prepared,
    Unclear,
    Work,
)
from services.networks.telegram.bot import open_bot, telegram_rates
from services.networks.telegram.downloading import download
from services.networks.telegram.errors import GONE
from services.networks.telegram.finding import Probe, Trace
from services.networks.telegram.limits import LIMITS
from services.networks.telegram.planning import check, plan
from services.networks.telegram.sending import Send, call_for
from services.networks.telegram.session import irrevocable
from services.networks.window import SendWindow
from services.rates import Pace, Rate
from services.settings import Settings


class TelegramNetwork(Network):
    """Publishing to chats in which the bot is an administrator. No credentials but the bot's.

    Args:
        settings: Token, server, ledger chat.
        clock: From whose now Telegram's delays count.
        pace: Waits until a harmless call may leave.
    """

    key: ClassVar[str] = "telegram"
    title: ClassVar[str] = "Telegram"
    limits: ClassVar[Limits] = LIMITS

    def __init__(self, settings: Settings, clock: Clock, pace: Pace) -> None:
        self.bot: Bot = open_bot(settings, clock, pace)
        self._settings = settings

    async def whoami(self, target: str, credentials: Mapping[str, str]) -> Identity:
        """Prove that the bot may post in a chat."""
        del credentials
        chat = await self.bot.get_chat(int(target))
        member = await self.bot.get_chat_member(chat.id, self.bot.id)
        rights = _rights(member, is_channel=chat.type == "channel")
        if not rights["post"]:
            raise AccessDenied("Telegram", advice="telegram-no-right-to-post")
        url = f"https://t.me/{chat.username}" if chat.username else None
        return Identity(str(chat.id), chat.title or str(chat.id), url, rights)

    def check(self, content: Content, account: Account) -> list[Notice]:
        """Say what Telegram would show in more than one message."""
        del account
        return check(content)

    def plan(self, content: Content, account: Account) -> list[Part]:
        """A message or an album each; long texts go on in the next message."""
        del account
        parts = plan(content)
        if not parts:
            raise Rejected("Telegram", advice="telegram-empty")
        return parts

    def rates(self, account: Account, part: Part) -> list[Rate]:
        """Telegram's pace; the pictures of an album count one by one."""
        messages = max(1, len(part.plan["media"]))
        return telegram_rates(self.bot.id, account.target, messages=messages)

    async def prepare(self, part: Part, content: Content, account: Account, work: Work) -> Prepared:
        """Write down what the messages will look like; there is nothing to upload."""
        media = [content.media[place] for place in part.plan["media"]]
        messages = [
            {"text": part.plan["text"] if place == 0 else "", "unique_ref": _ref(media, place)}
            for place in range(max(1, len(media)))
        ]
        evidence = {
            "chat_id": int(account.target),
            "last_known": int(work.last_known) if work.last_known else None,
            "messages": messages,
        }
        return Prepared(call_for(part, content, int(account.target)), evidence)

    async def publish(self, prepared: Prepared, account: Account, window: SendWindow) -> Accepted:
        """Send the message or the album, once."""
        del account
        call: Send = prepared.payload
        with irrevocable(window, self.limits.call_timeout_s):
            sent: Message | list[Message] = await self.bot(call)
        messages = sent if isinstance(sent, list) else [sent]
        return Accepted(tuple(str(message.message_id) for message in messages), _url(messages[0]))

    async def find(self, evidence: Json, account: Account) -> Finding:
        """Look for the messages through the ledger chat, if there is one."""
        ledger = self._settings.telegram_ledger_chat_id
        if ledger is None:
            return Unclear("there is no ledger chat to look through", final=True)
        trace = Trace(evidence["chat_id"], evidence["last_known"], evidence["messages"])
        finding = await Probe(self.bot, ledger, trace).find()
        if isinstance(finding, Found):
            url = await self._address(int(account.target), finding.ids[0])
            return Found(finding.ids, url)
        return finding

    async def delete(self, ids: tuple[str, ...], account: Account) -> None:
        """Delete each message; what is gone already is fine."""
        for id_ in ids:
            try:
                await self.bot.delete_message(int(account.target), int(id_))
            except NetworkError as error:
                if not any(words in error.detail for words in GONE):
                    raise

    async def download(self, media: Media, to: Path, progress: Callable[[float], None]) -> None:
        """Fetch what people sent to the bot; up to 20 MB unless the server is one's own."""
        await download(self.bot, media, to, progress)

    async def close(self) -> None:
        """Close the bot's connections."""
        await self.bot.session.close()

    async def _address(self, chat_id: int, message_id: str) -> str:
        chat = await self.bot.get_chat(chat_id)
        return _address(chat.id, chat.username, message_id)


def _ref(media: list[Media], place: int) -> str | None:
    return media[place].unique_ref if place < len(media) else None


def _rights(member: object, *, is_channel: bool) -> dict[str, bool]:
    match member:
        case ChatMemberOwner():
            return {"post": True, "delete": True}
        case ChatMemberAdministrator(can_post_messages=post, can_delete_messages=delete):
            return {"post": bool(post) or not is_channel, "delete": bool(delete)}
        case _:
            return {"post": False, "delete": False}


def _url(message: Message) -> str:
    return _address(message.chat.id, message.chat.username, str(message.message_id))


def _address(chat_id: int, username: str | None, message_id: str) -> str:
    if username:
        return f"https://t.me/{username}/{message_id}"
    return f"https://t.me/c/{str(chat_id).removeprefix('-100')}/{message_id}"
