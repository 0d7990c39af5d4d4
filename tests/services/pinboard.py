"""A network that keeps nothing: what a use case needs of one, and no more."""

# ruff: noqa: ARG002 - it keeps nothing of what it is given

from collections.abc import Mapping
from typing import ClassVar

from services.content import Content
from services.networks.base import (
    Accepted,
    Account,
    Finding,
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
from services.networks.window import SendWindow
from services.rates import Rate


class Pinboard(Network):
    """A board for short notes."""

    key: ClassVar[str] = "pinboard"
    title: ClassVar[str] = "Pinboard"
    limits: ClassVar[Limits] = Limits(
        text=100,
        caption=100,
        text_unit="utf16",
        album=10,
        photo_bytes=1,
        video_bytes=1,
        document_bytes=1,
        call_timeout_s=1.0,
        grace_s=1.0,
    )

    async def whoami(self, target: str, credentials: Mapping[str, str]) -> Identity:
        """Everyone is who they say."""
        return Identity(target, f"Board {target}", capabilities={"key": bool(credentials)})

    def check(self, content: Content, account: Account) -> list[Notice]:
        """A long note does not fit."""
        fits = len(content.text) <= self.limits.text
        return [] if fits else [Notice("refuse", "pinboard-too-long", {"limit": self.limits.text})]

    def plan(self, content: Content, account: Account) -> list[Part]:
        """One note."""
        return [Part(1, "note", {})]

    def rates(self, account: Account, part: Part) -> list[Rate]:
        """As fast as one likes."""
        return []

    async def prepare(self, part: Part, content: Content, account: Account, work: Work) -> Prepared:
        """Nothing to prepare."""
        return Prepared({}, {})

    async def publish(self, prepared: Prepared, account: Account, window: SendWindow) -> Accepted:
        """It is up."""
        return Accepted(("1",))

    async def find(self, evidence: Json, account: Account) -> Finding:
        """Nobody can tell."""
        return Unclear("nobody looks", final=True)

    async def delete(self, ids: tuple[str, ...], account: Account) -> None:
        """It is down."""

    async def close(self) -> None:
        """Nothing is open."""
