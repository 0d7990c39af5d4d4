"""The pretend Pinterest as tests use it: Alice's account, the network under test, files to pin."""

import io
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PIL import Image

from services.clock import SharedClock
from services.content import Content, Media
from services.networks.base import Accepted, Account, Part, Prepared
from services.networks.pinterest import PinterestNetwork
from services.networks.pinterest.settings import PinterestSettings
from services.networks.window import SendWindow
from services.settings import Settings
from tests.networks.vk_parts import Pacer
from tests.networks.works import Bench
from tests.sandbox_control import Json, SandboxControl

EVERYTHING = {
    "text": False,
    "photo": True,
    "album": True,
    "video": True,
    "look": True,
    "delete": True,
}
ALICE_ID, BOB_ID = "712345678900000001", "712345678900000002"


@dataclass
class World:
    """One sandbox, one network that talks to it, and Alice with her boards by name."""

    control: SandboxControl
    network: PinterestNetwork
    account: Account
    boards: Mapping[str, str]
    folder: Path
    clock: SharedClock
    url: str

    def photos(self, *sizes: tuple[int, int], first: int = 1) -> tuple[tuple[Media, ...], Bench]:
        """Pictures of these sizes, and the bench where they lie."""
        media = tuple(medium("photo", first + place) for place in range(len(sizes)))
        files = {}
        for one, size in zip(media, sizes, strict=True):
            files[one.id] = self.folder / f"p{one.id}.jpg"
            files[one.id].write_bytes(picture(size, shade=one.id))
        return media, Bench(files, folder=self.folder)

    def choosing(self, **options: str) -> "World":
        """The same with other choices for the account."""
        options = {**self.account.options, **options}
        return replace(self, account=replace(self.account, options=options))

    def seeing(self, **capabilities: bool) -> Account:
        """The account with other capabilities."""
        return replace(self.account, capabilities={**EVERYTHING, **capabilities})

    def part(self, content: Content, number: int = 1) -> Part:
        """One planned pin."""
        return self.network.plan(content, self.account)[number - 1]

    async def prepared(
        self, content: Content, bench: Bench, *, number: int = 1, **how: Any
    ) -> Prepared:
        """A pin, ready to be made."""
        part = self.part(content, number)
        return await self.network.prepare(part, content, self.account, bench.work(**how))

    async def publish(self, content: Content, bench: Bench, **how: Any) -> Accepted:
        """Make one pin."""
        prepared = await self.prepared(content, bench, **how)
        return await self.network.publish(prepared, self.account, SendWindow("a-1"))

    async def pins(self) -> list[Json]:
        """What the public sees of what we made."""
        return await self.control.visible("pinterest", ALICE_ID)

    async def calls(self, method: str) -> list[Json]:
        """The journal's entries of one call."""
        return await self.control.journal(network="pinterest", method=method)


def network(url: str, clock: SharedClock, **settings: Any) -> PinterestNetwork:
    """The network over a sandbox."""
    house = Settings(
        _env_file=None,
        telegram_token="7000000001:SANDBOX-not-a-real-token-AAAAAAAAAAAA",
        database_url="postgresql://nobody@127.0.0.1/none",
        redis_url="redis://127.0.0.1:1/0",
        sandbox=True,
    )
    own = PinterestSettings(_env_file=None, **{"api_url": f"{url}/pinterest", **settings})
    return PinterestNetwork(house, clock, Pacer(clock).wait, own)


@asynccontextmanager
async def open_world(sandbox_url: str, clock_file: Path, folder: Path) -> AsyncIterator[World]:
    """A fresh sandbox in which Alice pins to her cakes."""
    clock = SharedClock(clock_file)
    own = network(sandbox_url, clock)
    async with SandboxControl(sandbox_url) as control:
        await control.reset()
        token = await token_of(control)
        account = Account(1, "pinterest", ALICE_ID, "Alice's kitchen", EVERYTHING, token)
        found = await own.choices("board", account)
        boards = {one.label: one.value for one in found}
        linked = replace(account, options={"board": boards["Cakes"]})
        yield World(control, own, linked, boards, folder, clock, sandbox_url)
    await own.close()


async def token_of(control: SandboxControl, owner: str = ALICE_ID) -> dict[str, str]:
    """The credentials that the page offers to one of the people."""
    keys = [one for one in (await control.state())["keys"] if one["network"] == "pinterest"]
    (own,) = [one for one in keys if one["target"] == owner]
    return {"access_token": own["secrets"][0]["value"]}


def medium(kind: Any, number: int = 1, **more: Any) -> Media:
    """A medium that Telegram keeps."""
    base = {"origin": "telegram", "ref": f"r{number}", "unique_ref": f"u{number}"}
    return Media(id=number, kind=kind, **{**base, **more})


def picture(size: tuple[int, int] = (200, 300), *, shade: int = 0, form: str = "JPEG") -> bytes:
    """A real picture."""
    file = io.BytesIO()
    Image.new("RGB", size, (shade * 20 % 256, 80, 120)).save(file, form)
    return file.getvalue()
