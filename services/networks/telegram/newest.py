"""How far a chat has come: the number of its newest message, which the Bot API tells nobody.

Messages are numbered in a row, but some have been deleted. So strides that grow lead past the end,
and halving leads back to it; a number counts as past the end when it and those right after it are
empty. Each message that is met is copied to the ledger chat, and those are few.

Source: https://core.telegram.org/bots/api#forwardmessage
"""

from services.errors import Rejected
from services.networks.telegram.ledger import Ledger

_WIDTH = 5
"""So many empty numbers in a row count as past the end, and so near to it is near enough."""

_GROWTH = 4


class Walk:
    """A walk to the end of one chat.

    Args:
        ledger: Where copies go.
        chat_id: The chat.
        most_copies: After so many messages the end is too far away.
    """

    def __init__(self, ledger: Ledger, chat_id: int, *, most_copies: int = 12) -> None:
        self._ledger = ledger
        self._chat_id = chat_id
        self._most_copies = most_copies
        self._made: list[int] = []
        self._met = 0

    async def to_the_end(self, start: int) -> int | None:
        """A message at most a few numbers before the end; None if there is none, or it is far.

        Args:
            start: A number that there has been, 0 for none.

        Raises:
            NetworkError: The chat or the ledger chat cannot be looked at.
        """
        try:
            known, beyond = await self._past(start)
            while beyond - known > _WIDTH and self._met < self._most_copies:
                middle = (known + beyond) // 2
                there = await self._first(middle, before=beyond)
                known, beyond = (known, middle) if there is None else (there, beyond)
        finally:
            await self._ledger.forget(self._made)
        return known if known and beyond - known <= _WIDTH else None

    async def _past(self, start: int) -> tuple[int, int]:
        """The last message met, and a number past the end."""
        known, stride = start, 1
        while self._met < self._most_copies:
            there = await self._first(known + stride)
            if there is None:
                break
            known, stride = there, stride * _GROWTH
        return known, known + stride

    async def _first(self, number: int, *, before: int | None = None) -> int | None:
        """The first of some numbers in a row that is a message."""
        end = number + _WIDTH if before is None else min(number + _WIDTH, before)
        for each in range(number, end):
            if await self._is_there(each):
                return each
        return None

    async def _is_there(self, number: int) -> bool:
        """Whether there is a message; what cannot be copied, such as a notice, is one too."""
        try:
            copy = await self._ledger.copy(self._chat_id, number)
        except Rejected:
            self._met += 1
            return True
        if copy is None:
            return False
        self._made.append(copy.message_id)
        self._met += 1
        return True
