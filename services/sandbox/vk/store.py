"""Everything that the pretend VK remembers, as plain data that survives a restart."""

import hashlib
from dataclasses import asdict
from typing import Any

from services.sandbox.vk.objects import (
    Challenge,
    Community,
    Doc,
    Json,
    Photo,
    Post,
    Receipt,
    Ticket,
    User,
    Video,
)
from services.sandbox.vk.tokens import COMMUNITY_MASK, USER_SCOPES, Kind, Role, Token

FIRST_COMMUNITY = 220_000_001
_FIRST_USER = 700_000_101
_FIRST_MEDIUM = 457_239_017
_SEEDS = (("Alice", "Alice's kitchen", "alices_kitchen"), ("Bob", "Bob's garage", "bobs_garage"))
_TABLES: dict[str, Any] = {
    "users": User,
    "communities": Community,
    "tokens": Token,
    "photos": Photo,
    "docs": Doc,
    "videos": Video,
    "tickets": Ticket,
    "receipts": Receipt,
    "challenges": Challenge,
}


class VkStore:
    """People, communities, tokens, media and posts; numbering included."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}
        self.clear()

    def clear(self) -> None:
        """Forget everything but the numbering of media and posts, which clients may remember."""
        self.users: dict[int, User] = {}
        self.communities: dict[int, Community] = {}
        self.tokens: dict[str, Token] = {}
        self.photos: dict[tuple[int, int], Photo] = {}
        self.docs: dict[tuple[int, int], Doc] = {}
        self.videos: dict[tuple[int, int], Video] = {}
        self.posts: dict[int, dict[int, Post]] = {}
        self.tickets: dict[str, Ticket] = {}
        self.receipts: dict[str, Receipt] = {}
        self.challenges: dict[str, Challenge] = {}
        self.guids: dict[str, tuple[int, float]] = {}
        for restarting in ("community", "user"):
            self._last.pop(restarting, None)

    def seed(self) -> None:
        """Make the communities that every sandbox begins with."""
        for owner, name, screen_name in _SEEDS:
            self.found(name, screen_name, owner=owner)

    def number(self, what: str, first: int = 1) -> int:
        """The next number in a row of its own."""
        self._last[what] = self._last.get(what, first - 1) + 1
        return self._last[what]

    def medium_number(self, kind: str, owner_id: int) -> int:
        """The next id of a photo, document or video of an owner."""
        return self.number(f"{kind} {owner_id}", _FIRST_MEDIUM)

    def found(
        self, name: str, screen_name: str | None = None, *, owner: str = "Owner"
    ) -> Community:
        """Make a community with an administrator and the three tokens to link it with."""
        user = self.add_user(owner)
        group_id = self.number("community", FIRST_COMMUNITY)
        tokens = [
            self.issue(kind, user_id=user.id, group_id=group_id)
            for kind in ("community", "user", "vkid")
        ]
        community = Community(
            id=group_id,
            name=name,
            screen_name=screen_name or f"club{group_id}",
            community_key=tokens[0].value,
            user_token=tokens[1].value,
            weak_token=tokens[2].value,
            roles={user.id: "administrator"},
            members_count=100 + group_id % 1000,
        )
        self.communities[group_id] = community
        return community

    def replace_keys(self, community: Community) -> None:
        """The tokens with which a community could be linked are over; there are new ones."""
        for name in ("community_key", "user_token", "weak_token"):
            old = self.tokens[getattr(community, name)]
            old.trouble = "expired"
            new = self.issue(old.kind, user_id=old.user_id, group_id=community.id)
            setattr(community, name, new.value)

    def add_user(self, first_name: str) -> User:
        """Make a person's VK profile."""
        user = User(self.number("user", _FIRST_USER), first_name, "Sandbox")
        self.users[user.id] = user
        return user

    def issue(
        self,
        kind: Kind,
        *,
        user_id: int | None = None,
        group_id: int | None = None,
        scopes: tuple[str, ...] | None = None,
    ) -> Token:
        """Issue a token of that kind; without scopes it gets all that its kind can have."""
        # The same ones after a reset, so that whoever was linked stays linked.
        seed = f"{kind} {group_id} {user_id} {scopes} {len(self.tokens)}"
        tail = hashlib.sha384(seed.encode()).hexdigest()
        value = f"{'vk2.a' if kind == 'vkid' else 'vk1.a'}.SANDBOX-{tail}"
        usual = {"community": tuple(COMMUNITY_MASK), "user": USER_SCOPES}.get(kind, ())
        token = Token(
            value=value,
            kind=kind,
            user_id=user_id if kind in {"user", "vkid"} else None,
            group_id=group_id if kind == "community" else None,
            scopes=usual if scopes is None else scopes,
        )
        self.tokens[value] = token
        return token

    def role(self, user_id: int | None, group_id: int) -> Role:
        """What a person is in a community."""
        community = self.communities.get(group_id)
        found = community.roles.get(user_id) if community and user_id is not None else None
        return "administrator" if found == "administrator" else "editor" if found else "none"

    def name_of(self, owner_id: int) -> str:
        """How the person or community is called, as its posts show it."""
        if community := self.communities.get(-owner_id):
            return community.name
        user = self.users.get(owner_id)
        return f"{user.first_name} {user.last_name}" if user else ""

    def named(self, name: str) -> Community | User | None:
        """Whom a screen name, `club1`, `public1` or `id1` belongs to."""
        for community in self.communities.values():
            if name in {community.screen_name, f"club{community.id}", f"public{community.id}"}:
                return community
        number = name.removeprefix("id")
        return self.users.get(int(number)) if name != number and number.isdecimal() else None

    def medium(self, kind: str, owner_id: int, number: int) -> Photo | Doc | Video | None:
        """A photo, document or video by its kind, owner and id."""
        tables: dict[str, dict[tuple[int, int], Any]] = {
            "photo": self.photos,
            "doc": self.docs,
            "video": self.videos,
        }
        found: Photo | Doc | Video | None = tables.get(kind, {}).get((owner_id, number))
        return found

    def wall(self, owner_id: int) -> dict[int, Post]:
        """The posts of one wall by number, postponed and deleted ones included."""
        return self.posts.setdefault(owner_id, {})

    def dump(self) -> Json:
        """All of it as JSON for the snapshot."""
        saved: Json = {
            name: [asdict(item) for item in getattr(self, name).values()] for name in _TABLES
        }
        saved["posts"] = [asdict(post) for wall in self.posts.values() for post in wall.values()]
        return {**saved, "guids": self.guids, "last": self._last}

    def restore(self, saved: Json) -> None:
        """Take over what `dump` gave."""
        self.clear()
        for name, kind in _TABLES.items():
            table = getattr(self, name)
            for fields in saved[name]:
                item = kind(**_alive(fields))
                table[_key(item)] = item
        for fields in saved["posts"]:
            self.wall(fields["owner_id"])[fields["id"]] = Post(**fields)
        self.guids = {key: (int(id_), float(at)) for key, (id_, at) in saved["guids"].items()}
        self._last = dict(saved["last"])


def _key(item: Any) -> Any:
    if isinstance(item, Photo | Doc | Video):
        return item.owner_id, item.id
    for name in ("value", "proof", "sid"):
        if hasattr(item, name):
            return getattr(item, name)
    return item.id


def _alive(fields: Json) -> Json:
    """Undo what JSON does to tuples and to numbers as keys."""
    alive = dict(fields)
    if "roles" in alive:
        alive["roles"] = {int(user_id): role for user_id, role in alive["roles"].items()}
    for name in ("scopes", "video"):
        if isinstance(alive.get(name), list):
            alive[name] = tuple(alive[name])
    return alive
