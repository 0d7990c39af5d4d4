"""The private half of Instagram's section: members with sessions, and what they publish."""

from typing import Any

from services.sandbox.instagram.objects import Shown
from services.sandbox.instagram.private.about import keys_of
from services.sandbox.instagram.private.caller import Caller, Patience
from services.sandbox.instagram.private.errors import feedback
from services.sandbox.instagram.private.objects import Medium, Member
from services.sandbox.instagram.private.store import PrivateStore
from services.sandbox.instagram.showing import marks, shown_as
from services.sandbox.instagram.store import shortcode
from services.sandbox.ledger import Entry
from services.sandbox.perform import Call
from services.sandbox.state import World

PHOTO, VIDEO, ALBUM = 1, 2, 8
_KINDS = {"photo": PHOTO, "video": VIDEO}
_HOUR_S = 3600.0


class PrivateTwin:
    """Everything of the private API; `world` is shared with all networks."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.store = PrivateStore()
        self.patience = Patience()

    @property
    def now(self) -> float:
        """The sandbox clock in Unix seconds."""
        return self.world.clock.timestamp()

    def seed(self) -> None:
        """Start afresh with members who have published nothing."""
        self.store.clear()
        self.store.seed()
        self.patience.clear()

    def dump(self) -> dict[str, Any]:
        """This half as JSON."""
        return self.store.dump()

    def restore(self, saved: dict[str, Any]) -> None:
        """Take over what `dump` gave."""
        self.store.restore(saved)

    def walls(self) -> list[dict[str, Any]]:
        """A wall for each member who has published something."""
        return [
            {"network": "instagram", "target": one.pk, "title": one.username}
            for one in self.store.members.values()
            if self.store.of(one.pk)
        ]

    def keys(self) -> list[dict[str, Any]]:
        """Everybody's sessions."""
        members = list(self.store.members.values())
        return [keys_of(one, self.store.session_of(one)) for one in members]

    def publish(
        self, caller: Caller, kind: int, told: dict[str, Any], pictures: list[Shown], call: Call
    ) -> Medium:
        """Put a post on a member's wall, once more whenever it is asked for.

        Raises:
            PrivateError: The member has published too much in an hour.
        """
        hour = [one for one in self.store.of(caller.pk) if one.at > self.now - _HOUR_S]
        if len(hour) >= int(self.world.settings["instagram_private_posts"]):
            raise feedback()
        pk = self.store.number()
        medium = self.store.media[pk] = Medium(
            pk=pk,
            owner_pk=caller.pk,
            kind=kind,
            caption=str(told.get("caption", "")),
            code=shortcode(pk),
            at=self.now,
            upload_id=str(told["upload_id"]),
            children=[_KINDS[one.kind] for one in pictures] if kind == ALBUM else [],
        )
        self._show(caller.member, medium, pictures, call)
        return medium

    def by_hand(self, member: Member, caption: str) -> Medium:
        """Post what the owner has on their phone: nothing of it went through an upload here."""
        pk = self.store.number()
        medium = self.store.media[pk] = Medium(
            pk=pk,
            owner_pk=member.pk,
            kind=PHOTO,
            caption=caption,
            code=shortcode(pk),
            at=self.now,
            upload_id=str(int(self.now * 1000)),
        )
        self._show(member, medium, [], None)
        return medium

    def take_down(self, medium: Medium) -> None:
        """Delete a post."""
        del self.store.media[medium.pk]
        entry = self.world.ledger.find("instagram", medium.owner_pk, medium.pk)
        if entry:
            self.world.ledger.delete(entry)

    def _show(
        self, member: Member, medium: Medium, pictures: list[Shown], call: Call | None
    ) -> None:
        self.world.ledger.add(
            Entry(
                network="instagram",
                target=member.pk,
                post_id=medium.pk,
                text=medium.caption,
                entities=marks(medium.caption),
                attachments=[shown_as(one, pictures[0]) for one in pictures],
                album_id=medium.pk,
                url=medium.url,
                from_name=member.username,
                request_id=call.request_id if call else None,
                attempt=call.attempt if call else None,
            )
        )
