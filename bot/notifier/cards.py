"""Cards: each is drawn from the rows at the moment it is sent, and compared afterwards."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from aiogram import Bot

from bot.cards import Reader, Rendered, render
from bot.loops import Shift
from bot.mishaps import is_message_gone, is_unchanged, quiet_until
from bot.notifier.telling import LEASE, count_try, edit, pause_after, send
from db.cards import Card, claim, settle
from db.people import Person, lose_touch
from services.deps import Deps
from services.errors import AccessDenied
from services.posts import view

log = structlog.get_logger()

_AT_ONCE = 20
_PACE = timedelta(seconds=2)


class Cards:
    """Keeps cards what they mirror."""

    def __init__(self, deps: Deps, bot: Bot) -> None:
        self._deps = deps
        self._bot = bot
        self.shift = Shift[Card]("cards", self._claim, self._show, at_once=_AT_ONCE)

    async def _claim(self, room: int) -> Sequence[Card]:
        now = self._deps.clock.now()
        async with self._deps.db.begin() as session:
            return await claim(session, now=now, busy_until=now + LEASE, limit=room)

    async def _show(self, card: Card) -> None:
        """An edge of the process: whatever drawing or sending raises, the card has its end."""
        try:
            drawn = await self._draw(card)
            message_id = await self._put(card, drawn) if drawn else card.message_id
        except Exception as error:  # noqa: BLE001 - the card is tried again, or left alone
            await self._failed(card, error)
        else:
            if drawn and message_id is None:
                await self._settle(card, message_id=None, next_at=self._deps.clock.now())
            else:
                await self._shown(card, message_id, drawn)

    async def _draw(self, card: Card) -> Rendered | None:
        """The card as it should look now; None if it looks like that already."""
        post = await view(self._deps, card.post_id, card.space_id)
        if post is None:
            return None
        async with self._deps.db.begin() as session:
            person = await session.get(Person, post.person_id)
        reader = Reader(person.language, person.time_zone) if person else Reader("en")
        drawn = render(post, reader, self._deps.clock.now())
        is_shown = card.message_id is not None and _hash(drawn) == card.shown_hash
        return None if is_shown else drawn

    async def _put(self, card: Card, drawn: Rendered) -> int | None:
        """Send it or change it in place; its number, None if somebody has deleted it there.

        One call to a claim: a second one could outlast the lease, and two would send the card.
        """
        if card.message_id is None:
            return await send(self._bot, card.chat_id, drawn, reply_to=card.reply_to)
        try:
            await edit(self._bot, card.chat_id, card.message_id, drawn)
        except Exception as error:
            if is_message_gone(error):
                return None
            if not is_unchanged(error):
                raise
        return card.message_id

    async def _shown(self, card: Card, message_id: int | None, drawn: Rendered | None) -> None:
        values: dict[str, Any] = {"shown_version": card.wanted_version, "tries": 0}
        if drawn is not None:
            values |= {
                "message_id": message_id,
                "shown_hash": _hash(drawn),
                "next_at": self._deps.clock.now() + _PACE,
            }
        await self._settle(card, **values)

    async def _failed(self, card: Card, error: Exception) -> None:
        now = self._deps.clock.now()
        if isinstance(error, AccessDenied):
            log.info("cards.out_of_reach", post=card.post_id)
            await self._wait_for_return(card, now)
        elif until := quiet_until(error):
            await self._settle(card, next_at=until)
        else:
            tries = count_try(card.tries, error)
            log.warning("cards.not_shown", post=card.post_id, tries=tries, exc_info=error)
            await self._settle(card, tries=tries, next_at=now + pause_after(tries))

    async def _wait_for_return(self, card: Card, now: datetime) -> None:
        async with self._deps.db.begin() as session:
            await lose_touch(session, card.chat_id, now)
        await self._settle(card, next_at=now)

    async def _settle(self, card: Card, **values: Any) -> None:
        async with self._deps.db.begin() as session:
            await settle(session, card, **values)


def _hash(drawn: Rendered) -> str:
    """The same for cards that look the same."""
    entities = [entity.model_dump_json(exclude_none=True) for entity in drawn.entities]
    keyboard = drawn.keyboard.model_dump_json(exclude_none=True) if drawn.keyboard else ""
    look = "\x1f".join([drawn.text, *entities, keyboard])
    return hashlib.blake2b(look.encode(), digest_size=16).hexdigest()
