"""What the pretend Instagram remembers, as plain data."""

from dataclasses import dataclass, field
from typing import Literal

MediaType = Literal["IMAGE", "REELS", "VIDEO", "CAROUSEL"]
Trouble = Literal["expired", "revoked"]


@dataclass(slots=True)
class Profile:
    """One account; `keys` counts the access tokens that the page has offered for it."""

    id: str
    username: str
    owner: str
    account_type: str
    scopes: tuple[str, ...]
    keys: int = 0


@dataclass(slots=True)
class Token:
    """An access token, for 60 days or a short one for an hour; times are Unix seconds."""

    value: str
    profile_id: str
    scopes: tuple[str, ...]
    expires_at: float
    trouble: Trouble | None = None
    issued_at: float = 0.0
    is_short: bool = False


@dataclass(slots=True)
class Shown:
    """A picture or video as it is: sizes in pixels; `cover_id` is the file before a reel."""

    kind: str
    file_id: str
    width: int
    height: int
    size_bytes: int
    duration_s: float | None = None
    cover_id: str = ""


@dataclass(slots=True)
class Container:
    """Something on its way to be published.

    `looks_left` says how often its status will still be `IN_PROGRESS`; `failure` is the text of
    its status when processing has failed.
    """

    id: str
    profile_id: str
    media_type: MediaType
    made_at: float
    looks_left: int
    caption: str = ""
    alt_text: str = ""
    is_item: bool = False
    shown: Shown | None = None
    children: list[str] = field(default_factory=list)
    failure: str = ""
    media_id: str = ""


@dataclass(slots=True)
class Medium:
    """Something published."""

    id: str
    profile_id: str
    media_type: str
    caption: str
    shortcode: str
    at: float
    by_api: bool

    @property
    def url(self) -> str:
        """Where people see it."""
        kind = "reel" if self.media_type == "VIDEO" else "p"
        return f"https://www.instagram.com/{kind}/{self.shortcode}/"


@dataclass(slots=True)
class Comment:
    """A comment below something published."""

    id: str
    media_id: str
    profile_id: str
    text: str
    at: float
