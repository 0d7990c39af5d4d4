"""The world: all that the pretend internet remembers, and how it survives a restart."""

import asyncio
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from services.sandbox.clock import SandboxClock
from services.sandbox.events import Events
from services.sandbox.faults import Faults
from services.sandbox.journal import Journal
from services.sandbox.ledger import Ledger
from services.sandbox.media import MediaStore
from services.sandbox.settings import Settings

_SAVE_EVERY_S = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """What the page has to know of a network.

    `methods` are the calls that somebody may want to go wrong, the most wanted first; whether the
    network ever asks for a captcha decides if it can be made to.
    """

    title: str
    methods: tuple[str, ...]
    captcha: bool = False


class Section(Protocol):
    """What one network keeps in the world; its twin brings it with `World.join`."""

    key: str
    about: About

    def seed(self) -> None:
        """Forget everything and lay out the people, walls and samples of a fresh world.

        Numbers that clients may remember (update ids, message ids) go on growing.
        """
        ...

    def dump(self) -> dict[str, Any]:
        """The section as JSON for the snapshot."""
        ...

    def restore(self, saved: dict[str, Any]) -> None:
        """Take over what `dump` gave."""
        ...

    def public_state(self) -> dict[str, Any]:
        """What `/control/state` shows: `people`, `chats`, `walls`, `keys`; lists add up.

        A wall is `{network, target, title}`. What a person pastes to link one is
        `{network, target, owner, address, secrets: [{name, value, label, note}]}`, label and
        note by language.
        """
        ...


class World:
    """The pretend internet's state: what all networks share, and a section for each of them."""

    def __init__(self, data: Path, clock_file: Path | None = None) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self._snapshot_file = data / "snapshot.json"
        self.clock = SandboxClock(clock_file or data / "clock")
        self.events = Events()
        self.ledger = Ledger(self.clock, self.events)
        self.journal = Journal(data / "journal.jsonl", self.clock)
        self.faults = Faults()
        self.media = MediaStore(data / "media")
        self.settings = Settings()
        self.sections: dict[str, Section] = {}
        self.stopping = False
        self._dirty = False
        self._saved = self._load()
        self._restore_shared()

    def join(self, section: Section) -> None:
        """Take a network in: from the snapshot, or freshly seeded."""
        self.sections[section.key] = section
        saved = self._saved["sections"].get(section.key)
        if saved is None:
            section.seed()
            self.touch()
        else:
            section.restore(saved)

    def networks(self) -> list[dict[str, Any]]:
        """Every network as the page presents it."""
        return [{"key": key, **asdict(one.about)} for key, one in self.sections.items()]

    def touch(self) -> None:
        """Say that something changed and wants to be saved."""
        self._dirty = True

    def reset(self) -> None:
        """Start afresh: seeded people, empty journal, no faults. The clock stays where it is."""
        self.faults.clear()
        self.ledger.clear()
        self.journal.clear()
        self.media.clear()
        self.settings.reset()
        for section in self.sections.values():
            section.seed()
        self.touch()
        self.events.publish("state")

    async def keep_saved(self) -> None:
        """Write the snapshot at most once a second, whenever something changed, for ever."""
        while True:
            await asyncio.sleep(_SAVE_EVERY_S)
            if self._dirty:
                self._dirty = False
                await asyncio.to_thread(self._write, self._dump())

    def close(self) -> None:
        """Save what is left and close the files."""
        if self._dirty:
            self._write(self._dump())
        self.journal.close()

    def stop(self) -> None:
        """Let every waiting request end: the server is about to stop."""
        self.stopping = True
        self.events.close()

    def _dump(self) -> str:
        return json.dumps(
            {
                "ledger": self.ledger.dump(),
                "faults": self.faults.dump(),
                "media": self.media.dump(),
                "settings": self.settings.dump(),
                "sections": {key: section.dump() for key, section in self.sections.items()},
            },
            ensure_ascii=False,
        )

    def _write(self, snapshot: str) -> None:
        draft = self._snapshot_file.with_suffix(".part")
        draft.write_text(snapshot, encoding="utf-8")
        draft.replace(self._snapshot_file)

    def _load(self) -> dict[str, Any]:
        if not self._snapshot_file.exists():
            return {"sections": {}}
        saved: dict[str, Any] = json.loads(self._snapshot_file.read_text(encoding="utf-8"))
        return saved

    def _restore_shared(self) -> None:
        if "ledger" in self._saved:
            self.ledger.restore(self._saved["ledger"])
            self.faults.restore(self._saved["faults"])
            self.media.restore(self._saved["media"])
            self.settings.restore(self._saved["settings"])
