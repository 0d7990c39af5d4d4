"""The pretend Instagram as tests use it: the network under test, profiles, files to send."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from services.clock import SharedClock
from services.content import Content, Media
from services.errors import NotYet
from services.networks.base import Accepted, Account, Part, Prepared
from services.networks.instagram import InstagramNetwork
from services.networks.instagram.settings import InstagramSettings
from services.networks.window import SendWindow
from services.settings import Settings
from tests.networks.instagram_files import Shelf, medium, movie, open_shelf, picture
from tests.networks.vk_parts import Pacer
from tests.networks.works import Bench
from tests.sandbox_control import Json, SandboxControl

EVERYTHING = dict.fromkeys(("photo", "video", "album", "comment", "look"), True)
_TRIES = 12


def settings(**more: Any) -> Settings:
    """Settings of a house that plays with the sandbox."""
    return Settings(
        _env_file=None,
        telegram_token=SecretStr("7000000001:SANDBOX-not-a-real-token-AAAAAAAAAAAA"),
        database_url="postgresql://nobody@127.0.0.1/none",
        redis_url="redis://127.0.0.1:1/0",
        **{"sandbox": True, **more},
    )


def network(
    api_url: str, pacer: Pacer, house: Settings | None = None, **more: Any
) -> InstagramNetwork:
    """Instagram as the product makes it, at that address, with shorter waits."""
    waits = {"connect_timeout_s": 2.0, "call_timeout_s": 3.0}
    own = InstagramSettings(_env_file=None, **{"api_url": api_url, **waits, **more})
    return InstagramNetwork(house or settings(), pacer.clock, pacer.wait, own)


def account(
    target: str = "17841400000000001",
    token: str = "token",
    rights: Mapping[str, bool] = EVERYTHING,
    **options: str,
) -> Account:
    """A linked profile."""
    credentials = {"access_token": token}
    return Account(1, "instagram", target, "alices_kitchen", dict(rights), credentials, options)


@dataclass
class World:
    """One sandbox, one network that talks to it, and Alice's profile."""

    control: SandboxControl
    instagram: InstagramNetwork
    shelf: Shelf
    folder: Path
    pacer: Pacer
    url: str
    keys: dict[str, str]
    targets: dict[str, str]
    media: dict[int, Path] = field(default_factory=dict)

    @property
    def target(self) -> str:
        """Alice's profile."""
        return self.targets["@alices_kitchen"]

    def account(self, rights: Mapping[str, bool] = EVERYTHING, **options: str) -> Account:
        """Alice's profile, linked."""
        return account(self.target, self.keys["@alices_kitchen"], rights, **options)

    def bench(self) -> Bench:
        """A place to work, with everything that was made here."""
        return Bench(files=self.media, folder=self.folder, link=self.shelf.link)

    def photo(self, size: tuple[int, int] = (400, 400), form: str = "JPEG") -> Media:
        """A picture to send."""
        return self._medium("photo", picture(size, form, shade=len(self.media)), size)

    def video(self, size: tuple[int, int] = (64, 112), seconds: float = 3.2) -> Media:
        """A video to send."""
        return self._medium("video", movie(size, seconds), size, duration_s=round(seconds))

    def broken(self, kind: str) -> Media:
        """Something that is not what it says."""
        return self._medium(kind, b"neither picture nor video", (400, 400))

    async def prepared(self, part: Part, content: Content, bench: Bench, **how: Any) -> Prepared:
        """A part made ready, however often Instagram has to be asked."""
        linked = how.pop("account", None) or self.account()
        for _ in range(_TRIES):
            try:
                work = bench.work(**how)
                return await self.instagram.prepare(part, content, linked, work)
            except NotYet as error:
                wait_s = (error.until - self.pacer.clock.now()).total_seconds()
                await self.control.advance(max(0.0, wait_s) + 0.1)
        raise AssertionError("it never gets ready")

    async def publish(
        self, content: Content, bench: Bench | None = None, *, number: int = 1, **how: Any
    ) -> tuple[Accepted, Prepared]:
        """Plan, prepare and publish one part."""
        linked = how.get("account") or self.account()
        part = self.instagram.plan(content, linked)[number - 1]
        prepared = await self.prepared(part, content, bench or self.bench(), **how)
        return await self.instagram.publish(prepared, linked, SendWindow("a-1")), prepared

    async def wall(self) -> list[Json]:
        """What the public sees of ours on Alice's profile."""
        return await self.control.visible("instagram", self.target)

    async def calls(self, method: str) -> list[Json]:
        """The journal's entries for one method."""
        return await self.control.journal(network="instagram", method=method)

    async def fault(self, kind: str, method: str = "media_publish", **params: Any) -> None:
        """Order a fault."""
        await self.control.add_fault("instagram", method, kind, **params)

    async def trouble(self, trouble: str | None, **more: Any) -> None:
        """Let something happen to Alice's token."""
        body = {"token": self.keys["@alices_kitchen"], "trouble": trouble, **more}
        await self.control.post_json("instagram/tokens", body)

    async def hurry(self) -> None:
        """From now on wait half a second only for an answer that may never come."""
        self.instagram = network(self.url, self.pacer, call_timeout_s=0.5)

    def _medium(self, kind: str, data: bytes, size: tuple[int, int], **more: Any) -> Media:
        number = len(self.media) + 1
        path = self.folder / f"original-{number}"
        path.write_bytes(data)
        self.media[number] = path
        sizes = {"width": size[0], "height": size[1], "size_bytes": len(data)}
        return medium(kind, number, **sizes, **more)


@asynccontextmanager
async def open_world(sandbox_url: str, clock_file: Path, folder: Path) -> AsyncIterator[World]:
    """A fresh sandbox and a network that talks to it."""
    url, pacer = f"{sandbox_url}/instagram", Pacer(SharedClock(clock_file))
    async with SandboxControl(sandbox_url) as control, open_shelf(folder / "shelf") as shelf:
        await control.reset()
        shown = [one for one in (await control.state())["keys"] if one["network"] == "instagram"]
        yield World(
            control=control,
            instagram=network(url, pacer),
            shelf=shelf,
            folder=folder,
            pacer=pacer,
            url=url,
            keys={one["owner"]: one["secrets"][0]["value"] for one in shown},
            targets={one["owner"]: one["target"] for one in shown},
        )
