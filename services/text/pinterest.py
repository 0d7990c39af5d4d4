"""A post's text as a pin carries it: a title, a description, and the address that it leads to.

Names of Telegram become addresses: `@name` would be read as somebody on Pinterest. Addresses in a
description can be clicked, so they keep their scheme; the one that the whole pin leads to is not
repeated behind its words.

Source: https://developers.pinterest.com/docs/api/v5/pins-create
"""

from collections.abc import Sequence
from dataclasses import dataclass

from services.content import Entity
from services.text.addresses import first_address, whole_address
from services.text.changes import Change, lost
from services.text.fitting import below, cut, ending_with, headline, length
from services.text.plain import Style, plain
from services.text.tags import without_channels

TITLE_CHARACTERS = 100
DESCRIPTION_CHARACTERS = 800
LINK_CHARACTERS = 2048

_TITLE = Style(quote="", addresses="nowhere")
_TEXT = Style()


@dataclass(frozen=True, slots=True)
class PinText:
    """The texts of one pin, "" where there are none, and what became of the post's text."""

    title: str
    description: str
    link: str
    is_cut: bool
    changes: tuple[Change, ...] = ()


def pin_text(
    text: str, entities: Sequence[Entity] = (), *, fallback: str = "", more: str = ""
) -> PinText:
    """Write a post's text as a pin's. Never raises, never too long.

    Args:
        text: What the person wrote.
        entities: Its formatting.
        fallback: The title of a pin whose text shows nothing.
        more: Where the whole post is: it ends a description that had to be cut, and a pin without
            an address of its own leads there.
    """
    link = first_address(text, entities, limit=LINK_CHARACTERS)
    told = [entity for entity in entities if not (link and whole_address(entity.url or "") == link)]
    title, _ = headline(_plain(text, entities, _TITLE), TITLE_CHARACTERS, "characters")
    whole = below(title, _plain(text, told, _TEXT))
    ending = ending_with(more, DESCRIPTION_CHARACTERS, "characters")
    return PinText(
        title=title or cut(plain(fallback), TITLE_CHARACTERS, "characters"),
        description=cut(whole, DESCRIPTION_CHARACTERS, "characters", ending),
        link=link or more,
        is_cut=length(whole, "characters") > DESCRIPTION_CHARACTERS,
        changes=lost(entities),
    )


def _plain(text: str, entities: Sequence[Entity], style: Style) -> str:
    return without_channels(plain(text, entities, style))
