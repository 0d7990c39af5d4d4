"""A network that asks on a page of its own: it remembers what it asked and whom it let in."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

from services.errors import AccessDenied, LoginNeeded, NetworkError
from services.networks.base import Consent, Grant, Identity
from tests.quiet import QuietNetwork

UNTIL = datetime(2027, 1, 1, tzinfo=UTC)


@dataclass
class Guesthouse(QuietNetwork):
    """Doors that open for who knows the code; `revoked` are the keys that were given back."""

    key: ClassVar[str] = "guesthouse"
    title: ClassVar[str] = "Guesthouse"
    consents: ClassVar[bool] = True

    challenges: dict[str, str] = field(default_factory=dict)
    revoked: list[str] = field(default_factory=list)
    trouble: Exception | None = None
    asleep: NetworkError | None = None
    is_registered: bool = True
    gives_back: bool = True
    while_revoking: Callable[[], Awaitable[None]] | None = None

    def authorize_url(self, consent: Consent) -> str:
        """Its page, if the bot is registered."""
        if not self.is_registered:
            raise AccessDenied("Guesthouse", advice="consent-off")
        self.challenges[consent.state] = consent.challenge
        query = {"state": consent.state, "redirect_uri": consent.redirect_uri}
        return f"https://guesthouse.example/authorize?{urlencode(query)}"

    async def exchange(self, consent: Consent, answer: Mapping[str, str]) -> Grant:
        """A key for the room that the code names, if the verifier belongs to the question."""
        if self.trouble:
            raise self.trouble
        if self.challenges.get(consent.state) != consent.challenge:
            raise LoginNeeded("Guesthouse 400", "the verifier is another question's")
        return Grant({"key": f"key-of-{answer['code']}"}, expires_at=UNTIL)

    async def whoami(self, target: str, credentials: Mapping[str, str]) -> Identity:
        """The room of a key."""
        if self.asleep:
            raise self.asleep
        room = credentials["key"].removeprefix("key-of-")
        if target and room != target:
            raise AccessDenied("Guesthouse 403", "the key of another room")
        return Identity(room, f"Room {room}", f"https://guesthouse.example/{room}", {"text": True})

    async def revoke(self, credentials: Mapping[str, str]) -> bool:
        """The key opens nothing any more, if there is a desk where keys are handed in."""
        if self.trouble:
            raise self.trouble
        if self.while_revoking:
            await self.while_revoking()
        self.revoked.append(credentials["key"])
        return self.gives_back


def state_of(address: str) -> str:
    """The word that the answer has to bring back."""
    return parse_qs(urlsplit(address).query)["state"][0]
