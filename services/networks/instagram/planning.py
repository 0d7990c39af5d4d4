"""What the card says about a post before it goes to Instagram, and its parts: pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import get_args

from services.content import Content
from services.errors import Rejected
from services.media.shapes import Taste
from services.networks.base import Account, Json, Notice, Part
from services.networks.instagram.items import Fate, Kind, fates, kept, losses
from services.networks.instagram.shapes import LIMITS
from services.text.changes import left_out, lost
from services.text.instagram import Caption, caption

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
            return [refusal, *losses(found)]
        items = kept(found)
        return [
            *losses(found),
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
        hidden = any(media.spoiler for media in content.media)
        opened = [one for one in lost((), spoilers=hidden) if one not in words.changes]
        comments = bool(account.capabilities.get("comment"))
        cut = [] if comments else left_out(words.rest)
        changes = [*words.changes, *opened, *cut]
        told = [Notice(one.level, one.text, one.values) for one in changes]
        if words.rest and comments:
            told.append(Notice("change", "instagram-rest-as-comment"))
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
