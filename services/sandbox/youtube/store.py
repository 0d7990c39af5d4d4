"""What the pretend YouTube remembers."""

import secrets
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from services.sandbox.youtube.objects import Access, Channel, Chunk, Grant, Json, Session, Video

CLIENT_ID = "crossposter-sandbox"
CLIENT_SECRET = "a-pretended-client-secret"  # noqa: S105 - there is no such client
SCOPES = ("https://www.googleapis.com/auth/youtube",)

_LIFE_S = 3599
_SEEDS = (
    Channel(id="UCalices0kitchen0pretend", title="Alice’s kitchen", handle="@aliceskitchen"),
    Channel(
        id="UCbobs0000garage0pretend",
        title="Bob’s garage",
        handle="@bobsgarage",
        long_uploads="eligible",
    ),
)


class YoutubeStore:
    """Everything by its id; deleted videos stay, marked."""

    def __init__(self) -> None:
        self.channels: dict[str, Channel] = {}
        self.grants: dict[str, Grant] = {}
        self.accesses: dict[str, Access] = {}
        self.sessions: dict[str, Session] = {}
        self.videos: dict[str, Video] = {}
        self.used: dict[str, int] = {}

    def clear(self) -> None:
        """Forget everything."""
        for kept in vars(self).values():
            kept.clear()

    def seed(self) -> None:
        """Two channels, and what their people allowed."""
        for channel in _SEEDS:
            self.add_channel(Channel(**asdict(channel)))

    def add_channel(self, channel: Channel) -> Grant:
        """Open a channel whose person allows everything; the same token after a reset."""
        self.channels[channel.id] = channel
        name = channel.handle.lstrip("@")
        token = f"1//0sandbox-{name}-refresh-token-pretended"
        self.grants[token] = Grant(token=token, channel_id=channel.id, scopes=SCOPES)
        return self.grants[token]

    def offered(self, channel: Channel) -> Grant:
        """What the page hands out for a channel: something new where all else was taken back."""
        for grant in self.grants.values():
            if grant.channel_id == channel.id and not grant.revoked:
                return grant
        return self.allow(channel.id, SCOPES)

    def allow(
        self,
        channel_id: str | None,
        scopes: tuple[str, ...],
        *,
        expires_at: float | None = None,
    ) -> Grant:
        """A new refresh token, as somebody's consent brings one."""
        token = f"1//0sandbox-{secrets.token_urlsafe(24)}"
        self.grants[token] = Grant(
            token=token, channel_id=channel_id, scopes=scopes, expires_at=expires_at
        )
        return self.grants[token]

    def living(self, token: str, now: float) -> Grant | None:
        """What a refresh token stands for, while it does."""
        grant = self.grants.get(token)
        if grant is None or grant.revoked:
            return None
        return None if grant.expires_at is not None and grant.expires_at <= now else grant

    def take_back(self, channel_id: str | None) -> None:
        """All that the person of a channel ever allowed is over."""
        for grant in self.grants.values():
            if grant.channel_id == channel_id:
                grant.revoked = True

    def let_in(self, grant: Grant, now: float) -> Access:
        """A new access token."""
        token = f"ya29.sandbox-{secrets.token_urlsafe(24)}"
        self.accesses[token] = Access(token=token, grant=grant.token, expires_at=now + _LIFE_S)
        return self.accesses[token]

    def grant_of(self, token: str, now: float) -> Grant | None:
        """What an access token stands for, while it lives."""
        access = self.accesses.get(token)
        if access is None or access.expires_at <= now:
            return None
        return self.living(access.grant, now)

    def uploads(self, channel_id: str) -> Iterator[Video]:
        """The videos of a channel that are there, newest first."""
        for video in reversed(self.videos.values()):
            if video.channel_id == channel_id and not video.deleted:
                yield video

    def dump(self) -> dict[str, Any]:
        """The store as JSON."""
        kept = {name: value for name, value in vars(self).items() if name != "used"}
        dumped: dict[str, Any] = {
            name: [asdict(one) for one in things.values()] for name, things in kept.items()
        }
        return dumped | {"used": self.used}

    def restore(self, saved: dict[str, Any]) -> None:
        """Take over what `dump` gave."""
        self.channels = {one["id"]: Channel(**one) for one in saved["channels"]}
        grants = [Grant(**{**one, "scopes": tuple(one["scopes"])}) for one in saved["grants"]]
        self.grants = {one.token: one for one in grants}
        self.accesses = {one["token"]: Access(**one) for one in saved["accesses"]}
        sessions = [_session(one) for one in saved["sessions"]]
        self.sessions = {one.id: one for one in sessions}
        self.videos = {one["id"]: Video(**one) for one in saved["videos"]}
        self.used = saved["used"]


def _session(saved: Json) -> Session:
    chunks = [Chunk(**chunk) for chunk in saved["chunks"]]
    return Session(**{**saved, "parts": tuple(saved["parts"]), "chunks": chunks})
