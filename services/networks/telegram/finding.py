"""Finding a message whose answer was lost, by forwarding what may be it into a private chat.

The Bot API shows a bot no history, and never its own posts. But it forwards a message by number,
and says when there is none. So the numbers after the last one known are forwarded, without a
sound, to a ledger chat where nobody but the bot's owner looks; the copies are compared and
deleted. Every look is calibrated: a message that surely exists must come through, and a number
that cannot exist must not. Otherwise what is not seen proves nothing.

Source: https://core.telegram.org/bots/api#forwardmessage
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from aiogram.types import Message

from services.errors import AccountTrouble, Rejected
from services.networks.base import Absent, Finding, Found, Unclear
from services.networks.telegram.ledger import Ledger
from services.networks.telegram.traces import Trace, runs

REACH = 20
"""So many numbers in a row without a message mean that there are no more."""

_MOST = 40
_FAR = 1_000_000
_LEAPS = sorted({REACH + part * 2**power for power in range(20) for part in (2, 3)})
"""Further on, ever more rarely: many deleted messages in a row are not yet the end."""


@dataclass(frozen=True, slots=True)
class Probe:
    """Looks into one chat, from the last number known, through a ledger chat."""

    ledger: Ledger
    chat_id: int
    last_known: int
    traces: Sequence[Trace]
    copies: dict[int, Message] = field(default_factory=dict)
    made: list[int] = field(default_factory=list)

    async def find(self) -> Finding:
        """Look at the numbers after the last known one.

        Raises:
            NetworkError: Looking failed for a reason that passes by itself.
        """
        try:
            calibrated = await self._calibrate()
            to_the_end = await self._look()
        except (Rejected, AccountTrouble) as error:
            return Unclear(f"the messages cannot be looked at ({error})", final=True)
        finally:
            await self.ledger.forget(self.made)
        return self._judge(calibrated=calibrated or bool(self.copies), to_the_end=to_the_end)

    async def _calibrate(self) -> bool:
        """Whether the last known message comes through; one that cannot exist must not.

        Raises:
            Rejected: There is something where there can be nothing.
        """
        if await self._copy(self.last_known + _FAR) is not None:
            raise Rejected("Telegram", "a message came from where there can be none")
        try:
            return await self._copy(self.last_known) is not None
        except Rejected:
            return False

    async def _look(self) -> bool:
        """Copy what there is, number by number; whether the end was reached."""
        number, empty, there = self.last_known, 0, 0
        while empty < REACH and there < _MOST:
            number += 1
            if await self._is_there(number):
                empty, there = 0, there + 1
            else:
                empty += 1
        return empty >= REACH and not await self._goes_on(number - REACH)

    async def _goes_on(self, end: int) -> bool:
        """Whether there is anything behind what looks like the end."""
        return await self.ledger.holds_any(self.chat_id, [end + leap for leap in _LEAPS])

    async def _is_there(self, number: int) -> bool:
        """Whether there is a message; a service message is, but cannot be copied or ours."""
        try:
            copy = await self._copy(number)
        except Rejected:
            return True
        if copy is not None:
            self.copies[number] = copy
        return copy is not None

    async def _copy(self, number: int) -> Message | None:
        copy = await self.ledger.copy(self.chat_id, number)
        if copy is not None:
            self.made.append(copy.message_id)
        return copy

    def _judge(self, *, calibrated: bool, to_the_end: bool) -> Finding:
        likeness = {
            number: [trace.compare(copy) for trace in self.traces]
            for number, copy in self.copies.items()
        }
        groups = {number: copy.media_group_id for number, copy in self.copies.items()}
        starts = runs(likeness, groups)
        if len(starts) == 1:
            ids = range(starts[0], starts[0] + len(self.traces))
            return Found(tuple(map(str, ids)))
        if starts:
            return Unclear("more than one message looks like it", final=True)
        if any(each != "other" for row in likeness.values() for each in row):
            return Unclear("a message is like it, but not the same", final=True)
        if not calibrated:
            return Unclear("the ledger chat shows nothing reliable", final=True)
        return (
            Absent() if to_the_end else Unclear("the newest messages are too far away", final=True)
        )
