"""How long a worker lives, counted in the things that it does to the world."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Mode = Literal["before", "inside", "cut"]

_LOOK_S = 0.002
_LOOKS = 100


@dataclass
class Lifeline:
    """How long one worker lives: `die_at` counts boundaries from 1; None means for ever.

    It counts while `counting` is set, and `passed` names what it has counted.

    `before` lets nothing of the fatal act happen. Dying after an act is dying before the next, for
    between two of them nothing changes; who lives through all of them dies after the last.
    `inside` lets half of a request through, or half of a file be written, and counts only these.
    `cut` lets all of it through and loses the answer with its connection, or lets the disk fail;
    the worker lives on.

    `ended` says in which state the worker left its delivery.
    """

    die_at: int | None = None
    mode: Mode = "before"
    counting: bool = False
    ended: str = ""
    passed: list[str] = field(default_factory=list)
    is_dead: bool = False
    is_writing: bool = False
    dead: asyncio.Event = field(default_factory=asyncio.Event)
    transports: set[asyncio.Transport] = field(default_factory=set)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)

    def reaches(self, name: str, *, divisible: bool) -> bool:
        """Count an act that changes something; whether it is the fatal one."""
        if not self.counting or (self.mode == "inside" and not divisible):
            return False
        self.passed.append(name)
        return len(self.passed) == self.die_at

    @property
    def is_hurt(self) -> bool:
        """Whether the fatal act has been reached, dead or not."""
        return self.die_at is not None and len(self.passed) >= self.die_at

    def die(self) -> None:
        """Do nothing from now on, and close every connection; from any thread."""
        if not self.is_dead:
            self.is_dead = True
            self.loop.call_soon_threadsafe(self._close)

    def die_writing(self, path: Path) -> None:
        """Die as soon as the disk has something of a file that is about to be written."""
        self.is_writing = True
        self.loop.call_soon_threadsafe(self._look_at, path, _LOOKS)

    def _look_at(self, path: Path, looks: int) -> None:
        """What a program holds back in its memory dies with it: nobody waits for that."""
        if looks and not (path.exists() and path.stat().st_size):
            self.loop.call_later(_LOOK_S, self._look_at, path, looks - 1)
        else:
            self.die()

    def _close(self) -> None:
        self.dead.set()
        for transport in list(self.transports):
            transport.close()
