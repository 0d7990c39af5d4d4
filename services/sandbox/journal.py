"""The journal: every request that reached the pretend internet, and what became of it."""

import json
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.sandbox.clock import SandboxClock

_KEPT = 50_000


@dataclass(kw_only=True)
class Record:
    """One request: `outcome` is "open" until it ends, then executed, refused or fault:<kind>.

    `effect` says whether the request changed anything, even where its caller was told otherwise.
    """

    id: int
    at: str
    network: str
    method: str
    params: dict[str, Any]
    token_hint: str
    attempt: str | None
    status: int | None = None
    outcome: str = "open"
    effect: bool = False


class Journal:
    """Keeps the last requests in memory and appends each finished one to a file, line by line."""

    def __init__(self, path: Path, clock: SandboxClock) -> None:
        self._clock = clock
        self._path = path
        self._records: deque[Record] = deque(_read(path), maxlen=_KEPT)
        self._last_id = max((record.id for record in self._records), default=0)
        self._file = path.open("a", encoding="utf-8")

    def begin(
        self,
        network: str,
        method: str,
        params: dict[str, Any],
        *,
        token_hint: str = "",
        attempt: str | None = None,
    ) -> Record:
        """Write down a request that has arrived; the caller has replaced secrets by `***`."""
        self._last_id += 1
        record = Record(
            id=self._last_id,
            at=self._clock.now().isoformat(),
            network=network,
            method=method,
            params=params,
            token_hint=token_hint,
            attempt=attempt,
        )
        self._records.append(record)
        return record

    def finish(self, record: Record, *, status: int | None, outcome: str, effect: bool) -> None:
        """Write down how it ended; `status` None means that the caller got no answer."""
        record.status, record.outcome, record.effect = status, outcome, effect
        self._file.write(json.dumps(vars(record), ensure_ascii=False) + "\n")
        self._file.flush()

    def since(self, last_id: int) -> list[dict[str, Any]]:
        """Requests younger than `last_id`, oldest first."""
        return [dict(vars(record)) for record in self._records if record.id > last_id]

    def clear(self) -> None:
        """Forget everything but the numbering."""
        self._records.clear()
        self._file.close()
        self._file = self._path.open("w", encoding="utf-8")

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _read(path: Path) -> list[Record]:
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    # A sandbox that was killed while it wrote leaves half a line at the end.
    whole = [line for line in lines if line.endswith("}")]
    return sorted((Record(**json.loads(line)) for line in whole), key=lambda record: record.id)
