"""How far a part is on its way out: what is fetched, fitted and uploaded of it."""

from dataclasses import dataclass, field

from services.content import Media

_FETCHED = 0.2
_FITTED = 0.6
"""Of the whole work, once all media are fetched, and once they fit; the rest is the upload."""


@dataclass(slots=True)
class Share:
    """Adds up the work on the media of a part; `media` is how many there may be.

    A part that has no media in hand is as far as its network says.
    """

    media: int
    ready: dict[str, float] = field(default_factory=dict)
    sent: float = 0.0

    def fetched(self, medium: Media, fraction: float) -> None:
        """So much of an original is here."""
        self._note(medium, fraction * _FETCHED / _FITTED)

    def fitted(self, medium: Media, fraction: float) -> None:
        """So much of an original has been made to fit."""
        self._note(medium, (_FETCHED + fraction * (_FITTED - _FETCHED)) / _FITTED)

    def uploaded(self, fraction: float) -> None:
        """The network has got so much of the part."""
        self.sent = max(self.sent, min(1.0, fraction))

    @property
    def fraction(self) -> float:
        """Of the whole, 0.0 to 1.0."""
        if not self.ready:
            return self.sent
        ready = sum(self.ready.values()) / max(self.media, len(self.ready))
        return ready * _FITTED + self.sent * (1 - _FITTED)

    def _note(self, medium: Media, fraction: float) -> None:
        known = self.ready.get(medium.unique_ref, 0.0)
        self.ready[medium.unique_ref] = max(known, min(1.0, fraction))
