"""A post's text as a pin carries it: a title, a description, and the address that it leads to.

Names of Telegram become addresses: `@name` would be read as somebody on Pinterest. Addresses in a
description can be clicked, so all get their scheme; the one that the whole pin leads to is not
repeated behind its words. Hashtags stay.

Source: https://developers.pinterest.com/docs/api/v5/pins-create
"""

from collections.abc import Sequence
from dataclasses import dataclass

from services.content import Entity
from services.text.addresses import first_address, whole_address
from services.text.changes import Change, left_out, lost, titled
from services.text.fitting import cut, divide, ending_with
from services.text.headlines import below, headline
from services.text.plain import CLICKABLE, TITLE, Style, plain
from services.text.tags import without_channels

TITLE_CHARACTERS = 100
DESCRIPTION_CHARACTERS = 800
LINK_CHARACTERS = 2048


@dataclass(frozen=True, slots=True)
class PinText:
    """The texts of one pin, "" where there are none, and what became of the post's text."""

    title: str
    description: str
    link: str
    is_cut: bool
    changes: tuple[Change, ...]


def pin_text(
    text: str,
    entities: Sequence[Entity] = (),
    *,
    fallback: str = "",
    more: str = "",
    spoilers: bool = False,
) -> PinText:
    """Write a post's text as a pin's. Never raises, never too long.

    Args:
        text: What the person wrote.
        entities: Its formatting.
        fallback: The title of a pin whose text shows nothing.
        more: Where the whole post is: it ends a description that had to be cut, and a pin without
            an address of its own leads there.
        spoilers: Whether pictures are hidden in the post, which this network shows to everyone.
    """
    link = first_address(text, entities, limit=LINK_CHARACTERS)
    bare = _plain(text, entities, TITLE)
    title, _ = headline(bare or plain(fallback), TITLE_CHARACTERS, "characters")
    told = [entity for entity in entities if not (entity.url and _leads_to(entity.url, link))]
    whole = below(title, _plain(text, told, CLICKABLE))
    ending = ending_with(more, DESCRIPTION_CHARACTERS, "characters")
    description, rest = divide(whole, DESCRIPTION_CHARACTERS, "characters", ending)
    return PinText(
        title=title,
        description=description,
        link=link or cut(more, LINK_CHARACTERS, "characters", ""),
        is_cut=bool(rest),
        changes=(*titled(title), *left_out(rest), *lost(entities, spoilers=spoilers)),
    )


def _leads_to(url: str, link: str) -> bool:
    return bool(link) and whole_address(url) == link


def _plain(text: str, entities: Sequence[Entity], style: Style) -> str:
    return without_channels(plain(text, entities, style))
