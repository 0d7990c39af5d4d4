"""What the card says about a post before it goes to Instagram, and its parts: pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from services.content import Content
from services.errors import Rejected
from services.media.foreseeing import foresee
from services.media.shapes import Taste
from services.networks.base import Account, Json, Notice, Part
from services.networks.instagram.items import Fate, Kind, fates, kept, losses
from services.networks.instagram.shapes import LIMITS, shape_of
from services.text.changes import left_out, lost
from services.text.instagram import Caption, caption

_Items = list[tuple[int, Kind]]
"""Places of media in a post, and what each is shown as."""

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
        posts = _posts(found)
        return [
            *losses(found),
            *self._about_text(content, account),
            *_about_posts(posts),
            *_about_media(posts, content, taste(account)),
        ]

    def plan(self, content: Content, account: Account) -> list[Part]:
        """A post for every ten media; what does not fit into the caption as its first comment.

        Raises:
            Rejected: Nothing of it can be shown on Instagram.
        """
        found = fates(content, self.original_bytes)
        if refusal := self._refusal(account, found):
            raise Rejected("Instagram", advice=refusal.text)
        posts = enumerate(_posts(found))
        plans = [_post(post, account, first=number == 0) for number, post in posts]
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


def _posts(found: list[Fate]) -> list[_Items]:
    """What is shown, in posts of as many as one takes."""
    items = kept(found)
    return [items[at : at + LIMITS.album] for at in range(0, len(items), LIMITS.album)]


def _post(items: _Items, account: Account, *, first: bool) -> tuple[str, Json]:
    kind = "carousel" if len(items) > 1 else _KINDS[items[0][1]]
    plan = {"items": [list(item) for item in items], "fit": taste(account), "caption": first}
    return kind, plan


def _about_posts(posts: list[_Items]) -> list[Notice]:
    told = []
    if len(posts) > 1:
        told.append(Notice("change", "instagram-several-posts", {"posts": len(posts)}))
    if len(posts[0]) > 1:
        told.append(Notice("info", "instagram-one-shape"))
    elif posts[0][0][1] == "video":
        told.append(Notice("info", "instagram-as-reel"))
    return told


def _about_media(posts: list[_Items], content: Content, how: Taste) -> list[Notice]:
    """What fitting will do to the media, each kind of it told once."""
    told: list[Notice] = []
    for items in posts:
        for place, kind in items:
            shape = shape_of(kind, alone=len(items) == 1)
            if seen := foresee(content.media[place], shape, how):
                notice = Notice(seen.level, seen.text, seen.values)
                told += [] if notice in told else [notice]
    return told
