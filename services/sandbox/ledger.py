"""The ledger: what the public would see on every wall, in the order in which it appeared."""

from dataclasses import dataclass, field
from typing import Any

from services.sandbox.clock import SandboxClock
from services.sandbox.events import Events


@dataclass(kw_only=True)
class Entry:
    """One public post (one message of an album counts as one entry).

    `attachments` are `{kind, file_id?, title?, url?, width?, height?, duration_s?, size_bytes?,
    processing?}`; `entities` are Bot API shaped, the links that the network finds by itself among
    them; `target` is a channel id or a VK owner id; `title` is for networks whose posts have one
    beside their text.
    `request_id` is the journal number of the request that made it, None for people's own posts.
    """

    network: str
    target: str
    post_id: str
    text: str
    title: str = ""
    entities: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    album_id: str | None = None
    url: str = ""
    from_name: str = ""
    state: str = "visible"
    edited_at: str | None = None
    request_id: int | None = None
    silent: bool = False
    attempt: str | None = None
    seq: int = 0
    at: str = ""

    def as_json(self) -> dict[str, Any]:
        """The entry as the control API shows it."""
        return dict(vars(self))


class Ledger:
    """Entries of all walls; deleted ones stay, marked."""

    def __init__(self, clock: SandboxClock, events: Events) -> None:
        self._clock = clock
        self._events = events
        self._seq = 0
        self.entries: list[Entry] = []

    def add(self, entry: Entry) -> Entry:
        """Put a new post on its wall; the ledger numbers and dates it."""
        self._seq += 1
        entry.seq = self._seq
        entry.at = entry.at or self._clock.now().isoformat()
        self.entries.append(entry)
        self._tell(entry)
        return entry

    def change(self, entry: Entry, **fields: Any) -> Entry:
        """Change what the wall shows of a post; a new title, text or attachment dates the edit."""
        if not {"title", "text", "attachments"}.isdisjoint(fields):
            fields.setdefault("edited_at", self._clock.now().isoformat())
        for name, value in fields.items():
            setattr(entry, name, value)
        self._tell(entry)
        return entry

    def delete(self, entry: Entry) -> Entry:
        """Take a post off its wall; it stays in the ledger."""
        return self.change(entry, state="deleted")

    def find(self, network: str, target: str, post_id: str) -> Entry | None:
        """The newest entry with that number on that wall."""
        for entry in reversed(self.entries):
            if (entry.network, entry.target, entry.post_id) == (network, target, post_id):
                return entry
        return None

    def wall(self, network: str, target: str) -> list[Entry]:
        """All entries of one wall, oldest first, deleted ones included."""
        return [
            entry for entry in self.entries if (entry.network, entry.target) == (network, target)
        ]

    def clear(self) -> None:
        """Forget everything but the numbering."""
        self.entries.clear()

    def dump(self) -> dict[str, Any]:
        """The ledger as JSON for the snapshot."""
        return {"seq": self._seq, "entries": [entry.as_json() for entry in self.entries]}

    def restore(self, saved: dict[str, Any]) -> None:
        """Take over what `dump` gave."""
        self._seq = saved["seq"]
        self.entries = [Entry(**entry) for entry in saved["entries"]]

    def _tell(self, entry: Entry) -> None:
        self._events.publish(
            "wall", network=entry.network, target=entry.target, entry=entry.as_json()
        )
