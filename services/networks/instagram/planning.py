"""What the card says about a post before it goes to Instagram, and its parts: pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import get_args

from services.content import Content
from services.errors import Rejected
from services.media.shapes import Taste
from services.networks.base import Account, Json, Notice, Part
from services.networks.instagram.items import Fate, Kind, fates, kept, left_out
from services.networks.instagram.shapes import LIMITS
from services.text.changes import lost
from services.text.instagram import Caption, caption

_ADDRESSES = {"url", "text_link"}
_KINDS: Mapping[Kind, str] = {"image": "image", "video": "reel"}


@dataclass(frozen=True, slots=True)
class Planning:
    """What this house can do for Instagram.

    `reachable` says whether Instagram can fetch media from us; `original_bytes` how large
    originals can be fetched, by the network that keeps them; `hashtags` how many a caption takes.
    """

    reachable: bool
    original_bytes: Mapping[str, int]
    hashtags: int

    def check(self, content: Content, account: Account) -> list[Notice]:
        """Say what Instagram would show differently, leave out or refuse."""
        found = fates(content, self.original_bytes)
        if refusal := self._refusal(account, found):
            return [refusal, *left_out(found)]
        items = kept(found)
        return [
            *left_out(found),
            *self._about_text(content, account),
            *_about_items(items),
        ]

    def plan(self, content: Content, account: Account) -> list[Part]:
        """A post for every ten media; what does not fit into the caption as its first comment.

        Raises:
            Rejected: Nothing of it can be shown on Instagram.
        """
        found = fates(content, self.original_bytes)
        if refusal := self._refusal(account, found):
            raise Rejected("Instagram", advice=refusal.text)
        items = kept(found)
        posts = [items[at : at + LIMITS.album] for at in range(0, len(items), LIMITS.album)]
        plans = [_post(post, account, first=number == 0) for number, post in enumerate(posts)]
        if self.words(content).rest and account.capabilities.get("comment"):
            plans.insert(1, ("comment", {}))
        return [Part(number, kind, plan) for number, (kind, plan) in enumerate(plans, start=1)]

    def words(self, content: Content) -> Caption:
        """The caption of a post, and what does not fit into it."""
        return caption(content.text, content.entities, hashtags=self.hashtags)

    def _refusal(self, account: Account, found: list[Fate]) -> Notice | None:
        if not self.reachable:
            return Notice("refuse", "instagram-no-address")
        if not account.capabilities.get("photo"):
            return Notice("refuse", "instagram-no-posting")
        return None if kept(found) else Notice("refuse", "instagram-needs-media")

    def _about_text(self, content: Content, account: Account) -> list[Notice]:
        words = self.words(content)
        changes = lost(content.entities, spoilers=any(one.spoiler for one in content.media))
        told = [Notice("change", change.text, change.values) for change in changes]
        if words.rest and account.capabilities.get("comment"):
            told.append(Notice("change", "instagram-rest-as-comment"))
        elif words.rest:
            told.append(Notice("change", "instagram-cut", {"over": len(words.rest)}))
        if words.dropped_hashtags:
            values = {"count": words.dropped_hashtags, "limit": self.hashtags}
            told.append(Notice("change", "instagram-hashtags-dropped", values))
        if words.dropped_mentions:
            values = {"count": words.dropped_mentions}
            told.append(Notice("change", "instagram-mentions-dropped", values))
        if _ADDRESSES & {entity.kind for entity in content.entities}:
            told.append(Notice("info", "instagram-links-dead"))
        return told


def taste(account: Account) -> Taste:
    """How the person wants pictures to come by another shape."""
    chosen = account.options.get("fit", "blur")
    return next((one for one in get_args(Taste) if one == chosen), "blur")


def _post(items: list[tuple[int, Kind]], account: Account, *, first: bool) -> tuple[str, Json]:
    kind = "carousel" if len(items) > 1 else _KINDS[items[0][1]]
    plan = {"items": [list(item) for item in items], "fit": taste(account), "caption": first}
    return kind, plan


def _about_items(items: list[tuple[int, Kind]]) -> list[Notice]:
    told = []
    posts = ceil(len(items) / LIMITS.album)
    if posts > 1:
        told.append(Notice("change", "instagram-several-posts", {"posts": posts}))
    if len(items) > 1:
        told.append(Notice("info", "instagram-one-shape"))
    elif items[0][1] == "video":
        told.append(Notice("info", "instagram-as-reel"))
    return told
