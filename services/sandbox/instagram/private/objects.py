"""What the private half of the pretend Instagram remembers, as plain data."""

import hashlib
from dataclasses import dataclass, field
from typing import Literal

from services.sandbox.instagram.objects import Shown

Trouble = Literal["logged_out", "challenge", "suspended"]


@dataclass(slots=True)
class Member:
    """One personal account; `logins` counts the sessions that its owner has opened."""

    pk: str
    username: str
    owner: str
    logins: int = 1

    @property
    def password(self) -> str:
        """What its owner types."""
        return f"gate-{_digest(self.pk, 'password')[:16]}"

    @property
    def code(self) -> str:
        """What an authenticator, a text message or an e-mail tells them."""
        return str(int(_digest(self.pk, "code"), 16))[-6:]

    @property
    def backup_code(self) -> str:
        """The code that they once wrote down: longer by two zeros."""
        return f"{self.code}00"


@dataclass(slots=True)
class Session:
    """A login, named by its cookie; `device` is what the first request said of itself."""

    cookie: str
    pk: str
    mid: str
    device: dict[str, str] = field(default_factory=dict)
    trouble: Trouble | None = None


@dataclass(slots=True)
class Door:
    """How far somebody who is not logged in has come, on one device.

    `flow`, `access` and `nonce` are what the steps before the password have brought. `pk` is the
    member whose password was right, `asked` where the code that is wanted comes from, `method`
    which of several was picked, `context` the word that the next step has to bring back.
    """

    device: str
    usdid: str = ""
    flow: str = ""
    access: str = ""
    nonce: str = ""
    greeted: bool = False
    pk: str = ""
    asked: str = ""
    method: str = ""
    context: str = ""


@dataclass(slots=True)
class Upload:
    """Bytes that wait to be configured; `looks_left` says how often a video is not ready yet."""

    id: str
    pk: str
    shown: Shown
    is_sidecar: bool
    is_clip: bool = False
    has_cover: bool = False
    looks_left: int = 0


@dataclass(slots=True)
class Medium:
    """Something published; `kind` is 1 for a photo, 2 for a video, 8 for an album.

    `children` are the kinds of an album's items.
    """

    pk: str
    owner_pk: str
    kind: int
    caption: str
    code: str
    at: float
    upload_id: str
    children: list[int] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where people see it."""
        return f"https://www.instagram.com/{'reel' if self.kind == 2 else 'p'}/{self.code}/"


def _digest(*words: str) -> str:
    return hashlib.sha256(" ".join(words).encode()).hexdigest()
