"""The pretend VK as tests use it: its control API, the network under test, and files to send."""

import io
import struct
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from PIL import Image

from services.clock import SharedClock
from services.content import Content, Media
from services.networks.base import Accepted, Account, Part, Prepared
from services.networks.vk import VkNetwork
from services.networks.window import SendWindow
from tests.networks.vk_parts import EVERYTHING, Pacer, account, network
from tests.networks.works import Bench


@dataclass
class World:
    """One sandbox, one network that talks to it, and Alice's community."""

    http: aiohttp.ClientSession
    vk: VkNetwork
    community: dict[str, Any]
    other: dict[str, Any]
    folder: Path
    url: str
    pacer: Pacer

    @property
    def target(self) -> str:
        """Alice's wall."""
        return f"-{self.community['id']}"

    def account(self, *, user: bool = True, rights: Mapping[str, bool] = EVERYTHING) -> Account:
        """Alice's community, linked with or without her token."""
        token = self.community["user_token"] if user else ""
        return account(self.target, self.community["community_key"], token, rights)

    async def hurry(self) -> None:
        """From now on wait a second only for an answer that may never come."""
        await self.vk.close()
        self.vk = network(self.url, self.pacer, call_timeout_s=1.0, upload_silence_s=1.0)

    async def control(self, method: str, path: str, body: Any = None) -> Any:
        """Call the control API."""
        async with self.http.request(method, f"/control/{path}", json=body) as answer:
            told = await answer.json()
            assert answer.status < 300, told
            return told

    async def fault(self, kind: str, method: str = "wall.post", **more: Any) -> None:
        """Order a fault."""
        body = {"network": "vk", "method": method, "kind": kind, **more}
        await self.control("POST", "faults", body)

    async def wall(self) -> list[dict[str, Any]]:
        """What the public sees on Alice's wall, of what we made."""
        entries = (await self.control("GET", f"walls/vk/{self.target}"))["entries"]
        return [one for one in entries if one["request_id"] and one["state"] == "visible"]

    async def calls(self, method: str) -> list[dict[str, Any]]:
        """The journal's entries for one method."""
        journal = (await self.control("GET", "journal"))["requests"]
        return [one for one in journal if one["method"] == method]

    def file(self, name: str, data: bytes) -> Path:
        """A file to upload."""
        path = self.folder / name
        path.write_bytes(data)
        return path

    def photos(self, count: int) -> tuple[tuple[Media, ...], Bench]:
        """Pictures that differ, and the bench where they lie."""
        media = tuple(medium("photo", number) for number in range(count))
        files = {one.id: self.file(f"p{one.id}.jpg", picture(one.id)) for one in media}
        return media, Bench(files)

    async def prepared(
        self, content: Content, bench: Bench | None = None, *, number: int = 1, **how: Any
    ) -> tuple[Part, Prepared, Account]:
        """Plan a post and make one of its parts ready."""
        linked = how.pop("account", None) or self.account()
        part = self.vk.plan(content, linked)[number - 1]
        work = (bench or Bench()).work(**how)
        return part, await self.vk.prepare(part, content, linked, work), linked

    async def publish(
        self, content: Content, bench: Bench | None = None, *, attempt: str = "a-1", **how: Any
    ) -> tuple[Accepted, Prepared]:
        """Plan, prepare and publish one part."""
        _, prepared, linked = await self.prepared(content, bench, **how)
        accepted = await self.vk.publish(prepared, linked, SendWindow(attempt))
        return accepted, prepared


@asynccontextmanager
async def open_world(sandbox_url: str, clock_file: Path, folder: Path) -> AsyncIterator[World]:
    """A fresh sandbox and a network that talks to it."""
    url, pacer = f"{sandbox_url}/vk", Pacer(SharedClock(clock_file))
    async with aiohttp.ClientSession(sandbox_url) as http:
        async with http.post("/control/reset") as answer:
            assert answer.status == 200
        async with http.get("/control/state") as answer:
            alice, bob = (await answer.json())["communities"][:2]
        world = World(http, network(url, pacer), alice, bob, folder, url, pacer)
        yield world
        await world.vk.close()


def medium(kind: Any, number: int = 1, **more: Any) -> Media:
    """A medium that Telegram keeps."""
    base = {"origin": "telegram", "ref": f"r{number}", "unique_ref": f"u{number}"}
    return Media(id=number, kind=kind, **{**base, **more})


def picture(shade: int = 0, size: tuple[int, int] = (320, 240), form: str = "JPEG") -> bytes:
    """A real picture."""
    file = io.BytesIO()
    Image.new("RGB", size, (shade * 20 % 256, 80, 120)).save(file, form)
    return file.getvalue()


def gif() -> bytes:
    """A picture that moves."""
    file = io.BytesIO()
    frames = [Image.new("P", (32, 32), colour) for colour in range(3)]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    return file.getvalue()


def movie(padding_bytes: int = 1000) -> bytes:
    """The smallest MP4 that a reader of its boxes takes for a video with sound.

    Source: ISO/IEC 14496-12, sections 8.2-8.4
    """
    matrix = struct.pack(">9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    mvhd = _box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 1000, 3000) + bytes(80))
    sizes = struct.pack(">II", 320 << 16, 240 << 16)
    tkhd = _box(b"tkhd", struct.pack(">IIIIII", 0, 0, 0, 1, 0, 3000) + bytes(16) + matrix + sizes)
    tracks = [_track(tkhd, handler) for handler in (b"vide", b"soun")]
    ftyp = _box(b"ftyp", b"isom" + bytes(4) + b"isommp41")
    moov = _box(b"moov", mvhd + b"".join(tracks))
    return ftyp + moov + _box(b"mdat", bytes(padding_bytes))


def _track(tkhd: bytes, handler: bytes) -> bytes:
    hdlr = _box(b"hdlr", bytes(8) + handler + bytes(13))
    return _box(b"trak", tkhd + _box(b"mdia", hdlr))


def _box(name: bytes, *bodies: bytes) -> bytes:
    body = b"".join(bodies)
    return struct.pack(">I4s", len(body) + 8, name) + body


def kinds(entry: Mapping[str, Any]) -> Sequence[str]:
    """The kinds of an entry's attachments, in order."""
    return [one["kind"] for one in entry["attachments"]]
