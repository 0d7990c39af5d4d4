"""What a person may choose so that a draft suits a target, shown by an example where that helps."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import structlog

from db.cards import want_card_now
from db.posts.drafts import draft
from db.posts.views import targets_of
from services.content import Content, Media
from services.delivery.cases import account_of
from services.delivery.originals import Originals
from services.deps import Deps
from services.errors import NetworkError
from services.media.foreseeing import foresee
from services.media.shapes import Shape, Taste
from services.media.workshop import Workshop
from services.networks.base import FIT, Account, Network
from services.posts.viewing import read_content, target_of

log = structlog.get_logger()

_PATIENCE_S = 15.0
_MOST_BYTES = 100 << 20
"""Nobody waits for a preview of what takes longer to fetch."""


@dataclass(frozen=True, slots=True)
class Example:
    """A medium of a draft, and what it would have to be on a network."""

    media: Media
    shape: Shape


@dataclass(frozen=True, slots=True)
class Question:
    """Something to choose for a draft, with an example if one shows what the choices mean."""

    example: Example | None


async def take_up(
    deps: Deps, space_id: int, post_id: int, account_id: int, option: str, *, version: int
) -> Question | None:
    """Take up what a draft's card offers to choose for one of its targets, once for each card.

    Returns:
        None where the draft has moved on, or its card offers no such thing.
    """
    async with deps.db.begin() as session:
        post = await draft(session, post_id, space_id=space_id, version=version)
        rows = await targets_of(session, post) if post else []
        row = next((row for row in rows if row.account.id == account_id), None)
        if post is None or row is None:
            return None
        content = await read_content(session, post)
        network = deps.networks.get(row.account.network)
        if network is None or option not in target_of(deps, content, row).fixes:
            return None
        post.version += 1
        await session.flush()
        await want_card_now(session, post.id, deps.clock.now())
        account = account_of(row.account, (), deps.vault)
    return Question(example(network, content, account) if option == FIT.name else None)


def example(network: Network, content: Content, account: Account) -> Example | None:
    """The first medium of a draft that does not have the shape that a network wants."""
    taste = cast(Taste, FIT.chosen(account))
    for place, media in enumerate(content.media):
        shape = network.shape(content, place, account)
        if shape and any(one.fix == FIT.name for one in foresee(media, shape, taste)):
            return Example(media, shape)
    return None


class Previews:
    """Draws examples; the handlers of a process share one.

    Args:
        deps: Of the process.
    """

    def __init__(self, deps: Deps) -> None:
        self._originals = Originals(deps)
        self._workshop = Workshop(deps.settings.media_dir)

    async def draw(self, shown: Example) -> Path | None:
        """A picture of each way into the shape; None where there cannot be one soon."""
        if (shown.media.size_bytes or 0) > _MOST_BYTES:
            return None
        try:
            async with asyncio.timeout(_PATIENCE_S):
                path = await self._originals.fetch(shown.media, _in_silence)
                return await self._workshop.preview(path, shown.shape)
        except (NetworkError, TimeoutError) as error:
            log.info("preview.none", media=shown.media.id, why=str(error) or "too slow")
            return None


async def _in_silence(_fraction: float) -> None:
    """Nobody watches a preview being fetched."""
