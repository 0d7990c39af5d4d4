"""How far somebody has come who signs in on a page of ours; kept sealed between the steps.

The password is not in it: it lives in the one request that brought it.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Literal, Self

from services.errors import NetworkError, RateLimited
from services.networks.base import AskKind, Asks

Step = Literal["password", "approval", "code", "busy"]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the last try did not work: the text that says so, the network's code, when to come."""

    advice: str
    code: str
    until: str = ""

    @classmethod
    def of(cls, error: NetworkError) -> Self:
        """What a person has to know of an error."""
        until = error.until.isoformat() if isinstance(error, RateLimited) else ""
        return cls(error.advice, error.code, until)

    @property
    def until_at(self) -> datetime | None:
        """When to come again, if the network named a time."""
        return datetime.fromisoformat(self.until) if self.until else None


@dataclass(frozen=True, slots=True)
class Progress:
    """What the page shows next, and what the network gets back with it.

    `browser` is SHA-256 of the cookie of the browser that took the first step: no other goes on.
    `tries` counts what was sent to the network. `state` is the network's own, `kind`, `hint` and
    `link` are what it asked.
    """

    step: Step = "password"
    browser: str = ""
    tries: int = 0
    name: str = ""
    state: str = field(default="", repr=False)
    kind: AskKind | None = None
    hint: str = ""
    link: str | None = None
    trouble: Trouble | None = None

    @classmethod
    def read(cls, word: str) -> Self:
        """Read what `kept` gave."""
        told = json.loads(word)
        trouble = told.pop("trouble")
        return cls(**told, trouble=Trouble(**trouble) if trouble else None)

    def kept(self) -> str:
        """It all as one word of JSON."""
        return json.dumps(asdict(self), separators=(",", ":"))

    def belongs_to(self, browser: str) -> bool:
        """Whether a browser may go on: the one that began, or any before that."""
        return not self.browser or self.browser == _hash(browser)

    def sent(self, browser: str, name: str) -> Self:
        """While the network is asked: whoever comes now sends nothing."""
        return replace(
            self, step="busy", browser=_hash(browser), tries=self.tries + 1, name=name, trouble=None
        )

    def asked(self, asks: Asks) -> Self:
        """What the network wants next."""
        step: Step = "approval" if asks.kind == "approval" else "code"
        return replace(
            self, step=step, state=asks.state, kind=asks.kind, hint=asks.hint, link=asks.link
        )

    def refused(self, step: Step, error: NetworkError) -> Self:
        """The same step once more."""
        return replace(self, step=step, trouble=Trouble.of(error))

    def over(self, error: NetworkError | None = None) -> Self:
        """Nothing is left to send, so nothing is kept for it."""
        trouble = Trouble.of(error) if error else None
        return replace(self, state="", trouble=trouble)

    def carried(self) -> Self:
        """The same person on another page, after they have been in the network's app."""
        return replace(self, browser="", tries=0, trouble=None)


def _hash(browser: str) -> str:
    return hashlib.sha256(browser.encode()).hexdigest()
