"""The door of a private bot: what strangers send is not even stored.

Who is meant is read from the bytes, before anything else. What happens in a linked channel or
group comes in, whoever did it: that is how lost rights are heard of. A person comes in who was
named in the settings or invited; an invitation is taken up here, in the transaction that stores the
message. To a stranger's message there is one sentence, now and then, as long as not too many ask.
"""

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from aiogram import Bot
from sqlalchemy.ext.asyncio import AsyncSession

from bot.inbox.reading import Visit, read_visit
from bot.loops import Shift
from bot.mishaps import CALL_ERRORS
from bot.texts import language_of, t
from db.accounts import linked_targets
from services.deps import Deps
from services.guests import Newcomer, let_in, welcome
from services.rates import Rate

log = structlog.get_logger()

INVITED = "invite_"
"""What the parameter of an invitation's link begins with."""

_NETWORK = "telegram"
_OPENED = re.compile(rf"/start {INVITED}([A-Za-z0-9_-]{{20,60}})")
_EACH_S = 600.0
_ALL_IN_A_MINUTE = 20
_AT_ONCE = 5
_QUEUE = 50
_IDLE_S = 60.0


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody who wrote and may not come in; `late` with an invitation that is good no more."""

    person_id: int
    language: str
    late: bool


async def admit(
    session: AsyncSession, deps: Deps, bodies: Sequence[bytes]
) -> tuple[list[bool], list[Stranger]]:
    """Which of these updates come in, and who is to be told that theirs do not."""
    visits = [read_visit(body) for body in bodies]
    people = {one.person_id for one in visits if one.person_id is not None}
    known = await welcome(session, deps.settings, people)
    chats = {str(one.chat_id) for one in visits if one.in_public}
    linked = await linked_targets(session, _NETWORK, chats) if chats else set()
    admitted, strangers = [], []
    for one in visits:
        comes_in = _comes_in(one, known, linked) or await _is_invited(session, deps, one)
        if comes_in and one.person_id is not None and not one.in_public:
            known.add(one.person_id)
        admitted.append(comes_in)
        if not comes_in and one.is_words and one.person_id is not None:
            language = language_of(one.language_code)
            strangers.append(Stranger(one.person_id, language, bool(_OPENED.fullmatch(one.text))))
    return admitted, strangers


class Refusals:
    """Tells strangers that the bot is private: politely, seldom, and never in anybody's way.

    Args:
        deps: The process's parts.
        bot: What it is said with.
    """

    def __init__(self, deps: Deps, bot: Bot) -> None:
        self._deps = deps
        self._bot = bot
        self._waiting: deque[Stranger] = deque(maxlen=_QUEUE)
        self.shift = Shift[Stranger]("refusals", self._next, self._tell, at_once=1, every_s=_IDLE_S)

    def add(self, strangers: Sequence[Stranger]) -> None:
        """Have them told; in a crowd, the first of them are not."""
        self._waiting.extend(strangers)
        if strangers:
            self.shift.wake()

    async def _next(self, room: int) -> Sequence[Stranger]:
        return [self._waiting.popleft() for _ in range(min(room, len(self._waiting)))]

    async def _tell(self, stranger: Stranger) -> None:
        if not await self._may_tell(stranger):
            return
        key = "guest-late" if stranger.late else "guest-refused"
        words = t(stranger.language, key, number=str(stranger.person_id))
        try:
            await self._bot.send_message(stranger.person_id, words, parse_mode=None)
        except CALL_ERRORS as error:
            log.info("door.refusal_unheard", why=type(error).__name__)

    async def _may_tell(self, stranger: Stranger) -> bool:
        """Once in ten minutes to each, and so few to all that nobody's posts go slower."""
        bot_id = self._deps.settings.bot_id
        each = f"stranger:{bot_id}:{stranger.person_id}:{stranger.late:d}"
        rates = [
            Rate(each, count=1, per_s=_EACH_S),
            Rate(f"strangers:{bot_id}", count=_ALL_IN_A_MINUTE, per_s=60.0, burst=_AT_ONCE),
        ]
        return (await self._deps.limiter.book(rates, patience_s=0.0)).booked


def _comes_in(visit: Visit, known: set[int], linked: set[str]) -> bool:
    """What names nobody comes in too: no stranger can make such an update."""
    if visit.in_public:
        return str(visit.chat_id) in linked
    return visit.person_id is None or visit.person_id in known


async def _is_invited(session: AsyncSession, deps: Deps, visit: Visit) -> bool:
    opened = _OPENED.fullmatch(visit.text) if visit.is_words else None
    if opened is None or visit.person_id is None:
        return False
    newcomer = Newcomer(visit.person_id, visit.first_name, language_of(visit.language_code))
    return await let_in(session, deps.settings, opened[1], newcomer, now=deps.clock.now())
