"""A network as small as the engine can be tried on: it does what its script says."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from services.content import Content, Media
from services.errors import NetworkError
from services.networks.base import (
    Absent,
    Accepted,
    Account,
    Finding,
    Found,
    Grant,
    Identity,
    Json,
    Part,
    Prepared,
    Work,
)
from services.networks.window import SendWindow
from services.progress import Progress
from services.rates import Charge
from tests.quiet import QuietNetwork


@dataclass
class ScriptedNetwork(QuietNetwork):
    """Accepts everything onto `wall`, unless the next word of `script` is an error.

    A None in the script lets one pass. `lost` publishes and then fails all the same; `down` is what
    every call ends with, and `asked` what was published or tried to be. `fetching` is what fetching
    an original ends with. `parts` is into how many parts a post splits. Whatever is not publishing
    ends with a `defect`, if there is one.
    """

    key: ClassVar[str] = "scripted"
    title: ClassVar[str] = "Scripted"

    script: list[NetworkError | None] = field(default_factory=list)
    preparing: list[NetworkError] = field(default_factory=list)
    down: NetworkError | None = None
    asked: list[str] = field(default_factory=list)
    fetching: list[NetworkError] = field(default_factory=list)
    lost: list[NetworkError] = field(default_factory=list)
    blind: list[Finding] = field(default_factory=list)
    wall: list[tuple[str, str]] = field(default_factory=list)
    parts: int = 1
    while_preparing: Callable[[], Awaitable[None]] | None = None
    while_fetching: Callable[[], Awaitable[None]] | None = None
    original: Path | None = None
    with_photo: Callable[[str], Awaitable[None]] | None = None
    budget: Callable[[datetime], Charge] | None = None
    dropped: list[str] = field(default_factory=list)
    known: list[str | None] = field(default_factory=list)
    lent: Callable[[Work], None] = lambda _: None
    renewing: list[Grant | NetworkError] = field(default_factory=list)
    renewed_with: list[dict[str, str]] = field(default_factory=list)
    while_renewing: Callable[[], Awaitable[None]] | None = None
    published_with: list[str | None] = field(default_factory=list)
    proving: list[Identity | NetworkError] = field(default_factory=list)
    proved: list[str] = field(default_factory=list)
    while_proving: Callable[[], Awaitable[None]] | None = None
    discarded: list[Json] = field(default_factory=list)
    discarding: list[NetworkError] = field(default_factory=list)
    deleting: list[NetworkError] = field(default_factory=list)
    defect: Exception | None = None
    looks: int = 0
    while_looking: Callable[[], None] | None = None

    async def whoami(self, target: str, credentials: Mapping[str, str]) -> Identity:
        """Whoever is meant, unless something else is next; somebody may come in between."""
        del credentials
        self.proved.append(target)
        await asyncio.sleep(0.01)
        if self.while_proving:
            await self.while_proving()
        said = self.proving.pop(0) if self.proving else Identity(target, target)
        if isinstance(said, NetworkError):
            raise said
        return said

    async def refresh(self, credentials: Mapping[str, str]) -> Grant:
        """Whatever is next; somebody else may come in between."""
        self.renewed_with.append(dict(credentials))
        await asyncio.sleep(0.05)
        if self.while_renewing:
            await self.while_renewing()
        renewed = self.renewing.pop(0)
        if isinstance(renewed, NetworkError):
            raise renewed
        return renewed

    def plan(self, content: Content, account: Account) -> list[Part]:
        """As many parts as asked for, each with the text and its number."""
        del account
        return [
            Part(number, "text", {"text": f"{content.text}/{number}"})
            for number in range(1, self.parts + 1)
        ]

    def budgets(self, account: Account, part: Part, now: datetime) -> list[Charge]:
        """One for everybody, if there is one."""
        del account, part
        return [self.budget(now)] if self.budget else []

    async def prepare(self, part: Part, content: Content, account: Account, work: Work) -> Prepared:
        """Fails as told, else fetches the media and remembers the text."""
        del account
        self.known.append(work.last_known)
        self.lent(work)
        if self.while_preparing:
            await self.while_preparing()
        if self.preparing:
            raise self.preparing.pop(0)
        for medium in content.media:
            await work.file(medium)
            if self.with_photo:
                await self.with_photo(content.text)
        return Prepared(part.plan["text"], {"text": part.plan["text"]})

    async def publish(self, prepared: Prepared, account: Account, window: SendWindow) -> Accepted:
        """Refuses, publishes, or publishes and loses the answer."""
        window.check()
        self.published_with.append(account.credentials.get("token"))
        self.asked.append(prepared.payload)
        if self.down:
            raise self.down
        if self.script and (error := self.script.pop(0)):
            raise error
        self.wall.append((account.target, prepared.payload))
        if self.lost:
            raise self.lost.pop(0)
        return Accepted((str(len(self.wall)),), f"https://example.org/{len(self.wall)}")

    async def discard(self, checkpoint: Json, account: Account) -> None:
        """Notes what it is to take away, and fails as told."""
        del account
        self.discarded.append(checkpoint)
        self._stumble()
        if self.discarding:
            raise self.discarding.pop(0)

    async def download(self, media: Media, to: Path, progress: Progress) -> None:
        """Hands out the original, a byte if it has none, or fails as told."""
        del media
        await progress(0.5)
        if self.while_fetching:
            await self.while_fetching()
        if self.fetching:
            raise self.fetching.pop(0)
        content = await asyncio.to_thread(self.original.read_bytes) if self.original else b"x"
        await asyncio.to_thread(to.write_bytes, content)

    async def find(self, evidence: Json, account: Account) -> Finding:
        """Looks at the wall, unless told what to say."""
        self._stumble()
        self.looks += 1
        if self.while_looking:
            self.while_looking()
        if self.blind:
            return self.blind.pop(0)
        entry = (account.target, evidence["text"])
        if entry in self.wall:
            number = self.wall.index(entry) + 1
            return Found((str(number),), f"https://example.org/{number}")
        return Absent()

    async def missing(self, accepted: Accepted, evidence: Json, account: Account) -> list[str]:
        """Whatever was dropped."""
        del accepted, evidence, account
        self._stumble()
        return self.dropped

    async def delete(self, ids: tuple[str, ...], account: Account) -> None:
        """Takes entries off the wall, or fails as told."""
        self._stumble()
        if self.deleting:
            raise self.deleting.pop(0)
        for id_ in ids:
            self.wall[int(id_) - 1] = (account.target, "deleted")

    def _stumble(self) -> None:
        if self.defect:
            raise self.defect
