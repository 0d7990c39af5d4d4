"""Storing updates, from the webhook and the poll loop alike."""

from collections.abc import Callable, Sequence
from itertools import compress

from bot.inbox.door import Stranger, admit
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


def _ignore(_: Sequence[Stranger]) -> None:
    """Strangers get no answer."""


class Inbox:
    """The only way in for updates.

    Args:
        deps: The process's parts.
        on_kept: Called after each commit, so that work begins at once.
        on_strangers: Called with whom a private bot did not let in.
    """

    def __init__(
        self,
        deps: Deps,
        on_kept: Callable[[], None],
        on_strangers: Callable[[Sequence[Stranger]], None] = _ignore,
    ) -> None:
        self._deps = deps
        self._on_kept = on_kept
        self._on_strangers = on_strangers

    async def keep(self, bodies: Sequence[bytes]) -> list[int]:
        """Commit updates as they came; their numbers. Whoever acknowledges waits for this.

        Nothing is committed of what strangers send to a private bot; it is acknowledged, too.

        Raises:
            SQLAlchemyError, OSError: Nothing is stored; the caller does not acknowledge.
        """
        if not bodies:
            return []
        updates = [read_update(body) for body in bodies]
        admitted, strangers = [True] * len(updates), list[Stranger]()
        async with self._deps.db.begin() as session:
            if self._deps.settings.is_private:
                admitted, strangers = await admit(session, self._deps, bodies)
            kept = list(compress(updates, admitted))
            await keep(session, self._deps.settings.bot_id, kept, now=self._deps.clock.now())
        self._on_kept()
        self._on_strangers(strangers)
        return [update.update_id for update in updates]
