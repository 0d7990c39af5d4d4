"""Recognising a post of ours among the newest of a member: pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from services.networks.base import Absent, Finding, Found, Json, Unclear
from services.networks.instagram.official.listing import fingerprint
from services.networks.instagram.private.posting import ALBUM, Post, address

PAGE = 24
"""How many of the newest posts are looked through."""

_SKEW = timedelta(seconds=120)


@dataclass(frozen=True, slots=True)
class Traces:
    """What a post of ours is found by.

    `upload` is its upload id, `known` the posts that were there before it, `text` a digest of its
    caption, empty if it has none.
    """

    upload: str
    kind: int
    count: int
    text: str
    since: datetime
    known: tuple[str, ...]

    @classmethod
    def of(cls, post: Post, since: datetime, known: Sequence[str]) -> Self:
        """Take the traces of a post that is about to be made."""
        text = fingerprint(post.caption) if post.caption.strip() else ""
        return cls(post.id, post.kind, len(post.uploads), text, since, tuple(known))

    @classmethod
    def read(cls, evidence: Json) -> Self:
        """Read what `stored` gave."""
        since = datetime.fromisoformat(evidence["since"])
        return cls(**{**evidence, "since": since, "known": tuple(evidence["known"])})

    def stored(self) -> Json:
        """The same as JSON."""
        return {
            "upload": self.upload,
            "kind": self.kind,
            "count": self.count,
            "text": self.text,
            "since": self.since.isoformat(),
            "known": list(self.known),
        }


def judge(page: Json, traces: Traces) -> Finding:
    """Whether a page of the newest posts shows ours.

    Without a caption, only the upload id tells a post from one that the owner made by hand.
    """
    items = [one for one in page["items"] if isinstance(one, dict)]
    if exact := [one for one in items if str(one.get("device_timestamp")) == traces.upload]:
        return _found(exact[0])
    alike = [one for one in items if _like(one, traces)]
    if len(alike) == 1 and traces.text:
        return _found(alike[0])
    if alike:
        return Unclear("posts of the same kind and text have appeared since")
    return Absent() if _is_all(page, items, traces) else Unclear("too many new posts")


def _found(media: Json) -> Found:
    return Found((str(media.get("pk")),), address(media))


def _like(media: Json, traces: Traces) -> bool:
    at = _at(media)
    count = int(media.get("carousel_media_count") or 1) if traces.kind == ALBUM else 1
    return (
        str(media.get("pk")) not in traces.known
        and (media.get("media_type"), count) == (traces.kind, traces.count)
        and at is not None
        and at >= traces.since - _SKEW
        and _text(media) == traces.text
    )


def _is_all(page: Json, items: list[Json], traces: Traces) -> bool:
    """Whether no post of ours hides beyond the page; what is pinned comes first, however old."""
    if not page.get("more_available"):
        return True
    times = [at for one in items if not _is_pinned(one) and (at := _at(one))]
    return any(at < traces.since - _SKEW for at in times)


def _is_pinned(media: Json) -> bool:
    return bool(media.get("timeline_pinned_user_ids"))


def _at(media: Json) -> datetime | None:
    seconds = media.get("taken_at")
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int | float) else None


def _text(media: Json) -> str:
    caption: Any = media.get("caption")
    text = str(caption.get("text") or "") if isinstance(caption, dict) else ""
    return fingerprint(text) if text.strip() else ""
