"""A network outside that says yes to everything: what a test's own network begins with."""

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


class QuietNetwork(Network):
    """Whatever a subclass does not say, it does without a word; posts go nowhere."""

    key: ClassVar[str] = "quiet"
    title: ClassVar[str] = "Quiet"
    limits: ClassVar[Limits] = Limits(
        text=100,
        caption=100,
        text_unit="characters",
        album=10,
        photo_bytes=1,
        video_bytes=1,
        document_bytes=1,
        call_timeout_s=10.0,
        grace_s=30.0,
    )

    async def whoami(self, target: str, credentials: Mapping[str, str]) -> Identity:
        """Everybody is who they say."""
        return Identity(target=target, title=target)

    def check(self, content: Content, account: Account) -> list[Notice]:
        """Nothing to say."""
        return []

    def plan(self, content: Content, account: Account) -> list[Part]:
        """One post."""
        return [Part(1, "post", {})]

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
