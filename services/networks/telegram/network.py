"""Telegram: posts to channels and groups, through the Bot API with aiogram.

Bot API 10.3. There is no key against double posting and no history to read: what is unclear is
looked for by forwarding (`finding`), or asked.

Source: https://core.telegram.org/bots/api
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, cast

from aiogram import Bot

from services.clock import Clock
from services.content import Content, Media
from services.errors import NetworkError, Rejected, Unconfirmed
from services.networks.base import (
    Accepted,
    Account,
    Finding,
    Found,
    Identity,
    Json,
    Limits,
    LinkMethod,
    Network,
    Notice,
    Option,
    Part,
    Prepared,
    Unclear,
    Work,
)
from services.networks.telegram.admitting import admit
from services.networks.telegram.bot import open_bot, telegram_rates
from services.networks.telegram.downloading import download
from services.networks.telegram.errors import is_gone
from services.networks.telegram.finding import Probe
from services.networks.telegram.ledger import Ledger
from services.networks.telegram.limits import LIMITS
from services.networks.telegram.linking import identify
from services.networks.telegram.newest import Walk
from services.networks.telegram.planning import check, plan
from services.networks.telegram.sending import Send, call_for
from services.networks.telegram.session import TelegramSession
from services.networks.telegram.settings import TelegramSettings
from services.networks.telegram.traces import Trace, evidence_of
from services.networks.telegram.uploading import Packing
from services.networks.window import SendWindow
from services.progress import Progress
from services.rates import Pace, Rate
from services.settings import Settings


class TelegramNetwork(Network):
    """Publishing to chats in which the bot is an administrator. No credentials but the bot's.

    Args:
        settings: Token, server, ledger chat.
        clock: From whose now Telegram's delays count.
        pace: Waits until a harmless call may leave.
        telegram: How long calls may take; read from the environment if not given.
    """

    key: ClassVar[str] = "telegram"
    title: ClassVar[str] = "Telegram"
    link_method: ClassVar[LinkMethod] = "chat"
    limits: ClassVar[Limits] = LIMITS
    options: ClassVar[tuple[Option, ...]] = (Option("sound", ("on", "off")),)

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        pace: Pace,
        telegram: TelegramSettings | None = None,
    ) -> None:
        telegram = telegram or TelegramSettings.load()
        self.bot: Bot = open_bot(settings, clock, pace, telegram)
        self._session = cast(TelegramSession, self.bot.session)
        ledger = settings.telegram_ledger_chat_id
        self._ledger = None if ledger is None else Ledger(self.bot, pace, ledger)
        self._local = settings.telegram_api_local
        self._packing = Packing(self._ledger, telegram.upload_timeout_s)

    async def whoami(self, target: str, credentials: Mapping[str, str]) -> Identity:
        """Prove that the bot may post in a chat, given by its number or `@name`."""
        del credentials
        return await identify(self.bot, target, self._ledger)

    async def admit(self, target: str, person_id: int) -> None:
        """Prove that a person is one of the chat's administrators who may post."""
        await admit(self.bot, int(target), person_id)

    async def newest(self, target: str, near: int) -> int | None:
        """Walk to the end of the chat, through the ledger chat."""
        if self._ledger is None:
            return None
        return await Walk(self._ledger, int(target)).to_the_end(near)

    def check(self, content: Content, account: Account) -> list[Notice]:
        """Say what Telegram would show differently, or refuse."""
        del account
        return check(content, local=self._local)

    def plan(self, content: Content, account: Account) -> list[Part]:
        """A message or an album each; long texts go on in the next message."""
        refused = [each for each in self.check(content, account) if each.level == "refuse"]
        if refused:
            raise Rejected("Telegram", advice=refused[0].text)
        return plan(content, silent=account.options.get("sound") == "off")

    def rates(self, account: Account, part: Part) -> list[Rate]:
        """Telegram's pace; the pictures of an album count one by one."""
        messages = max(1, len(part.plan["media"]))
        return telegram_rates(self.bot.id, account.target, messages=messages)

    async def prepare(self, part: Part, content: Content, account: Account, work: Work) -> Prepared:
        """Write down what the messages will look like; upload what Telegram does not keep."""
        parcels = await self._packing.parcels(part, content, work)
        chat_id = int(account.target)
        evidence = {
            "chat_id": chat_id,
            "last_known": int(work.last_known) if work.last_known else None,
            "messages": evidence_of(part.plan, parcels),
        }
        return Prepared(call_for(part.plan, parcels, chat_id), evidence)

    async def publish(self, prepared: Prepared, account: Account, window: SendWindow) -> Accepted:
        """Send the message or the album, once."""
        call: Send = prepared.payload
        answer = await self._session.send(self.bot, call, window)
        ids = _numbers(answer)
        if not ids:
            raise Unconfirmed("Telegram", "Telegram did not say which message it made")
        # A large video may be put off by the server: then it has no number yet.
        known = tuple(str(number) for number in ids if number)
        return Accepted(known, _address(account.target, _username(answer), known))

    async def find(self, evidence: Json, account: Account) -> Finding:
        """Look for the messages through the ledger chat, if there is one."""
        if self._ledger is None:
            return Unclear("there is no ledger chat to look through", final=True)
        if evidence["last_known"] is None:
            return Unclear("no message of this chat is known yet", final=True)
        traces = [Trace.read(stored) for stored in evidence["messages"]]
        chat_id, last_known = evidence["chat_id"], evidence["last_known"]
        finding = await Probe(self._ledger, chat_id, last_known, traces).find()
        if isinstance(finding, Found):
            username = await self._username(chat_id)
            return replace(finding, url=_address(account.target, username, finding.ids))
        return finding

    async def delete(self, ids: tuple[str, ...], account: Account) -> None:
        """Delete each message; what is gone already is fine."""
        for number in ids:
            try:
                await self.bot.delete_message(int(account.target), int(number))
            except NetworkError as error:
                if not is_gone(error):
                    raise

    async def download(self, media: Media, to: Path, progress: Progress) -> None:
        """Fetch what people sent to the bot; up to 20 MB unless the server is one's own."""
        await download(self.bot, media, to, progress)

    async def close(self) -> None:
        """Close the bot's connections."""
        await self.bot.session.close()

    async def _username(self, chat_id: int) -> str | None:
        """The public name of a chat; a post that was found stays found without it."""
        try:
            return (await self.bot.get_chat(chat_id)).username
        except NetworkError:
            return None


def _numbers(answer: Any) -> list[int]:
    """The message numbers in an answer; none if it is not what we understand."""
    messages = answer if isinstance(answer, list) else [answer]
    numbers = [each.get("message_id") for each in messages if isinstance(each, dict)]
    whole = [number for number in numbers if isinstance(number, int)]
    return whole if len(whole) == len(messages) else []


def _username(answer: Any) -> str | None:
    first = answer[0] if isinstance(answer, list) else answer
    username = first.get("chat", {}).get("username")
    return username if isinstance(username, str) else None


def _address(target: str, username: str | None, ids: tuple[str, ...]) -> str | None:
    """Where people see the first message: for everyone, or for members of a closed chat."""
    if not ids:
        return None
    if username:
        return f"https://t.me/{username}/{ids[0]}"
    return f"https://t.me/c/{target.removeprefix('-100')}/{ids[0]}"
