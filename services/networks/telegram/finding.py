"""Finding a message whose answer was lost, by forwarding what may be it into a private chat.

The Bot API shows a bot no history, and never its own posts. But it forwards a message by number,
and says when there is none. So the numbers after the last one known are forwarded, without a
sound, to a ledger chat where nobody but the bot's owner looks; the copies are compared and
deleted. Every look is calibrated first: a message that surely exists must come through.
Otherwise what is not seen proves nothing.

Source: https://core.telegram.org/bots/api#forwardmessage
"""

from collections.abc import Sequence
from dataclasses import dataclass

from aiogram import Bot
from aiogram.types import Message

from services.errors import NetworkError, Rejected
from services.networks.base import Absent, Finding, Found, Json, Unclear
from services.networks.telegram.errors import GONE

REACH = 20
"""How many numbers after the last known one are looked at."""

_FAR = 1_000_000


@dataclass(frozen=True, slots=True)
class Trace:
    """What an attempt would have left: the messages in order, by text and media."""

    chat_id: int
    last_known: int | None
    messages: Sequence[Json]

    def fits(self, place: int, copy: Message) -> bool:
        """Whether a forwarded copy is the message at this place of the attempt."""
        expected = self.messages[place]
        if (copy.text or copy.caption or "") != expected["text"]:
            return False
        return expected["unique_ref"] is None or expected["unique_ref"] in unique_refs(copy)


def unique_refs(message: Message) -> set[str]:
    """The identities of the media that a message shows; all sizes of a photo."""
    files = [
        message.video,
        message.animation,
        message.document,
        message.audio,
        message.voice,
        message.video_note,
    ]
    found = {file.file_unique_id for file in files if file is not None}
    return found | {size.file_unique_id for size in message.photo or []}


@dataclass(frozen=True, slots=True)
class Probe:
    """Looks into one chat through a ledger chat."""

    bot: Bot
    ledger_chat_id: int
    trace: Trace

    async def find(self) -> Finding:
        """Look at the numbers after the last known one.

        Raises:
            NetworkError: Looking failed for a reason that may pass.
        """
        known = self.trace.last_known
        if known is None:
            return Unclear("no message of this chat is known yet", final=True)
        calibrated = await self._calibrate(known)
        copies = await self._copies(range(known + 1, known + 1 + REACH))
        matches = self._matches(copies)
        if len(matches) == 1:
            return Found(tuple(str(number) for number in matches[0]))
        if matches:
            return Unclear("more than one message looks like it", final=True)
        if not calibrated:
            return Unclear("the ledger chat shows nothing reliable", final=True)
        return Absent()

    async def _calibrate(self, known: int) -> bool:
        """A message that exists comes through, and one that cannot exist does not."""
        try:
            there = await self._copy(known)
            nowhere = await self._copy(known + _FAR)
        except Rejected:
            return False
        return there is not None and nowhere is None

    async def _copies(self, numbers: range) -> dict[int, Message]:
        """Copies of those that exist, by number; one call tells when there are none."""
        made = await self.bot.forward_messages(
            self.ledger_chat_id,
            self.trace.chat_id,
            list(numbers),
            disable_notification=True,
        )
        if not made:
            return {}
        await self._forget([copy.message_id for copy in made])
        copies: dict[int, Message] = {}
        for number in numbers:
            if len(copies) == len(made):
                break
            if copy := await self._copy(number):
                copies[number] = copy
        return copies

    async def _copy(self, number: int) -> Message | None:
        """A copy of one message, already deleted again; None when there is no such message.

        Raises:
            NetworkError: Any other failure.
        """
        try:
            copy = await self.bot.forward_message(
                self.ledger_chat_id, self.trace.chat_id, number, disable_notification=True
            )
        except NetworkError as error:
            if any(words in error.detail for words in GONE):
                return None
            raise
        await self._forget([copy.message_id])
        return copy

    async def _forget(self, message_ids: list[int]) -> None:
        await self.bot.delete_messages(self.ledger_chat_id, message_ids)

    def _matches(self, copies: dict[int, Message]) -> list[list[int]]:
        """Runs of messages that are the whole attempt, each counted once."""
        found: list[list[int]] = []
        for number in sorted(copies):
            run = [number + place for place in range(len(self.trace.messages))]
            if found and number <= found[-1][-1]:
                continue
            if all(
                following in copies and self.trace.fits(place, copies[following])
                for place, following in enumerate(run)
            ):
                found.append(run)
        return found
