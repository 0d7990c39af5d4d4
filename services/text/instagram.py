"""A post's text as a caption on Instagram: plain, with few tags, and nobody mentioned by accident.

No address in a caption can be clicked, so addresses are written as one types them, short.
A name of Telegram becomes `t.me/name`, because `@name` would be a stranger on Instagram who gets
told of it; other words behind an @ are kept from mentioning anybody by a character that nobody
sees. Whoever means people on Instagram can have names kept as they are.

Lengths count UTF-16 code units here: that is never more than what Instagram allows, whichever
characters it counts.

Source: https://developers.facebook.com/docs/instagram-platform/content-publishing
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from services.content import Entity
from services.text.addresses import has_addresses, in_addresses, without_names
from services.text.changes import Change, lost
from services.text.fitting import divide, ending_with
from services.text.plain import JOINER, Style, plain
from services.text.tags import at_most, without_channels

CAPTION_UTF16 = 2200
HASHTAGS = 30
MENTIONS = 20

_STYLE = Style(https="never")
_TAG = re.compile(r"(?<![#@])[#@]*#(?=[^\s!-/:-@\[-^`{-~\u2000-\u206f\ufe0f\u20e3])")
"""What may make a hashtag there, of words and of emoji; all signs, for one less makes another."""
_NAME = re.compile(r"(?<![#@])[#@]*(?<![A-Za-z0-9_])@(?=[\w.])")
"""What may make a name, unlike the sign in an e-mail address."""


@dataclass(frozen=True, slots=True)
class Caption:
    """A caption, what of the text did not fit into it, and what became of the post's text.

    `rest` may become a comment, so it is not among the changes.
    """

    text: str
    rest: str
    dropped_hashtags: int
    dropped_mentions: int
    changes: tuple[Change, ...]

    @property
    def is_cut(self) -> bool:
        """Whether something did not fit."""
        return bool(self.rest)


def caption(
    text: str,
    entities: Sequence[Entity] = (),
    *,
    names: Literal["address", "keep"] = "address",
    hashtags: int = HASHTAGS,
    more: str = "",
    spoilers: bool = False,
) -> Caption:
    """Write a post's text as a caption. Never raises, never too long.

    Surplus tags and names stay as words, without their sign.

    Args:
        text: What the person wrote.
        entities: Its formatting.
        names: Whether names behind an @ are people on Telegram or people on Instagram.
        hashtags: How many of them Instagram takes.
        more: Where the whole post is: it ends a caption that had to be cut.
        spoilers: Whether pictures are hidden in the post, which this network shows to everyone.
    """
    if names == "keep":
        entities = [entity for entity in entities if entity.kind != "mention"]
    shown = _harmless(without_channels(plain(text, entities, _STYLE)))
    shown = without_names(shown) if names == "address" else shown
    shown, dropped_mentions = at_most(shown, _NAME, MENTIONS)
    shown, dropped_hashtags = at_most(shown, _TAG, hashtags)
    ending = ending_with(_harmless(more), CAPTION_UTF16, "utf16")
    kept, rest = divide(shown, CAPTION_UTF16, "utf16", ending)
    changes = [
        *_dropped("text-hashtags-dropped", dropped_hashtags, hashtags),
        *_dropped("text-mentions-dropped", dropped_mentions, MENTIONS),
        *_unclickable(text, entities),
        *lost(entities, spoilers=spoilers),
    ]
    return Caption(kept, rest, dropped_hashtags, dropped_mentions, tuple(changes))


def _dropped(key: str, count: int, limit: int) -> list[Change]:
    return [Change(key, values={"count": count, "limit": limit})] if count else []


def _unclickable(text: str, entities: Sequence[Entity]) -> list[Change]:
    return [Change("text-links-not-clickable")] if has_addresses(text, entities) else []


def _harmless(text: str) -> str:
    """The text with addresses in which Instagram finds no names and no tags."""
    return in_addresses(text, lambda url: url.replace("@", "%40").replace("#", f"#{JOINER}"))
