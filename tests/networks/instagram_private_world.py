"""The private side of the pretend Instagram: the way under test, Alice's session, files to send."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from services.clock import SharedClock
from services.content import Content, Media
from services.errors import NotYet
from services.networks.base import Accepted, Account, Prepared
from services.networks.instagram.planning import Planning
from services.networks.instagram.private import PrivateSettings, PrivateWay
from services.networks.instagram.private.session import SESSION
from services.networks.instagram.settings import InstagramSettings
from services.networks.window import SendWindow
from tests.networks.instagram_files import medium, movie, picture
from tests.networks.instagram_world import settings
from tests.networks.vk_parts import Pacer
from tests.networks.works import Bench
from tests.sandbox_control import Json, SandboxControl

ALICE = "61000000003"
CAN = dict.fromkeys(("photo", "video", "album", "look", "delete", "private"), True)
PLANNING = Planning(reachable=True, original_bytes={}, hashtags=30)


def private_way(api_url: str, pacer: Pacer, **more: Any) -> PrivateWay:
    """The private way as the product makes it, at that address, with shorter waits."""
    own = InstagramSettings(_env_file=None, api_url=api_url, **{"call_timeout_s": 4.0, **more})
    private = PrivateSettings(_env_file=None, private=True)
    return PrivateWay(settings(), private, own, pacer.clock, pacer.wait)


@dataclass
class World:
    """One sandbox, one way that talks to it, and Alice's session."""

    control: SandboxControl
    way: PrivateWay
    folder: Path
    pacer: Pacer
    url: str
    cookie: str
    session: str
    media: dict[int, Path] = field(default_factory=dict)

    def account(self, **options: str) -> Account:
        """Alice's personal account, linked."""
        return Account(1, "instagram", ALICE, "@alice", dict(CAN), {SESSION: self.session}, options)

    async def link(self) -> Account:
        """Alice's personal account as linking it leaves it."""
        identity = await self.way.identity({SESSION: self.session})
        self.session = identity.secrets[SESSION]
        return self.account()

    def bench(self) -> Bench:
        """A place to work, with everything that was made here."""
        return Bench(files=self.media, folder=self.folder)

    def photo(self, size: tuple[int, int] = (400, 400), data: bytes = b"") -> Media:
        """A picture to send."""
        data = data or picture(size, shade=len(self.media))
        return self._medium("photo", data, size)

    def video(self, size: tuple[int, int] = (64, 112), seconds: float = 3.2) -> Media:
        """A video to send."""
        return self._medium("video", movie(size, seconds), size, duration_s=round(seconds))

    async def prepared(self, content: Content, bench: Bench) -> Prepared:
        """A post made ready, however often Instagram has to be waited for."""
        part, account = PLANNING.plan(content, self.account())[0], self.account()
        while True:
            try:
                words = PLANNING.words(content)
                return await self.way.prepare(part, content, account, bench.work(), words)
            except NotYet as error:
                wait_s = (error.until - self.pacer.clock.now()).total_seconds()
                await self.control.advance(max(0.0, wait_s) + 0.1)

    async def publish(
        self, content: Content, bench: Bench | None = None
    ) -> tuple[Accepted, Prepared]:
        """Prepare and publish a post."""
        prepared = await self.prepared(content, bench or self.bench())
        return await self.send(prepared), prepared

    async def send(self, prepared: Prepared) -> Accepted:
        """Publish what was prepared."""
        return await self.way.publish(prepared, self.account(), SendWindow("a-1"))

    async def wall(self) -> list[Json]:
        """What the public sees of ours on Alice's profile."""
        return await self.control.visible("instagram", ALICE)

    async def calls(self, method: str) -> list[Json]:
        """The journal's entries for one method of the private API."""
        return await self.control.journal(network="instagram", method=f"private.{method}")

    async def fault(self, kind: str, method: str = "configure", **params: Any) -> None:
        """Order a fault."""
        await self.control.add_fault("instagram", f"private.{method}", kind, **params)

    async def trouble(self, how: str | None) -> None:
        """Let something happen to Alice's session."""
        await self.control.post_json("instagram/sessions", {"session": self.cookie, "how": how})

    async def bytes_of(self, file_id: str) -> bytes:
        """What lies under a file id of the sandbox."""
        address = f"{self.control.url}/control/files/{file_id}"
        async with self.control.session().get(address) as answer:
            return await answer.read()

    def _medium(self, kind: str, data: bytes, size: tuple[int, int], **more: Any) -> Media:
        number = len(self.media) + 1
        path = self.folder / f"original-{number}"
        path.write_bytes(data)
        self.media[number] = path
        sizes = {"width": size[0], "height": size[1], "size_bytes": len(data)}
        return medium(kind, number, **sizes, **more)


@asynccontextmanager
async def open_world(sandbox_url: str, clock_file: Path, folder: Path) -> AsyncIterator[World]:
    """A fresh sandbox and a way that talks to it."""
    url, pacer = f"{sandbox_url}/instagram", Pacer(SharedClock(clock_file))
    async with SandboxControl(sandbox_url) as control:
        await control.reset()
        state = await control.state()
        cookie = next(one["secrets"][0]["value"] for one in state["keys"] if one["target"] == ALICE)
        way = private_way(url, pacer)
        try:
            yield World(control, way, folder, pacer, url, cookie, session=cookie)
        finally:
            await way.close()
