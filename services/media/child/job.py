"""What a child has to do, and how it says that a file will not do."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.media.plans import Why

_TOLD_EVERY = 0.01


class RefusedError(Exception):
    """The file cannot be used; `why` says for which reason."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass
class Job:
    """One task: the file, the folder for what is made of it, and the plan as JSON."""

    path: Path
    folder: Path
    plan: dict[str, Any]
    progress: Callable[[float], None]
    told: float = 0.0

    def tell(self, fraction: float) -> None:
        """Say how far it is, 0.0 to 1.0, if that is news."""
        if fraction >= self.told + _TOLD_EVERY:
            self.told = min(1.0, fraction)
            self.progress(self.told)
