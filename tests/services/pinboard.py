"""A network that keeps nothing: what a use case needs of one, and no more."""

# ruff: noqa: ARG002 - it keeps nothing of what it is given

from collections.abc import Mapping
from typing import ClassVar

from services.content import Content
from services.errors import AccessDenied, LoginNeeded
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

    def __init__(self) -> None:
        self.lost: list[str] = []

    async def whoami(self, target: str, credentials: Mapping[str, str]) -> Identity:
        """A key `<board>-…` opens that board; a lamp, if it is not dead, lights it."""
        board = credentials.get("key", target).partition("-")[0]
        if board in self.lost or "dead" in credentials.values():
            raise LoginNeeded("Pinboard 401", "this key opens nothing")
        if target and board != target:
            raise AccessDenied("Pinboard 403", "this key is for another board")
        proved = {"text": True, "light": "lamp" in credentials}
        return Identity(board, f"Board {board}", f"https://pinboard.example/{board}", proved)

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
