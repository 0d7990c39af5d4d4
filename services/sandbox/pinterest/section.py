"""Pinterest's part of the world: its store, its counters, and what the public sees of it."""

from typing import Any
from urllib.parse import urlsplit

from services.sandbox.ledger import Entry
from services.sandbox.perform import Call
from services.sandbox.pinterest.about import ABOUT, KEYS, keys_of
from services.sandbox.pinterest.counting import Counters
from services.sandbox.pinterest.objects import Json, Pin, User
from services.sandbox.pinterest.store import PinterestStore
from services.sandbox.section import ConsentedSection
from services.sandbox.state import World


class PinterestSection(ConsentedSection[PinterestStore]):
    """Everything of the pretend Pinterest; `world` is shared with the other networks."""

    key = "pinterest"
    about = ABOUT

    def __init__(self, world: World) -> None:
        super().__init__(world, PinterestStore())
        self.counters = Counters()

    def seed(self) -> None:
        """Start afresh with the seeded people and boards."""
        self.store.clear()
        self.counters.clear()
        self.codes.clear()
        self.store.seed(self.now)

    def public_state(self) -> dict[str, Any]:
        """A wall for each profile, and the tokens that the page may hand out."""
        people = list(self.store.users.values())
        return {
            "walls": [
                {"network": self.key, "target": user.id, "title": user.name} for user in people
            ],
            "keys": [self.keys(user) for user in people],
        }

    def keys(self, user: User) -> dict[str, Any]:
        """What a person pastes to link a profile."""
        return keys_of(user, dict(zip(KEYS, self.store.tokens_of(user.id, self.now), strict=False)))

    def publish(self, pin: Pin, call: Call | None = None) -> None:
        """Put a pin on its board; the public sees it unless the board or the app forbids it."""
        self.store.pins[pin.id] = pin
        board, user = self.store.boards[pin.board_id], self.store.users[pin.user_id]
        hidden = board.privacy == "SECRET" or (call is not None and self.is_trial)
        self.world.ledger.add(
            Entry(
                network=self.key,
                target=pin.user_id,
                post_id=pin.id,
                title=pin.title or "",
                text=pin.description or "",
                attachments=self._attachments(pin),
                url=f"https://www.pinterest.com/pin/{pin.id}/",
                from_name=f"{user.name} · {board.name}",
                state="private" if hidden else "visible",
                request_id=call.request_id if call else None,
                attempt=call.attempt if call else None,
            )
        )

    def take_down(self, pin: Pin) -> None:
        """Delete a pin."""
        del self.store.pins[pin.id]
        entry = self.world.ledger.find(self.key, pin.user_id, pin.id)
        if entry is not None:
            self.world.ledger.delete(entry)

    @property
    def is_trial(self) -> bool:
        """Whether the app has not been given Standard access."""
        return bool(self.world.settings["pinterest_tier"] == "trial")

    def _attachments(self, pin: Pin) -> list[Json]:
        shown: list[Json] = [
            {
                "kind": "photo",
                "file_id": one.file_id,
                "width": one.width,
                "height": one.height,
                "size_bytes": one.size_bytes,
            }
            for one in pin.pictures
            if not pin.upload_id
        ]
        if pin.upload_id:
            shown.append(self._video(pin.upload_id))
        if pin.link:
            host = urlsplit(pin.link).hostname or pin.link
            shown.append({"kind": "link", "url": pin.link, "title": host})
        return shown

    def _video(self, upload_id: str) -> Json:
        upload = self.store.uploads[upload_id]
        return {
            "kind": "video",
            "file_id": upload.file_id,
            "width": upload.width,
            "height": upload.height,
            "duration_s": upload.duration_s,
            "size_bytes": upload.size_bytes,
        }
