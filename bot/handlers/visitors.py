"""Who is talking: the person, their space and their language, before any handler of a chat."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject, User

from bot.cards import Reader
from bot.texts import language_of
from db.people import add_person, with_space
from services.deps import Deps

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person in their private chat with the bot, and the space that they act in."""

    person_id: int
    space_id: int
    reader: Reader

    def say(self, key: str, **values: str | int) -> str:
        """A text in the person's language."""
        return self.reader.say(key, **values)


class KnowVisitor(BaseMiddleware):
    """Gives handlers their `visitor`; whoever writes for the first time becomes a person."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Look the sender up, then go on."""
        sender: User = data["event_from_user"]
        data["visitor"] = await known(data["deps"], sender)
        return await handler(event, data)


async def known(deps: Deps, sender: User) -> Visitor:
    """The person behind a Telegram account, made now if they are new."""
    async with deps.db.begin() as session:
        found = await with_space(session, sender.id)
        if found is None:
            await add_person(
                session,
                sender.id,
                first_name=sender.first_name,
                language=language_of(sender.language_code),
                now=deps.clock.now(),
            )
            found = await with_space(session, sender.id)
    if found is None:
        raise LookupError(f"person {sender.id} has no space of their own")
    person, space_id = found
    return Visitor(person.id, space_id, Reader(person.language, person.time_zone))
