"""What the card says about a post before it goes to VK: pure."""

from math import ceil

from services.content import Content
from services.networks.base import Notice
from services.networks.vk.media import LIMITS, Fitting, notices
from services.text.changes import lost
from services.text.vk import vk_text


def check(content: Content, fitting: Fitting) -> list[Notice]:
    """Say what VK would show differently, leave out or refuse."""
    if not fitting.capabilities.get("text"):
        return [Notice("refuse", "vk-no-posting")]
    text = vk_text(content.text, content.entities)
    if not text and not content.media:
        return [Notice("refuse", "vk-empty")]
    fates = fitting.fates(content)
    kept = sum(fate.shown_as is not None for fate in fates)
    told = notices(fates, something_remains=bool(text or kept))
    return [*_about_text(content, text), *told, *_about_posts(kept, only_first=fitting.only_first)]


def _about_text(content: Content, text: str) -> list[Notice]:
    told = []
    if len(text) > LIMITS.text:
        over = len(text) - LIMITS.text
        told.append(Notice("refuse", "vk-too-long", {"over": over, "limit": LIMITS.text}))
    hidden = any(media.spoiler for media in content.media)
    changes = lost(content.entities, spoilers=hidden)
    return [*told, *(Notice(change.level, change.text, change.values) for change in changes)]


def _about_posts(attachments: int, *, only_first: bool) -> list[Notice]:
    posts, left = ceil(attachments / LIMITS.album), attachments - LIMITS.album
    if posts <= 1:
        return []
    if only_first:
        values = {"count": LIMITS.album, "left": left}
        return [Notice("change", "vk-first-only", values, fix="album")]
    return [Notice("change", "vk-several-posts", {"posts": posts}, fix="album")]
