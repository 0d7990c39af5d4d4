"""A network that lets people in by name and password, and asks what a test wants it to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from services.errors import LoginNeeded
from services.networks.base import Asks, Grant, Identity, Login
from tests.quiet import QuietNetwork

PASSWORD = "open sesame, please"
CODE = "123456"
STATE = "the-state-of-the-gate"


@dataclass
class Gatehouse(QuietNetwork):
    """A gate; `seen` is who knocked, and with what beside the password.

    `asks` is what it wants to know of whoever has the right password, `trouble` what it says to
    everybody.
    """

    key: ClassVar[str] = "gatehouse"
    title: ClassVar[str] = "Gatehouse"

    seen: list[tuple[str, str, str]] = field(default_factory=list)
    asks: Asks | None = None
    trouble: Exception | None = None
    is_on: bool = True

    def signs_in(self) -> str:
        """A key, if the gate is open to programs."""
        return "key" if self.is_on else ""

    async def sign_in(self, login: Login) -> Grant | Asks:
        """A key for whoever knows the words."""
        self.seen.append((login.name, login.code, login.state))
        if self.trouble:
            raise self.trouble
        password = login.password.get_secret_value()
        if login.code != CODE if login.code else password != PASSWORD:
            raise LoginNeeded("Gatehouse 401", advice="sign-in-off")
        if self.asks and login.state != STATE:
            return self.asks
        return Grant({"key": f"key-of-{login.name}"})

    async def whoami(self, target: str, credentials: Mapping[str, str]) -> Identity:
        """Whose key it is."""
        del target
        name = credentials["key"].removeprefix("key-of-")
        return Identity(name, f"Room of {name}", None, {"text": True})
