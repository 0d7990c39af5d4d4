"""Recognising our pin on a board. Pure.

Pinterest has no private notes on pins any more, and no key that makes repeating harmless: a pin is
ours if it is young, was not there before, and says what we said. Absence is believed only where no
young pin of a board could be ours.

Source: https://developers.pinterest.com/docs/api/v5/boards-list_pins
"""

import hashlib
import html
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from services.networks.base import Absent, Finding, Found, Json, Unclear

Pin = Mapping[str, Any]

_SKEW = timedelta(minutes=2)
_CLOSE = 0.03
_SIZES = ("originals", "1200x", "600x")


@dataclass(frozen=True, slots=True)
class Traces:
    """What a pin of ours would be recognised by.

    `words` is a fingerprint, empty for no words; `ratio` that of its first picture; `known` are
    the pins that were there before.
    """

    board: str
    section: str | None
    words: str
    is_video: bool
    ratio: float
    known: tuple[str, ...]
    started_at: datetime

    @classmethod
    def read(cls, evidence: Json) -> "Traces":
        """Read what `prepare` stored with the attempt."""
        started_at = datetime.fromisoformat(evidence["started_at"])
        return cls(**{**evidence, "known": tuple(evidence["known"]), "started_at": started_at})

    def stored(self) -> Json:
        """The same as JSON."""
        return {
            "board": self.board,
            "section": self.section,
            "words": self.words,
            "is_video": self.is_video,
            "ratio": self.ratio,
            "known": list(self.known),
            "started_at": self.started_at.isoformat(),
        }

    def may_be(self, pin: Pin) -> bool:
        """Whether a pin could be ours at all: young, new, not another's, and of the same kind."""
        if pin.get("id") in self.known or pin.get("is_owner") is False:
            return False
        at, kind = created_at(pin), _media(pin).get("media_type")
        is_young = at is None or at >= self.started_at - _SKEW
        return is_young and (kind is None or (kind == "video") == self.is_video)

    def says_the_same(self, pin: Pin) -> bool:
        """Whether its words are ours; where we said nothing, its picture has to have our shape."""
        if self.words:
            return fingerprint(pin.get("title"), pin.get("description")) == self.words
        is_silent = not fingerprint(pin.get("title"), pin.get("description"))
        ratio = _ratio(pin)
        return is_silent and ratio is not None and abs(ratio / self.ratio - 1) < _CLOSE

    def are_past(self, pins: Sequence[Pin]) -> bool:
        """Whether a list of pins is in the order of time and has come to older ones than ours.

        Pinterest does not promise the order, and people may move pins on their boards.
        """
        times = [created_at(pin) for pin in pins]
        told = [at for at in times if at is not None]
        in_order = len(told) == len(times) and told == sorted(told, reverse=True)
        return bool(told) and in_order and told[-1] < self.started_at - _SKEW


def judge(pins: Iterable[Pin], traces: Traces) -> Finding:
    """Say whether our pin is among those of a board."""
    possible = [pin for pin in pins if traces.may_be(pin)]
    ours = [pin for pin in possible if traces.says_the_same(pin)]
    alone = len(ours) == 1 and (bool(traces.words) or len(possible) == 1)
    if alone:
        return Found((str(ours[0]["id"]),), pin_url(str(ours[0]["id"])))
    if possible:
        return Unclear("a young pin on the board may be this one", final=True)
    return Absent()


def pin_url(pin_id: str) -> str:
    """Where people see a pin."""
    return f"https://www.pinterest.com/pin/{pin_id}/"


def fingerprint(*texts: str | None) -> str:
    """A hash that stays the same whatever Pinterest does to spaces and escapes; "" for nothing."""
    whole = "".join(str(text or "") for text in texts)
    plain = unicodedata.normalize("NFC", html.unescape(whole))
    seen = "".join(char for char in plain if unicodedata.category(char) != "Cf")
    words = "".join(seen.split())
    return hashlib.sha256(words.encode()).hexdigest() if words else ""


def created_at(pin: Pin) -> datetime | None:
    """When a pin was made; Pinterest's times often have no zone, and mean UTC."""
    try:
        at = datetime.fromisoformat(str(pin.get("created_at")))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _media(pin: Pin) -> Mapping[str, Any]:
    media = pin.get("media")
    return media if isinstance(media, Mapping) else {}


def _ratio(pin: Pin) -> float | None:
    """Width divided by height of the first picture, where Pinterest tells both."""
    media = _media(pin)
    items = media.get("items")
    first = items[0] if isinstance(items, list) and items else media
    images = first.get("images") if isinstance(first, Mapping) else None
    for size in _SIZES:
        image = images.get(size) if isinstance(images, Mapping) else None
        if isinstance(image, Mapping) and image.get("width") and image.get("height"):
            return float(image["width"]) / float(image["height"])
    return None
