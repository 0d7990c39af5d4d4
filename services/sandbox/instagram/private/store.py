"""Members, sessions, uploads and media; numbering included."""

import hashlib
from dataclasses import asdict
from typing import Any, Final

from services.sandbox.instagram.objects import Shown
from services.sandbox.instagram.private.objects import Door, Medium, Member, Session, Upload

_FIRST_PK: Final = 3_690_000_000_000_000_001
_SEEDS: Final = (
    ("61000000003", "alice_in_the_garden", "Alice"),
    ("61000000004", "bob_on_the_road", "Bob"),
)
_TABLES: Final[dict[str, tuple[type[Any], str]]] = {
    "members": (Member, "pk"),
    "sessions": (Session, "cookie"),
    "uploads": (Upload, "id"),
    "media": (Medium, "pk"),
    "doors": (Door, "device"),
}


class PrivateStore:
    """Everything that the private API knows; it survives a restart."""

    def __init__(self) -> None:
        self._last = _FIRST_PK - 1
        self.clear()

    def clear(self) -> None:
        """Forget everything but the numbering."""
        self.members: dict[str, Member] = {}
        self.sessions: dict[str, Session] = {}
        self.uploads: dict[str, Upload] = {}
        self.media: dict[str, Medium] = {}
        self.doors: dict[str, Door] = {}
        self.approved: dict[str, bool] = {}
        """Whether the owner has let in who knocked: by member and device."""
        self.prepared: set[str] = set()
        """Names of uploads that were announced, and of composers that told their settings."""

    def seed(self) -> None:
        """Make the members that every sandbox begins with, each with a session."""
        for seed in _SEEDS:
            member = Member(*seed)
            self.members[member.pk] = member
            self.session_of(member)

    def number(self) -> str:
        """The next number of a medium."""
        self._last += 1
        return str(self._last)

    def session_of(self, member: Member) -> Session:
        """The session that the page offers for a member: a new one where the last is over.

        The same cookie after a reset, so that whoever was linked stays linked.
        """
        cookie = _cookie(member)
        known = self.sessions.get(cookie)
        if known is None:
            known = self.sessions[cookie] = Session(cookie, member.pk, mid_of(cookie))
        if known.trouble == "logged_out":
            member.logins += 1
            return self.session_of(member)
        return known

    def log_in(self, member: Member, device: dict[str, str]) -> Session:
        """One more session of a member, on the device that knew the password."""
        secret = hashlib.sha256(f"{member.pk} {len(self.sessions)} login".encode()).hexdigest()
        cookie = f"{member.pk}%3ALogin{secret[:10]}%3A{len(self.sessions)}%3AAY{secret[10:54]}"
        made = self.sessions[cookie] = Session(cookie, member.pk, mid_of(cookie), device)
        return made

    def of(self, pk: str) -> list[Medium]:
        """What a member has published, newest first."""
        mine = [one for one in self.media.values() if one.owner_pk == pk]
        return sorted(mine, key=lambda one: (one.at, int(one.pk)), reverse=True)

    def dump(self) -> dict[str, Any]:
        """All of it as JSON for the snapshot."""
        tables = {name: [asdict(one) for one in getattr(self, name).values()] for name in _TABLES}
        rest = {"prepared": sorted(self.prepared), "approved": self.approved, "last": self._last}
        return {**tables, **rest}

    def restore(self, saved: dict[str, Any]) -> None:
        """Take over what `dump` gave."""
        self.clear()
        for name, (kind, key) in _TABLES.items():
            for fields in saved.get(name, []):
                one = kind(**_alive(fields))
                getattr(self, name)[getattr(one, key)] = one
        self.prepared = set(saved["prepared"])
        self.approved = dict(saved.get("approved", {}))
        self._last = saved["last"]


def mid_of(word: str) -> str:
    """The name that Instagram gives a device, once it has seen it."""
    return hashlib.sha256(f"mid {word}".encode()).hexdigest()[:28]


def _cookie(member: Member) -> str:
    """A session cookie as browsers show it: number, secret, counter and signature, escaped."""
    secret = hashlib.sha256(f"{member.pk} {member.logins}".encode()).hexdigest()
    return f"{member.pk}%3ASandbox{secret[:10]}%3A{member.logins}%3AAY{secret[10:54]}"


def _alive(fields: dict[str, Any]) -> dict[str, Any]:
    """Undo what JSON does to what lies in an upload."""
    if "shown" in fields:
        return fields | {"shown": Shown(**fields["shown"])}
    return fields
