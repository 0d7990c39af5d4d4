"""Containers: made of the address of a file or of each other, looked at until they are ready.

What was made is remembered at once. A container that failed, or is a day old, is made anew.

Source: https://developers.facebook.com/documentation/instagram-platform/content-publishing
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.clock import Clock
from services.errors import NotYet, Rejected, Transient
from services.networks.base import Json, Work
from services.networks.instagram.official.client import GraphClient
from services.networks.instagram.official.errors import failed_status
from services.networks.instagram.official.token import Token

MADE_ANEW_AT_MOST = 3
PATIENCE = timedelta(minutes=30)
"""A container that is not ready by then never gets ready. The vendor speaks of five minutes."""

_SOONEST = timedelta(seconds=1)
_LATEST = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Made:
    """A container, and when it was made."""

    id: str
    at: datetime


@dataclass(slots=True)
class Shelf:
    """The containers of one part, by name, as they lie in its checkpoint.

    `again` counts how often one had to be made anew; `shape` is the width and height that the
    first picture of a carousel gives to all.
    """

    work: Work
    made: dict[str, Made] = field(default_factory=dict)
    again: int = 0
    shape: tuple[int, int] | None = None

    @classmethod
    def read(cls, work: Work) -> "Shelf":
        """What earlier tries have left."""
        kept = work.checkpoint
        made = {
            name: Made(one["id"], datetime.fromisoformat(one["at"]))
            for name, one in kept.get("made", {}).items()
        }
        shape = kept.get("shape")
        return cls(work, made, kept.get("again", 0), (shape[0], shape[1]) if shape else None)

    async def put(self, name: str, made: Made) -> None:
        """Remember a container."""
        self.made[name] = made
        await self._save()

    async def forget(self, name: str) -> None:
        """Forget a container that Instagram refuses: whoever tries again has changed something."""
        self.made.pop(name, None)
        await self._save()

    async def drop(self, *names: str) -> None:
        """Forget containers that have failed, so that they are made anew.

        Raises:
            Rejected: That has been tried often enough.
        """
        for name in names:
            self.made.pop(name, None)
        self.again += 1
        if self.again > MADE_ANEW_AT_MOST:
            self.again = 0
            await self._save()
            raise Rejected("Instagram", advice="instagram-advice-not-processed")
        await self._save()

    async def _save(self) -> None:
        made = {name: {"id": one.id, "at": one.at.isoformat()} for name, one in self.made.items()}
        shape = {"shape": list(self.shape)} if self.shape else {}
        await self.work.save({"made": made, "again": self.again, **shape})


@dataclass(frozen=True, slots=True)
class Containers:
    """Makes the containers of one profile, and looks at them."""

    client: GraphClient
    clock: Clock
    token: Token
    target: str

    async def make(self, fields: Json) -> Made:
        """Make a container.

        Raises:
            NetworkError: Instagram does not want it, or cannot fetch the file.
        """
        answer = await self.client.make(self.token, f"{self.target}/media", fields)
        number = answer.get("id")
        if not isinstance(number, str) or not number:
            raise Transient("Instagram", "it did not say which container it made")
        return Made(number, self.clock.now())

    async def status(self, number: str) -> tuple[str, str]:
        """How far a container has come: Instagram's code, and its words."""
        answer = await self.client.ask(self.token, number, fields="status_code,status")
        return str(answer.get("status_code", "")), str(answer.get("status", ""))

    async def settle(self, shelf: Shelf, *names: str) -> str:
        """Look once at containers.

        Returns:
            `FINISHED` when all are ready, `PUBLISHED` when one is public already.

        Raises:
            NotYet: Instagram still works on one, or one has to be made anew.
            Rejected: What is in one does not please Instagram, or it fails again and again.
        """
        waiting, codes = [], set()
        for name in names:
            made = shelf.made[name]
            code, words = await self.status(made.id)
            codes.add(code)
            if code in {"ERROR", "EXPIRED"} or self._stuck(code, made):
                await self._again(shelf, name, words)
            if code == "IN_PROGRESS":
                waiting.append(made)
        if waiting:
            raise NotYet("Instagram", until=self._next_look(waiting))
        unknown = codes - {"FINISHED", "PUBLISHED"}
        if unknown:
            raise Transient("Instagram", f"a container is {unknown.pop() or 'nothing'}")
        return "PUBLISHED" if "PUBLISHED" in codes else "FINISHED"

    async def _again(self, shelf: Shelf, name: str, words: str) -> None:
        if wrong := failed_status(words):
            await shelf.forget(name)
            raise wrong
        await shelf.drop(name)
        raise NotYet("Instagram", words, until=self.clock.now() + _SOONEST)

    def _stuck(self, code: str, made: Made) -> bool:
        return code == "IN_PROGRESS" and self.clock.now() - made.at > PATIENCE

    def _next_look(self, waiting: list[Made]) -> datetime:
        """Soon for what is young, later for what takes long."""
        now = self.clock.now()
        age = now - min(made.at for made in waiting)
        return now + max(_SOONEST, min(_LATEST, age / 2))
