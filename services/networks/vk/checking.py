"""What the card says about a post before it goes to VK: pure."""

from math import ceil

from services.content import Content
from services.networks.base import MORE, Account, Notice
from services.networks.vk.media import LIMITS, Fitting, notices
from services.networks.whole import about_whole, pointing, whole_address
from services.text.changes import left_out, lost
from services.text.fitting import divide, ending_with
from services.text.vk import vk_text


def check(content: Content, account: Account, fitting: Fitting) -> list[Notice]:
    """Say what VK would show differently, leave out or refuse."""
    if not fitting.capabilities.get("text"):
        return [Notice("refuse", "vk-no-posting")]
    text = vk_text(content.text, content.entities)
    if not text and not content.media:
        return [Notice("refuse", "vk-empty")]
    fates = fitting.fates(content)
    kept = sum(fate.shown_as is not None for fate in fates)
    told = notices(fates, something_remains=bool(text or kept))
    whole = about_whole(content, account) if shows_less(content, fitting) else []
    posts = _about_posts(kept, only_first=fitting.only_first)
    return [*_about_text(content, account, text), *told, *posts, *whole]


def shows_less(content: Content, fitting: Fitting) -> bool:
    """Whether something of a post does not get to VK."""
    shown = [fate for fate in fitting.fates(content) if fate.shown_as]
    too_many = fitting.only_first and len(shown) > LIMITS.album
    too_long = len(vk_text(content.text, content.entities)) > LIMITS.text
    return too_long or too_many or len(shown) < len(content.media)


def message_of(content: Content, more: str) -> tuple[str, str]:
    """A post's text on VK, and what of it is left out; `more` is where the whole of it is."""
    text = vk_text(content.text, content.entities)
    if len(text) <= LIMITS.text:
        text = vk_text(pointing(content, more).text, content.entities)
    return divide(text, LIMITS.text, "characters", ending_with(more, LIMITS.text, "characters"))


def _about_text(content: Content, account: Account, text: str) -> list[Notice]:
    told, more = list[Notice](), whole_address(content, account)
    if len(text) > LIMITS.text and more:
        cut = left_out(message_of(content, more)[1])
        told += [Notice(one.level, one.text, one.values) for one in cut]
    elif len(text) > LIMITS.text:
        values = {"over": len(text) - LIMITS.text, "limit": LIMITS.text}
        fix = MORE.name if content.source_url else ""
        told.append(Notice("refuse", "vk-too-long", values, fix))
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
