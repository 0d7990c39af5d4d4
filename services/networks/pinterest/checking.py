"""What the card says about a post before it goes to Pinterest: pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.content import Content, Media
from services.media.shapes import TASTES, Taste
from services.networks.base import Account, Notice
from services.networks.pinterest.boards import place_of
from services.networks.pinterest.media import Sorting, changes, kind_of, unfit
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
        unfit_ones = [reason for one in media if kind_of(one) and (reason := unfit(one))]
        told += [Notice("change", one.text, one.values) for one in unfit_ones]
        if unfit_ones:
            told.append(Notice("change", "pinterest-unfit", {"count": len(unfit_ones)}))
        pins = len(self.sorting.groups(media))
        if pins > 1:
            told.append(Notice("change", "pinterest-several-pins", {"pins": pins}))
        return told if pins else [*told, Notice("refuse", "pinterest-needs-picture")]

    def _about_fitting(self, media: Sequence[Media], account: Account) -> list[Notice]:
        """Each kind of change once."""
        taste = taste_of(account)
        told = [
            change
            for group in self.sorting.groups(media)
            for change in changes(group, media, taste)
        ]
        return [
            Notice("change", one.text, one.values) for one in {o.text: o for o in told}.values()
        ]


def taste_of(account: Account) -> Taste:
    """How pictures of this account come by another shape."""
    chosen = account.options.get("fit")
    return next((taste for taste in TASTES if taste == chosen), TASTES[0])


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
