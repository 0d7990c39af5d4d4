"""What the card says about a post before it goes to Pinterest: pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from services.content import Content, Media
from services.media.shapes import Taste
from services.networks.base import FIT, Account, Notice
from services.networks.pinterest.boards import place_of
from services.networks.pinterest.media import Sorting, kind_of
from services.networks.whole import about_whole
from services.text.changes import lost
from services.text.pinterest import DESCRIPTION_CHARACTERS, pin_text


@dataclass(frozen=True, slots=True)
class Checking:
    """Says what becomes of posts; `is_trial` is whether only their author sees the pins."""

    sorting: Sorting
    is_trial: bool

    def notices(self, content: Content, account: Account) -> list[Notice]:
        """What Pinterest would show differently, leave out or refuse."""
        if not account.capabilities.get("photo"):
            return [Notice("refuse", "pinterest-no-writing")]
        if place_of(account) is None:
            return [Notice("refuse", "pinterest-no-board")]
        told = [
            *self._about_media(content.media),
            *self._about_fitting(content.media, account),
            *_about_place(account),
            *_about_text(content),
            *self._about_whole(content, account),
        ]
        return [*told, *([Notice("info", "pinterest-trial")] if self.is_trial else [])]

    def _about_media(self, media: Sequence[Media]) -> list[Notice]:
        too_big = [one for one in media if kind_of(one) and self.sorting.is_too_big(one)]
        others = [one for one in media if kind_of(one) is None]
        told = []
        if too_big:
            limits = {self.sorting.original_bytes[one.origin] for one in too_big}
            values = {"count": len(too_big), "limit_mb": min(limits) // 1_000_000}
            told.append(Notice("change", "pinterest-file-too-big", values))
        if others:
            told.append(Notice("change", "pinterest-left-out", {"count": len(others)}))
        reasons = [self.sorting.unfit(one) for one in media if kind_of(one)]
        unfit_ones = [one for one in reasons if one]
        told += [Notice("change", one.text, one.values, one.fix) for one in unfit_ones]
        if unfit_ones:
            told.append(Notice("change", "pinterest-unfit", {"count": len(unfit_ones)}))
        pins = len(self.sorting.groups(media))
        if pins > 1:
            told.append(Notice("change", "pinterest-several-pins", {"pins": pins}, fix="album"))
        elif left := self._beyond_first(media):
            told.append(Notice("change", "pinterest-first-only", {"left": left}, fix="album"))
        return told if pins else [*told, Notice("refuse", "pinterest-needs-picture")]

    def _about_whole(self, content: Content, account: Account) -> list[Notice]:
        """A pin leads to the original, unless it shows all of it and leads elsewhere."""
        text = pin_text(content.text, content.entities)
        shown = sum(len(one.places) for one in self.sorting.groups(content.media))
        is_less = text.is_cut or not text.link or shown < len(content.media)
        return about_whole(content, account) if is_less else []

    def _beyond_first(self, media: Sequence[Media]) -> int:
        """How many media would be in pins that the person does not want."""
        every = replace(self.sorting, only_first=False).groups(media)
        shown = self.sorting.groups(media)
        return sum(len(one.places) for one in every) - sum(len(one.places) for one in shown)

    def _about_fitting(self, media: Sequence[Media], account: Account) -> list[Notice]:
        """Each kind of change once."""
        taste = taste_of(account)
        told = [
            change
            for group in self.sorting.groups(media)
            for change in self.sorting.changes(group, media, taste)
        ]
        each_once = {one.text: one for one in told}.values()
        return [Notice("change", one.text, one.values, one.fix) for one in each_once]


def taste_of(account: Account) -> Taste:
    """How pictures of this account come by another shape."""
    return cast(Taste, FIT.chosen(account))


def _about_place(account: Account) -> list[Notice]:
    place = place_of(account)
    wrong = place is not None and place.elsewhere
    return [Notice("change", "pinterest-section-elsewhere")] if wrong else []


def _about_text(content: Content) -> list[Notice]:
    hidden = any(media.spoiler for media in content.media)
    changes = lost(content.entities, spoilers=hidden)
    told = [Notice("change", change.text, change.values) for change in changes]
    if pin_text(content.text, content.entities).is_cut:
        limit = {"limit": DESCRIPTION_CHARACTERS}
        told.append(Notice("change", "pinterest-text-cut", limit))
    return told
