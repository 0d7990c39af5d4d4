"""What the private half of the pretend Instagram remembers, as plain data."""

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


@dataclass(slots=True)
class Session:
    """A login, named by its cookie; `device` is what the first request said of itself."""

    cookie: str
    pk: str
    mid: str
    device: dict[str, str] = field(default_factory=dict)
    trouble: Trouble | None = None


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
