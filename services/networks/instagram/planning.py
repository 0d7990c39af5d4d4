"""What the card says about a post before it goes to Instagram, and its parts: pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from services.content import Content
from services.errors import Rejected
from services.media.foreseeing import foresee
from services.media.shapes import Shape, Taste, trimming
from services.networks.base import ALBUM, FIT, LENGTH, Account, Json, Notice, Part
from services.networks.instagram.items import Fate, Kind, fates, kept, losses
from services.networks.instagram.shapes import LIMITS, like, shape_of
from services.networks.whole import about_whole, planned, pointing, whole_address
from services.text.changes import left_out, lost
from services.text.instagram import Caption, caption

_Items = list[tuple[int, Kind]]
"""Places of media in a post, and what each is shown as."""

_FINELY = 10_000
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
        return [
            *losses(found),
            *self._about_text(content, account),
            *_about_posts(found, account),
            *_about_media(_posts(found, account), content, account),
        ]

    def plan(self, content: Content, account: Account) -> list[Part]:
        """A post for every ten media; what does not fit into the caption as its first comment.

        Raises:
            Rejected: Nothing of it can be shown on Instagram.
        """
        found = fates(content, self.original_bytes)
        if refusal := self._refusal(account, found):
            raise Rejected("Instagram", advice=refusal.text)
        posts = enumerate(_posts(found, account))
        plans = [_post(post, account, first=number == 0) for number, post in posts]
        more = self._more(content, account)
        if self.words(content, more).rest and account.capabilities.get("comment"):
            plans.insert(1, ("comment", {}))
        numbered = enumerate(plans, start=1)
        return [Part(number, kind, {**plan, **planned(more)}) for number, (kind, plan) in numbered]

    def shape(self, content: Content, place: int, account: Account) -> Shape | None:
        """What a medium has to be; None if it is not shown."""
        posts = _posts(fates(content, self.original_bytes), account)
        items = next((items for items in posts if place in dict(items)), None)
        return _shape(place, items, content, account) if items else None

    def words(self, content: Content, more: str = "") -> Caption:
        """The caption of a post, and what does not fit into it.

        `more` is where the whole post is, for one that shows less.
        """

        def written(content: Content) -> Caption:
            return caption(content.text, content.entities, hashtags=self.hashtags, more=more)

        words = written(content)
        return words if words.is_cut else written(pointing(content, more))

    def _more(self, content: Content, account: Account) -> str:
        is_less = self._shows_less(content, account)
        return whole_address(content, account) if is_less else ""

    def _shows_less(self, content: Content, account: Account) -> bool:
        """Whether something of a post does not get to Instagram, not even as a comment."""
        shown = sum(map(len, _posts(fates(content, self.original_bytes), account)))
        is_cut = self.words(content).is_cut and not account.capabilities.get("comment")
        return is_cut or shown < len(content.media)

    def _refusal(self, account: Account, found: list[Fate]) -> Notice | None:
        if not self.reachable:
            return Notice("refuse", "instagram-no-address")
        if not account.capabilities.get("photo"):
            return Notice("refuse", "instagram-no-posting")
        return None if kept(found) else Notice("refuse", "instagram-needs-media")

    def _about_text(self, content: Content, account: Account) -> list[Notice]:
        words = self.words(content, self._more(content, account))
        hidden = any(media.spoiler for media in content.media)
        opened = [one for one in lost((), spoilers=hidden) if one not in words.changes]
        comments = bool(account.capabilities.get("comment"))
        cut = [] if comments else left_out(words.rest)
        changes = [*words.changes, *opened, *cut]
        told = [Notice(one.level, one.text, one.values) for one in changes]
        if words.rest and comments:
            told.append(Notice("change", "instagram-rest-as-comment"))
        whole = about_whole(content, account) if self._shows_less(content, account) else []
        return [*told, *whole]


def taste(account: Account) -> Taste:
    """How the person wants pictures to come by another shape."""
    return cast(Taste, FIT.chosen(account))


def _posts(found: list[Fate], account: Account) -> list[_Items]:
    """What is shown, in posts of as many as one takes; only the first if the person wants that."""
    items = kept(found)
    posts = [items[at : at + LIMITS.album] for at in range(0, len(items), LIMITS.album)]
    return posts[:1] if ALBUM.chosen(account) == "first" else posts


def _shape(place: int, items: _Items, content: Content, account: Account) -> Shape:
    """What one of the media of a post has to be: in a carousel, like the first one."""
    trims = LENGTH.chosen(account) == "trim"
    shape = trimming(shape_of(dict(items)[place], alone=len(items) == 1), trims=trims)
    first = content.media[items[0][0]]
    if place == items[0][0] or not first.width or not first.height:
        return shape
    least, most = shape.ratio
    ratio = min(max(first.width / first.height, least), most)
    return like(shape, (round(ratio * _FINELY), _FINELY))


def _post(items: _Items, account: Account, *, first: bool) -> tuple[str, Json]:
    kind = "carousel" if len(items) > 1 else _KINDS[items[0][1]]
    plan = {"items": [list(item) for item in items], "caption": first}
    return kind, {**plan, "fit": taste(account), "length": LENGTH.chosen(account)}


def _about_posts(found: list[Fate], account: Account) -> list[Notice]:
    told, shown, posts = [], len(kept(found)), _posts(found, account)
    if len(posts) > 1:
        values = {"posts": len(posts)}
        told.append(Notice("change", "instagram-several-posts", values, fix="album"))
    elif shown > LIMITS.album:
        values = {"count": LIMITS.album, "left": shown - LIMITS.album}
        told.append(Notice("change", "instagram-first-only", values, fix="album"))
    if len(posts[0]) > 1:
        told.append(Notice("info", "instagram-one-shape"))
    elif posts[0][0][1] == "video":
        told.append(Notice("info", "instagram-as-reel"))
    return told


def _about_media(posts: list[_Items], content: Content, account: Account) -> list[Notice]:
    """What fitting will do to the media, each kind of it told once."""
    told: list[Notice] = []
    for items in posts:
        for place, _ in items:
            shape = _shape(place, items, content, account)
            for seen in foresee(content.media[place], shape, taste(account)):
                notice = Notice(seen.level, seen.text, seen.values, seen.fix)
                told += [] if notice in told else [notice]
    return told
