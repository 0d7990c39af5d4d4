"""From rows to the message: drafts with switches, live posts with one line per delivery."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from aiogram.utils.formatting import BlockQuote, Bold, Code, Text

from bot.cards.draft import draft_lines, draft_rows
from bot.cards.live import headline, live_lines, live_rows
from bot.cards.shape import BUTTON_LIMIT, TEXT_LIMIT_UTF16, Reader, Rendered, Row, cut, rendered
from services.content import Content, utf16_len
from services.posts import PostView

_PREVIEW = 200
_ROOMS = (300, 120, 50, 0)
"""How much of a network's own words a line may quote, tried until the card fits."""

_TIGHT_PREVIEW = 80
_NAMED = ("document", "audio")
_NAMES = 3
_NAME = 40


def render(view: PostView, reader: Reader, now: datetime) -> Rendered:
    """Draw the card of a post. Pure.

    Args:
        view: The post's rows.
        reader: Who looks, in which language and zone.
        now: The moment that times are shown against; aware.
    """
    rows = _rows(view, reader)
    for room in _ROOMS:
        body = _body(view, reader, now, room=room)
        if utf16_len(body.render()[0]) <= TEXT_LIMIT_UTF16:
            return rendered(body, rows)
    return rendered(_shortened(view, reader, now), rows)


def summary(media: Iterable[str], reader: Reader) -> str:
    """Media in words: `4 photos, 1 video`; empty when there are none."""
    counts = Counter(media)
    return ", ".join(reader.say(f"media-{kind}", count=counts[kind]) for kind in counts)


def _body(view: PostView, reader: Reader, now: datetime, *, room: int) -> Text:
    lines = [_head(view, reader), *_content(view.content, reader, tight=room < _ROOMS[0])]
    return _joined([*lines, *_details(view, reader, now, room=room)])


def _shortened(view: PostView, reader: Reader, now: datetime) -> Text:
    """As many lines as fit, and how many did not."""
    lines = [_head(view, reader), *_content(view.content, reader, tight=True)]
    details = _details(view, reader, now, room=0)
    while details:
        details.pop()
        body = _joined([*lines, *details, Text(reader.say("card-and-more"))])
        if utf16_len(body.render()[0]) <= TEXT_LIMIT_UTF16:
            return body
    return _joined(lines)


def _joined(lines: Iterable[Text]) -> Text:
    joined: list[Text | str] = []
    for line in lines:
        joined += [line, "\n"]
    return Text(*joined[:-1])


def _head(view: PostView, reader: Reader) -> Text:
    if view.state == "published":
        return Text(Bold(headline(view.deliveries, reader)))
    return Text(Bold(reader.say(f"card-{view.state}")))


def _content(content: Content, reader: Reader, *, tight: bool) -> list[Text]:
    lines: list[Text] = []
    if content.text.strip():
        lines.append(BlockQuote(cut(content.text, _TIGHT_PREVIEW if tight else _PREVIEW)))
    if content.media:
        told = summary((media.kind for media in content.media), reader)
        lines.append(Text("📎 ", told, *_names(content, reader)))
    return lines


def _names(content: Content, reader: Reader) -> list[Text | str]:
    """What tells one post of files from another; set as code, or `notes.md` would be a link."""
    named = [each.file_name for each in content.media if each.kind in _NAMED and each.file_name]
    told: list[Text | str] = []
    for name in named[:_NAMES]:
        told += [", " if told else ": ", Code(cut(name, _NAME))]
    if len(named) > _NAMES:
        told += [", ", reader.say("and-more", count=len(named) - _NAMES)]
    return told


def _details(view: PostView, reader: Reader, now: datetime, *, room: int) -> list[Text]:
    if view.state == "draft":
        return draft_lines(view, reader)
    if view.state == "published":
        return live_lines(view, reader, now, room=room)
    return []


def _rows(view: PostView, reader: Reader) -> list[Row]:
    if view.state == "draft":
        return draft_rows(view, reader)
    if view.state != "published":
        return []
    rows = live_rows(view, reader, needed_only=False)
    if sum(map(len, rows)) <= BUTTON_LIMIT:
        return rows
    return _first(live_rows(view, reader, needed_only=True))


def _first(rows: list[Row]) -> list[Row]:
    kept: list[Row] = []
    for row in rows:
        if sum(map(len, kept)) + len(row) > BUTTON_LIMIT:
            break
        kept.append(row)
    return kept
