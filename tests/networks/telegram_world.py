"""The pretend Telegram as tests use it: its control API, and the network under test."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from aiogram.types import Message
from pydantic import SecretStr

from services.clock import Clock, SharedClock, SystemClock
from services.content import Content, Media
from services.networks.base import Accepted, Account, Part, Prepared
from services.networks.telegram.incoming import read_messages
from services.networks.telegram.network import TelegramNetwork
from services.networks.telegram.settings import TelegramSettings
from services.networks.window import SendWindow
from services.rates import Rate
from services.settings import Settings
from tests.networks.vk_world import movie, picture
from tests.networks.works import Bench

TOKEN = "7000000001:SANDBOX-not-a-real-token-AAAAAAAAAAAA"
BOT = 7000000001
ALICE = 101
KITCHEN = -1001000000001
LEDGER = -1001000000009
RIGHTS = {"can_post_messages": True, "can_edit_messages": True, "can_delete_messages": True}

_FILES = {
    "photo": ("p.jpg", picture()),
    "video": ("v.mp4", movie()),
    "animation": ("a.mp4", movie(1001)),
    "document": ("d.txt", b"a plain file"),
    "audio": ("s.mp3", b"ID3\x04\x00\x00\x00\x00\x00\x00music"),
    "voice": ("v.ogg", b"OggS" + bytes(60)),
    "video_note": ("n.mp4", movie(1002)),
}


async def no_pace(rates: Sequence[Rate]) -> None:
    """Go at once."""
    del rates


def settings_for(url: str, **more: Any) -> Settings:
    """The product's settings for a Bot API server at that address."""
    usual: dict[str, Any] = {"telegram_ledger_chat_id": LEDGER, "sandbox": True, **more}
    return Settings(
        _env_file=None,
        telegram_token=SecretStr(TOKEN),
        telegram_api_url=url,
        database_url="postgresql://nobody@127.0.0.1/none",
        redis_url="redis://127.0.0.1:1/0",
        **usual,
    )


def network(
    url: str,
    clock: Clock | None = None,
    pace: Callable[[Sequence[Rate]], Awaitable[None]] = no_pace,
    *,
    waits: dict[str, Any] | None = None,
    **more: Any,
) -> TelegramNetwork:
    """Telegram as the product makes it, at that address, with little patience."""
    patience: dict[str, Any] = {
        "connect_timeout_s": 5.0,
        "call_timeout_s": 2.0,
        "ask_timeout_s": 3.0,
    }
    telegram = TelegramSettings(_env_file=None, **{**patience, **(waits or {})})
    return TelegramNetwork(settings_for(url, **more), clock or SystemClock(), pace, telegram)


def account(target: int = KITCHEN) -> Account:
    """A linked channel."""
    return Account(1, "telegram", str(target), "Alice's kitchen")


def medium(kind: Any, number: int = 1, **more: Any) -> Media:
    """A medium that Telegram keeps."""
    base = {"origin": "telegram", "ref": f"r{number}", "unique_ref": f"u{number}"}
    return Media(id=number, kind=kind, **{**base, **more})


@dataclass
class World:
    """One sandbox, one network that talks to it; the bot is an administrator of the kitchen."""

    url: str
    http: aiohttp.ClientSession
    clock: SharedClock
    telegram: TelegramNetwork

    async def control(self, method: str, path: str, body: Any = None) -> Any:
        """Call the control API."""
        async with self.http.request(method, f"/control/{path}", json=body) as answer:
            told = await answer.json()
            assert answer.status < 300, told
            return told

    async def fault(self, kind: str, method: str = "sendMessage", **more: Any) -> None:
        """Order a fault."""
        body = {"network": "telegram", "method": method, "kind": kind, **more}
        await self.control("POST", "faults", body)

    async def wall(self, target: int = KITCHEN) -> list[Any]:
        """What the public sees in a channel, of what the bot made."""
        entries = (await self.control("GET", f"walls/telegram/{target}"))["entries"]
        return [one for one in entries if one["request_id"] and one["state"] == "visible"]

    async def messages(self, chat_id: int) -> list[Any]:
        """The messages of a chat."""
        found: list[Any] = (await self.control("GET", f"chats/{chat_id}/messages"))["messages"]
        return found

    async def newest(self, chat_id: int = KITCHEN) -> str:
        """The number of the newest message in a chat."""
        return str((await self.messages(chat_id))[-1]["message_id"])

    async def calls(self, method: str) -> list[Any]:
        """The journal's entries for one method."""
        journal = (await self.control("GET", "journal"))["requests"]
        return [one for one in journal if one["method"] == method]

    async def upload(self, kind: str, name: str = "", data: bytes = b"") -> str:
        """Give the sandbox a file to act with."""
        usual_name, usual = _FILES[kind]
        form = aiohttp.FormData()
        form.add_field("kind", kind)
        form.add_field("file", data or usual, filename=name or usual_name)
        async with self.http.post("/control/uploads", data=form) as answer:
            told = await answer.json()
            assert answer.status < 300, told
            return str(told["upload_id"])

    async def written(self, **body: Any) -> Content:
        """What the bot reads when Alice sends it something."""
        sent = (await self.control("POST", f"people/{ALICE}/send", body))["messages"]
        incoming = read_messages([Message.model_validate(each) for each in sent])
        assert incoming.unsupported is None
        return incoming.content

    async def shown(self, *kinds: str, **body: Any) -> Content:
        """Media that Alice sends, one message or an album."""
        items = []
        for number, kind in enumerate(kinds):
            data = picture(number) if kind == "photo" else b""
            items.append({"upload_id": await self.upload(kind, data=data), "kind": kind})
        return await self.written(media=items, **body)

    async def prepared(
        self, content: Content, number: int = 1, bench: Bench | None = None, **how: Any
    ) -> Prepared:
        """Plan a post and make one of its parts ready."""
        part = self.telegram.plan(content, account())[number - 1]
        return await self.make_ready(part, content, bench, **how)

    async def make_ready(
        self, part: Part, content: Content, bench: Bench | None = None, **how: Any
    ) -> Prepared:
        """Make a part ready, knowing the newest message of the channel."""
        how = {"last_known": await self.newest(), **how}
        work = (bench or Bench()).work(**how)
        return await self.telegram.prepare(part, content, account(), work)

    async def send(self, prepared: Prepared, attempt: str = "a-1") -> Accepted:
        """Make the one call of an attempt, after a pause that keeps the pace."""
        self.clock.advance(10)
        return await self.telegram.publish(prepared, account(), SendWindow(attempt))

    async def publish(self, content: Content, bench: Bench | None = None) -> list[Accepted]:
        """Publish every part of a post."""
        accepted = []
        for part in self.telegram.plan(content, account()):
            accepted.append(await self.send(await self.make_ready(part, content, bench)))
            self.clock.advance(60)
        return accepted


@asynccontextmanager
async def open_world(sandbox_url: str, clock_file: Path, **more: Any) -> AsyncIterator[World]:
    """A fresh sandbox, and a network whose pauses move the clock."""
    clock = SharedClock(clock_file)

    async def pace(rates: Sequence[Rate]) -> None:
        clock.advance(3.1 * max((rate.cost for rate in rates), default=0))

    telegram = network(sandbox_url, clock, pace, **more)
    async with aiohttp.ClientSession(sandbox_url) as http:
        world = World(sandbox_url, http, clock, telegram)
        await world.control("POST", "reset")
        rights = {"user_id": BOT, "status": "administrator", "rights": RIGHTS}
        await world.control("POST", f"chats/{KITCHEN}/members", rights)
        yield world
    await telegram.close()
