"""A post's text as a video on YouTube carries it: a title, a description, tags.

Angle brackets are refused there, so others stand in their place. `@name` would be the handle of
somebody on YouTube: names of Telegram become addresses, and a character that nobody sees keeps
other words behind an @ from becoming one. Addresses in a description can be clicked, so all get
their scheme. Hashtags stay where they are, and become tags as well.

Titles count UTF-16 code units here: that is never more than what YouTube allows, whichever
characters it counts.

Source: https://developers.google.com/youtube/v3/docs/videos#snippet.title
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from services.content import Entity
from services.text.addresses import without_names
from services.text.changes import Change, left_out, lost, titled
from services.text.fitting import divide, ending_with
from services.text.headlines import below, headline
from services.text.plain import CLICKABLE, TITLE, Style, plain
from services.text.tags import hashtags, without_channels

TITLE_UTF16 = 100
DESCRIPTION_BYTES = 5000
TAGS_CHARACTERS = 500

_CAMERA_NAME = re.compile(
    r"(?:vid|video|img|image|mov|movie|pxl|dsc|gopr|gopro|file|document|animation|rec|whatsapp)?"
    r"[\W\d_]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class VideoText:
    """The texts of one video, and what became of the post's text."""

    title: str
    description: str
    tags: tuple[str, ...]
    is_cut: bool
    changes: tuple[Change, ...]


def video_text(
    text: str,
    entities: Sequence[Entity] = (),
    *,
    fallback: str,
    file_name: str | None = None,
    more: str = "",
    spoilers: bool = False,
) -> VideoText:
    """Write a post's text as a video's. Never raises, never too long, never without a title.

    Args:
        text: What the person wrote.
        entities: Its formatting.
        fallback: The title where neither the text nor the file's name gives one.
        file_name: The video's, None where it has none.
        more: Where the whole post is: it ends a description that had to be cut.
        spoilers: Whether pictures are hidden in the post, which this network shows to everyone.
    """
    shown = _plain(text, entities, CLICKABLE)
    title = _title(text, entities) or _title_of_file(file_name or "") or _title(fallback) or "▶"
    ending = ending_with(_without_brackets(more), DESCRIPTION_BYTES, "bytes")
    description, rest = divide(below(title, shown), DESCRIPTION_BYTES, "bytes", ending)
    found = hashtags(shown)
    tags = _fitting(found)
    dropped = len(found) - len(tags)
    lacking = [Change("text-tags-dropped", values={"count": dropped})] if dropped else []
    return VideoText(
        title=title,
        description=description,
        tags=tags,
        is_cut=bool(rest),
        changes=(*titled(title), *left_out(rest), *lacking, *lost(entities, spoilers=spoilers)),
    )


def tags_length(tags: Iterable[str]) -> int:
    """How long tags are by YouTube's rule: commas count, and quotes around what has a blank."""
    lengths = [len(tag) + (2 if " " in tag else 0) for tag in tags]
    return sum(lengths) + max(len(lengths) - 1, 0)


def _plain(text: str, entities: Sequence[Entity], style: Style) -> str:
    return _without_brackets(without_names(without_channels(plain(text, entities, style))))


def _without_brackets(text: str) -> str:
    return text.replace("<", "‹").replace(">", "›")


def _title(text: str, entities: Sequence[Entity] = ()) -> str:
    return headline(_plain(text, entities, TITLE), TITLE_UTF16, "utf16")[0]


def _title_of_file(name: str) -> str:
    """A file's name as a title, unless a camera gave it."""
    stem = PurePath(name).stem if name else ""
    return "" if _CAMERA_NAME.fullmatch(stem) else _title(stem.replace("_", " "))


def _fitting(tags: Iterable[str]) -> tuple[str, ...]:
    """The tags that YouTube takes together, the first first."""
    kept: list[str] = []
    room = TAGS_CHARACTERS + 1
    for tag in tags:
        needed = tags_length([tag]) + 1
        if needed <= room:
            kept.append(tag)
            room -= needed
    return tuple(kept)
