"""Storing updates, from the webhook and the poll loop alike."""

from collections.abc import Callable, Sequence

from bot.inbox.reading import read_update
from db.inbox import keep
from services.deps import Deps

ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "my_chat_member",
)
"""What we ask Telegram for; it remembers the last list that it was given."""


class Inbox:
    """The only way in for updates.

    Args:
        deps: The process's parts.
        on_kept: Called after each commit, so that work begins at once.
    """

    def __init__(self, deps: Deps, on_kept: Callable[[], None]) -> None:
        self._deps = deps
        self._on_kept = on_kept

    async def keep(self, bodies: Sequence[bytes]) -> list[int]:
        """Commit updates as they came; their numbers. Whoever acknowledges waits for this.

        Raises:
            SQLAlchemyError, OSError: Nothing is stored; the caller does not acknowledge.
        """
        if not bodies:
            return []
        updates = [read_update(body) for body in bodies]
        async with self._deps.db.begin() as session:
            await keep(session, self._deps.settings.bot_id, updates, now=self._deps.clock.now())
        self._on_kept()
        return [update.update_id for update in updates]
