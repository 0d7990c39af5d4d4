"""What a private bot is looked at with: its links, and every row that there is."""

import re
from collections.abc import Mapping

from sqlalchemy import text

from bot.texts import t
from db.tables import metadata
from services.settings import Settings
from tests.flows.house import Chat, House
from tests.people import ALICE

SELDOM_S = 601
"""After so long a stranger is told again."""

_LINK = re.compile(r"https://t\.me/\w+\?start=(\S+)")


def closed(settings: Settings, *, admins: tuple[int, ...] = (ALICE,)) -> Settings:
    """The settings of a bot that is private, with Alice as its administrator."""
    return settings.model_copy(update={"admins": frozenset(admins)})


async def invited(host: Chat) -> str:
    """Make an invitation; what opening its link says to the bot."""
    [said] = await host.say("/invite")
    found = _LINK.search(said)
    assert found
    return f"/start {found[1]}"


async def come_in(host: Chat, guest: Chat) -> None:
    """Open an invitation of somebody's."""
    await guest.say(await invited(host))


async def rows(house: House) -> Mapping[str, int]:
    """How many rows each table has."""
    async with house.deps.db.begin() as session:
        counts = {}
        for name in metadata.tables:
            found = await session.execute(text(f'SELECT count(*) FROM "{name}"'))  # noqa: S608
            counts[name] = found.scalar_one()
    return counts


async def written(house: House, words: str) -> list[str]:
    """The tables in which these words stand, bytes of updates among them."""
    found = []
    async with house.deps.db.begin() as session:
        for name in metadata.tables:
            lines = await session.execute(text(f'SELECT "{name}"::text FROM "{name}"'))  # noqa: S608
            hexed = words.encode().hex()
            if any(words in line or hexed in line for line in lines.scalars()):
                found.append(name)
    return found


def refusal(chat: Chat, language: str) -> str:
    """What the bot says to somebody whom it does not know."""
    return t(language, "guest-refused", number=str(chat.person_id))
