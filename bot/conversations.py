"""Dialog state in PostgreSQL: it outlives restarts, and Redis may be away."""

from collections.abc import Mapping
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from db.conversations import keep_data, keep_state, recall
from db.database import Database
from services.clock import Clock


class Conversations(BaseStorage):
    """Where each person stands in a longer conversation; forgotten after a day of silence."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        """Enter a state, or leave with None."""
        name = state.state if isinstance(state, State) else state
        async with self._db.begin() as session:
            await keep_state(session, _row_key(key), name, self._clock.now())

    async def get_state(self, key: StorageKey) -> str | None:
        """The state that the person is in."""
        async with self._db.begin() as session:
            row = await recall(session, _row_key(key), self._clock.now())
        return row.state if row else None

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Replace what is remembered of the conversation; JSON only, and never a secret."""
        async with self._db.begin() as session:
            await keep_data(session, _row_key(key), dict(data), self._clock.now())

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """What is remembered of the conversation."""
        async with self._db.begin() as session:
            row = await recall(session, _row_key(key), self._clock.now())
        return dict(row.data) if row else {}

    async def close(self) -> None:
        """Nothing of its own to close: the database belongs to the process."""


def _row_key(key: StorageKey) -> str:
    parts = (
        key.bot_id,
        key.chat_id,
        key.user_id,
        key.thread_id or "",
        key.business_connection_id or "",
        key.destiny,
    )
    return ":".join(map(str, parts))
