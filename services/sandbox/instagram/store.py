"""Profiles, tokens, containers, media and comments; numbering included."""

import hashlib
from dataclasses import asdict
from typing import Any

from services.sandbox.instagram.objects import (
    Comment,
    Container,
    Medium,
    Profile,
    Shown,
    Token,
)

BASIC = "instagram_business_basic"
PUBLISH = "instagram_business_content_publish"
COMMENTS = "instagram_business_manage_comments"

TOKEN_LIFE_S = 60 * 86_400
CONTAINER_LIFE_S = 86_400
QUOTA_WINDOW_S = 86_400

_FIRST = {
    "container": 17_890_000_000_000_001,
    "medium": 18_010_000_000_000_001,
    "comment": 17_980_000_000_000_001,
}
"""Longer than a number of JavaScript can be, as real ids are."""

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_SEEDS = (
    ("17841400000000001", "alices_kitchen", "Alice", "BUSINESS", (BASIC, PUBLISH, COMMENTS)),
    ("17841400000000002", "bobs_garage", "Bob", "MEDIA_CREATOR", (BASIC, PUBLISH)),
    ("17841400000000003", "alice_at_home", "Alice", "PERSONAL", (BASIC,)),
)
_TABLES: dict[str, Any] = {
    "profiles": Profile,
    "tokens": Token,
    "containers": Container,
    "media": Medium,
    "comments": Comment,
}


class InstagramStore:
    """Everything that the pretend Instagram remembers; it survives a restart."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}
        self.clear()

    def clear(self) -> None:
        """Forget everything but the numbering, which clients may remember."""
        self.profiles: dict[str, Profile] = {}
        self.tokens: dict[str, Token] = {}
        self.containers: dict[str, Container] = {}
        self.media: dict[str, Medium] = {}
        self.comments: dict[str, Comment] = {}

    def seed(self) -> None:
        """Make the profiles that every sandbox begins with."""
        for seed in _SEEDS:
            self.profiles[seed[0]] = Profile(*seed)

    def add_profile(self, username: str, now: float) -> Profile:
        """Make a professional profile whose owner grants everything."""
        number = str(int(_SEEDS[0][0]) + len(self.profiles))
        profile = Profile(number, username, username, "BUSINESS", (BASIC, PUBLISH, COMMENTS))
        self.profiles[profile.id] = profile
        self.issue(profile, now)
        return profile

    def number(self, what: str) -> str:
        """The next id of a kind, a long row of digits."""
        self._last[what] = self._last.get(what, _FIRST[what] - 1) + 1
        return str(self._last[what])

    def key(self, profile: Profile, now: float) -> Token:
        """The token that the page offers for a profile: a fresh one when the last is over."""
        known = self.tokens.get(_value(profile))
        if known is None:
            return self.issue(profile, now)
        if known.trouble or known.expires_at <= now:
            profile.keys += 1
            return self.key(profile, now)
        return known

    def issue(self, profile: Profile, now: float) -> Token:
        """The next token of a profile, with the scopes that its owner grants.

        The same ones after a reset, so that whoever was linked stays linked.
        """
        value = _value(profile)
        token = Token(value, profile.id, profile.scopes, now + TOKEN_LIFE_S, issued_at=now)
        self.tokens[value] = token
        return token

    def of(self, profile_id: str) -> list[Medium]:
        """What a profile has published, newest first."""
        mine = [one for one in self.media.values() if one.profile_id == profile_id]
        return sorted(mine, key=lambda one: (one.at, int(one.id)), reverse=True)

    def used(self, profile_id: str, since: float) -> int:
        """How many posts of a profile came through the API after a moment."""
        return sum(one.by_api and one.at > since for one in self.of(profile_id))

    def dump(self) -> dict[str, Any]:
        """All of it as JSON for the snapshot."""
        tables = {name: [asdict(one) for one in getattr(self, name).values()] for name in _TABLES}
        return {**tables, "last": self._last}

    def restore(self, saved: dict[str, Any]) -> None:
        """Take over what `dump` gave."""
        self.clear()
        for name, kind in _TABLES.items():
            for fields in saved[name]:
                one = kind(**_alive(fields))
                getattr(self, name)[one.value if name == "tokens" else one.id] = one
        self._last = dict(saved["last"])


def shortcode(media_id: str) -> str:
    """The name of a medium in addresses, which is its number written with 64 digits."""
    number, letters = int(media_id), ""
    while number:
        number, digit = divmod(number, len(_ALPHABET))
        letters = _ALPHABET[digit] + letters
    return letters


def _value(profile: Profile) -> str:
    tail = hashlib.sha384(f"{profile.id} {profile.keys}".encode()).hexdigest()
    return f"IGAA-SANDBOX-{tail}"


def _alive(fields: dict[str, Any]) -> dict[str, Any]:
    """Undo what JSON does to tuples and to what lies in a container."""
    alive = dict(fields)
    if "scopes" in alive:
        alive["scopes"] = tuple(alive["scopes"])
    if alive.get("shown"):
        alive["shown"] = Shown(**alive["shown"])
    return alive
