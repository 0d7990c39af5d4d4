"""Recognising our post on a wall: by attachments of ours exactly, else by its text. Pure.

Source: https://dev.vk.com/method/wall.get, https://dev.vk.com/reference/objects/post
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from services.networks.base import Absent, Finding, Found, Json, Unclear
from services.text.vk import fingerprint

Post = Mapping[str, Any]

_SKEW = timedelta(seconds=120)
_NAME = re.compile(r"([a-z]+)(-?\d+_\d+)")


@dataclass(frozen=True, slots=True)
class Traces:
    """What a post of ours would be recognised by; `text` is a fingerprint, empty for no text."""

    owner_id: int
    attachments: tuple[str, ...]
    text: str
    last_known: int | None
    started_at: datetime

    @classmethod
    def read(cls, evidence: Json) -> "Traces":
        """Read what `prepare` stored with the attempt."""
        return cls(
            owner_id=evidence["owner_id"],
            attachments=tuple(evidence["attachments"]),
            text=evidence["text"],
            last_known=evidence["last_known"],
            started_at=datetime.fromisoformat(evidence["started_at"]),
        )

    def stored(self) -> Json:
        """The same as JSON."""
        return {
            "owner_id": self.owner_id,
            "attachments": list(self.attachments),
            "text": self.text,
            "last_known": self.last_known,
            "started_at": self.started_at.isoformat(),
        }

    def may_be(self, post: Post) -> bool:
        """Whether a post is young enough to be ours."""
        if self.last_known is not None:
            return bool(post["id"] > self.last_known)
        return datetime.fromtimestamp(post.get("date", 0), UTC) >= self.started_at - _SKEW


def judge(posts: Sequence[Post], traces: Traces) -> Finding:
    """Say whether our post is among those young enough."""
    ours = {_bare(name) for name in traces.attachments}
    exact = [post for post in posts if ours & set(attached(post))]
    sure = exact or [post for post in posts if _same_text(post, traces) and not _kinds(post)]
    doubtful = [] if exact else [post for post in posts if _resembles(post, traces)]
    if len(sure) == 1 and not doubtful:
        return found(traces.owner_id, sure[0]["id"])
    if sure or doubtful:
        return Unclear("several posts look like this one", final=True)
    return Absent()


def found(owner_id: int, post_id: int) -> Found:
    """A post by its number, with its address."""
    return Found((str(post_id),), post_url(owner_id, post_id))


def post_url(owner_id: int, post_id: int) -> str:
    """Where people see a post."""
    return f"https://vk.com/wall{owner_id}_{post_id}"


def attached(post: Post) -> list[str]:
    """The attachments of a post by name, such as `photo-1_2`, without access keys."""
    names = []
    for item in post.get("attachments") or ():
        body = item.get(item.get("type"))
        if isinstance(body, Mapping) and "owner_id" in body and "id" in body:
            names.append(f"{item['type']}{body['owner_id']}_{body['id']}")
    return names


def dropped(post: Post, evidence: Json) -> list[str]:
    """Text keys for what was sent but is not in the post, one for each attachment."""
    traces = Traces.read(evidence)
    sent = Counter(kind for kind, _ in map(_split, traces.attachments))
    keys = [f"vk-missing-{kind}" for kind in (sent - _kinds(post)).elements()]
    if traces.text and not str(post.get("text", "")).strip():
        keys.insert(0, "vk-missing-text")
    if post.get("post_type") == "suggest":
        keys.insert(0, "vk-missing-suggested")
    return keys


def _same_text(post: Post, traces: Traces) -> bool:
    return bool(traces.text) and fingerprint(str(post.get("text", ""))) == traces.text


def _resembles(post: Post, traces: Traces) -> bool:
    """Whether a post could be ours with attachments that VK has named anew."""
    kinds = _kinds(post)
    if traces.text:
        return _same_text(post, traces) and bool(kinds)
    sent = Counter(kind for kind, _ in map(_split, traces.attachments))
    return not str(post.get("text", "")).strip() and kinds == sent


def _kinds(post: Post) -> Counter[str]:
    """How many attachments of each kind; VK adds link previews by itself, so these do not count."""
    items = post.get("attachments") or ()
    return Counter(item.get("type") for item in items if item.get("type") != "link")


def _bare(name: str) -> str:
    return "".join(_split(name))


def _split(name: str) -> tuple[str, str]:
    match = _NAME.match(name)
    return (match[1], match[2]) if match else (name, "")
