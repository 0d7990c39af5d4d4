"""The queue of updates: numbered, filtered, kept for a day, given to one poller at a time.

Source: https://core.telegram.org/bots/api#getting-updates
"""

import random
from dataclasses import dataclass
from typing import Any, Final

from services.sandbox.state import World
from services.sandbox.telegram.model import Json
from services.sandbox.telegram.refusal import BotApiError

_LIFE_S: Final = 24 * 3600
_TIMEOUT_LIMIT_S: Final = 50
_FIRST_ID: Final = 500_000_000
KINDS: Final = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "message_reaction",
        "message_reaction_count",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
    }
)
_NOT_BY_DEFAULT: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass
class Pending:
    """One update that waits: `lane` is the chat in which it must stay in order."""

    update: Json
    until: float
    lane: int

    @property
    def id(self) -> int:
        """The update's number."""
        return int(self.update["update_id"])


class Updates:
    """What the bot has not yet acknowledged."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._last_id = _FIRST_ID
        self._allowed: list[str] = []
        self._poller: object | None = None
        self.waiting: list[Pending] = []
        self.webhook_url = ""

    def add(self, kind: str, payload: Json, *, lane: int, date: float | None = None) -> None:
        """Queue an update, unless the bot does not want its kind or it is a day old."""
        now = self._world.clock.timestamp()
        until = (now if date is None else date) + _LIFE_S
        if not self._wanted(kind) or until <= now:
            return
        self._last_id += 1
        if self._world.settings["telegram_update_ids"] == "jumping":
            self._last_id += random.randrange(1_000_000)
        update = {"update_id": self._last_id, kind: payload}
        self.waiting.append(Pending(update, until, lane))
        self._world.touch()

    def inject(self, fields: Json, *, lane: int) -> int:
        """Queue an update of any shape, wanted or not; returns its number."""
        self._last_id += 1
        update = {"update_id": self._last_id, **fields}
        self.waiting.append(Pending(update, self._world.clock.timestamp() + _LIFE_S, lane))
        self._world.touch()
        return self._last_id

    def allow(self, kinds: list[Any] | None) -> None:
        """Remember which kinds the bot wants; None leaves it as it is, [] means the default."""
        if kinds is not None:
            self._allowed = [kind for kind in kinds if kind in KINDS]

    @property
    def allowed(self) -> list[str]:
        """The kinds that the bot asked for; empty means the default."""
        return list(self._allowed)

    def living(self) -> list[Pending]:
        """What waits and is not too old."""
        now = self._world.clock.timestamp()
        if any(item.until <= now for item in self.waiting):
            self.waiting = [item for item in self.waiting if item.until > now]
        return self.waiting

    def confirm(self, offset: int) -> None:
        """Forget everything before that number; a negative one counts from the end."""
        if offset < 0:
            self.waiting = self.living()[offset:]
        elif offset:
            self.waiting = [item for item in self.living() if item.id >= offset]
        self._world.touch()

    def forget(self, item: Pending) -> None:
        """Take one update out: the webhook has it."""
        if item in self.waiting:
            self.waiting.remove(item)
            self._world.touch()

    def drop_all(self) -> None:
        """Forget everything that waits."""
        self.waiting.clear()
        self._world.touch()

    async def poll(self, offset: int, limit: int, timeout_s: int) -> list[Json]:
        """Answer getUpdates.

        Raises:
            BotApiError: 409: a webhook is set, or another poller has come.
        """
        if self.webhook_url:
            raise BotApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active;"
                " use deleteWebhook to delete the webhook first",
            )
        self._poller = me = object()
        self.confirm(offset)
        await self._world.clock.wait_for(
            lambda: self._poller is not me or self._world.stopping or bool(self.living()),
            max(0, min(timeout_s, _TIMEOUT_LIMIT_S)),
        )
        if self._poller is not me:
            raise BotApiError(
                409,
                "Conflict: terminated by other getUpdates request;"
                " make sure that only one bot instance is running",
            )
        return [item.update for item in self.living()[: max(1, min(limit, 100))]]

    def dump(self) -> dict[str, Any]:
        """The queue as JSON."""
        return {
            "last_id": self._last_id,
            "allowed": self._allowed,
            "waiting": [dict(vars(item)) for item in self.waiting],
        }

    def restore(self, saved: dict[str, Any]) -> None:
        """Take over what `dump` gave."""
        self._last_id = saved["last_id"]
        self._allowed = saved["allowed"]
        self.waiting = [Pending(**item) for item in saved["waiting"]]

    def _wanted(self, kind: str) -> bool:
        return kind in self._allowed if self._allowed else kind not in _NOT_BY_DEFAULT
