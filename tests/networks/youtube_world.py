"""The pretend YouTube as tests use it: its control API, the network under test, and films."""

import struct
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from pydantic import SecretStr

from services.clock import Clock, SharedClock
from services.content import Content, Media
from services.networks.base import Accepted, Account, Part, Prepared
from services.networks.window import SendWindow
from services.networks.youtube import YoutubeNetwork
from services.networks.youtube.settings import YoutubeSettings
from services.settings import Settings
from tests.environment import ROOT
from tests.networks.vk_raw import no_pace
from tests.networks.works import Bench
from tests.sandbox.bot import picture

SAMPLE = ROOT / "services/sandbox/page/static/media/sample.mp4"
KITCHEN = "UCalices0kitchen0pretend"
GARAGE = "UCbobs0000garage0pretend"
PIECE_BYTES = 256 << 10
EVERYTHING = {"video": True, "long": True, "look": True, "delete": True, "text": False}


@dataclass
class World:
    """One sandbox, one network that talks to it, and Alice's channel."""

    http: aiohttp.ClientSession
    youtube: YoutubeNetwork
    folder: Path
    url: str
    clock: SharedClock
    keys: dict[str, str]
    opened: list[YoutubeNetwork] = field(default_factory=list)

    def account(self, target: str = KITCHEN, **more: Any) -> Account:
        """Alice's channel, or another one."""
        return account(target, self.keys[target], **more)

    def another(self, **settings: Any) -> YoutubeNetwork:
        """Another process's YouTube; it is closed with the world."""
        self.opened.append(network(settings.pop("api_url", self.url), self.clock, **settings))
        return self.opened[-1]

    async def control(self, method: str, path: str, body: Any = None) -> Any:
        """Call the control API."""
        async with self.http.request(method, f"/control/{path}", json=body) as answer:
            told = await answer.json()
            assert answer.status < 300, told
            return told

    async def turn(self, **switches: Any) -> None:
        """Turn switches: `chunks="part"`."""
        wanted = {f"youtube_{name}": value for name, value in switches.items()}
        await self.control("POST", "settings", wanted)

    async def fault(self, kind: str, method: str = "videos.update", **more: Any) -> None:
        """Order a fault."""
        body = {"network": "youtube", "method": method, "kind": kind, **more}
        await self.control("POST", "faults", body)

    async def owned(self) -> list[dict[str, Any]]:
        """Every video that there is, as its owner sees it, oldest first."""
        videos: list[dict[str, Any]] = (await self.control("GET", "youtube/videos"))["videos"]
        return videos

    async def sessions(self) -> int:
        """How many upload sessions have been begun."""
        return int((await self.control("GET", "youtube/videos"))["sessions"])

    async def wall(self, target: str = KITCHEN) -> list[dict[str, Any]]:
        """What the public finds on a channel."""
        entries = (await self.control("GET", f"walls/youtube/{target}"))["entries"]
        return [one for one in entries if one["state"] == "visible"]

    async def calls(self, method: str) -> list[dict[str, Any]]:
        """The journal's entries for one method."""
        journal = (await self.control("GET", "journal"))["requests"]
        return [one for one in journal if one["method"] == method]

    def film(self, size_bytes: int = 0, number: int = 1) -> tuple[Media, Bench]:
        """A video of at least that size, and the bench where it lies."""
        path = self.folder / f"film{number}.mp4"
        path.write_bytes(movie(size_bytes, number))
        return medium("video", number), Bench({number: path}, folder=self.folder / "fitted")

    def photo(self, bench: Bench, number: int = 9) -> Media:
        """A picture on the same bench."""
        path = self.folder / f"photo{number}.jpg"
        path.write_bytes(picture(960, 720, "JPEG"))
        bench.files = {**bench.files, number: path}
        return medium("photo", number)

    async def prepared(
        self, content: Content, bench: Bench, *, number: int = 1, **how: Any
    ) -> tuple[Part, Prepared, Account]:
        """Plan a post and make one of its parts ready."""
        youtube = how.pop("youtube", self.youtube)
        linked = how.pop("account", None) or self.account()
        part = youtube.plan(content, linked)[number - 1]
        return part, await youtube.prepare(part, content, linked, bench.work(**how)), linked

    async def publish(
        self, content: Content, bench: Bench, *, attempt: str = "a-1", **how: Any
    ) -> tuple[Accepted, Prepared]:
        """Plan, prepare and publish one part."""
        _, prepared, linked = await self.prepared(content, bench, **how)
        return await self.youtube.publish(prepared, linked, SendWindow(attempt)), prepared


@asynccontextmanager
async def open_world(sandbox_url: str, clock_file: Path, folder: Path) -> AsyncIterator[World]:
    """A fresh sandbox and a network that talks to it."""
    url, clock = f"{sandbox_url}/youtube", SharedClock(clock_file)
    async with aiohttp.ClientSession(sandbox_url) as http:
        async with http.post("/control/reset") as answer:
            assert answer.status == 200
        async with http.get("/control/state") as answer:
            keys = (await answer.json())["keys"]
        mine = {
            one["target"]: one["secrets"][0]["value"] for one in keys if one["network"] == "youtube"
        }
        world = World(http, network(url, clock), folder, url, clock, mine)
        yield world
        for opened in [world.youtube, *world.opened]:
            await opened.close()


def settings(api_url: str, **more: Any) -> YoutubeSettings:
    """YouTube's settings with short waits and small chunks."""
    waits = {"connect_timeout_s": 5.0, "call_timeout_s": 5.0, "upload_silence_s": 5.0}
    small = {"chunk_bytes": PIECE_BYTES, "threads": 2}
    return YoutubeSettings(_env_file=None, **{"api_url": api_url, **waits, **small, **more})


def network(api_url: str, clock: Clock, **more: Any) -> YoutubeNetwork:
    """YouTube as the product makes it, at that address."""
    house = Settings(
        _env_file=None,
        telegram_token=SecretStr("7000000001:SANDBOX-not-a-real-token-AAAAAAAAAAAA"),
        database_url="postgresql://nobody@127.0.0.1/none",
        redis_url="redis://127.0.0.1:1/0",
        sandbox=True,
    )
    return YoutubeNetwork(house, clock, no_pace, settings(api_url, **more))


def account(
    target: str = KITCHEN,
    token: str = "1//0a-token-that-nobody-knows",
    rights: Mapping[str, bool] = EVERYTHING,
    options: Mapping[str, str] | None = None,
) -> Account:
    """A linked channel."""
    credentials = {"refresh_token": token}
    return Account(
        1, "youtube", target, "Alice’s kitchen", dict(rights), credentials, dict(options or {})
    )


def medium(kind: Any, number: int = 1, **more: Any) -> Media:
    """A medium that Telegram keeps."""
    base = {"origin": "telegram", "ref": f"r{number}", "unique_ref": f"u{number}"}
    return Media(id=number, kind=kind, **{**base, **more})


def movie(size_bytes: int = 0, number: int = 1) -> bytes:
    """A real little film, made longer by a box that players skip; each number is another file."""
    sample = SAMPLE.read_bytes()
    filling = max(size_bytes - len(sample) - 8, 8)
    body = number.to_bytes(8, "big") + bytes(filling - 8)
    return sample + struct.pack(">I4s", filling + 8, b"free") + body
