"""What the pretend YouTube keeps: channels, what people allowed, uploads on their way, videos."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(kw_only=True)
class Channel:
    """One channel; `long_uploads` says whether videos may be longer than 15 minutes."""

    id: str
    title: str
    handle: str
    long_uploads: str = "allowed"

    @property
    def uploads(self) -> str:
        """The playlist of everything that was uploaded."""
        return f"UU{self.id.removeprefix('UC')}"


@dataclass(kw_only=True)
class Grant:
    """What somebody allowed once: a refresh token. Without a channel they never made one.

    `expires_at`, in Unix seconds, is there while the project's consent screen is in testing.
    """

    token: str
    channel_id: str | None
    scopes: tuple[str, ...]
    revoked: bool = False
    expires_at: float | None = None


@dataclass(kw_only=True)
class Access:
    """An access token and its end, in Unix seconds."""

    token: str
    grant: str
    expires_at: float


@dataclass(kw_only=True)
class Chunk:
    """The part of an upload that one request brought; only its first bytes were kept."""

    digest: str
    kept_bytes: int


@dataclass(kw_only=True)
class Session:
    """One resumable upload; `video_id` is set when all has arrived."""

    id: str
    channel_id: str
    parts: tuple[str, ...]
    metadata: Json
    mime_type: str
    size_bytes: int
    began_at: float
    chunks: list[Chunk] = field(default_factory=list)
    requests: int = 0
    video_id: str | None = None

    @property
    def held_bytes(self) -> int:
        """How much has arrived and was kept."""
        return sum(chunk.kept_bytes for chunk in self.chunks)


@dataclass(kw_only=True)
class Video:
    """One video. `verdict` is what processing will make of it: empty, or `failed:codec`.

    `cover_id` is the file of a thumbnail that its owner set.
    """

    id: str
    channel_id: str
    snippet: Json
    status: Json
    file_id: str
    digest: str
    uploaded_at: float
    ready_at: float
    verdict: str
    duration_s: int | None = None
    width: int | None = None
    height: int | None = None
    upload_status: str = "uploaded"
    published_at: float = 0.0
    deleted: bool = False
    cover_id: str = ""

    @property
    def privacy(self) -> str:
        """Who may see it."""
        return str(self.status["privacyStatus"])

    @property
    def is_shown(self) -> bool:
        """Whether somebody else than its owner may see it."""
        return self.privacy != "private" and self.upload_status not in {"failed", "rejected"}
