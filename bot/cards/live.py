"""A published post: one line per delivery, and its buttons."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import Bold, Text

from bot.cards.shape import Reader, Row, button, cut, link
from db.deliveries import DeliveryRow
from db.deliveries.tables import COPY_LEFT, INSISTED
from services.posts import PostView

_TITLE = 40
_ABREAST = 2
"""So many buttons side by side can be read on a phone."""
_SOON = timedelta(seconds=3)
_MINUTE = timedelta(minutes=1)
_JUST_BEFORE_NEXT = _MINUTE - timedelta(microseconds=1)
"""Added before the seconds are left off: nothing happens earlier than the card says."""

_READY = 100
"""Per cent. What is left then is the one call that publishes."""

ANSWERS: Mapping[str, tuple[str, ...]] = {
    "unclear": ("there", "again", "leave"),
    "late": ("now", "droplate"),
    "backlog": ("now", "droplate"),
}
"""What may be answered to a question about a delivery."""

_ENDED = ("published", "rejected", "failed", "cancelled", "skipped", "recalled")
_NEEDS_PERSON = ("paused", "asking", "rejected", "failed")
_SIGNS = {
    "scheduled": "🕒",
    "publishing": "⏳",
    "retrying": "🔁",
    "paused": "⚠️",
    "unconfirmed": "🔍",
    "asking": "❓",
    "published": "✅",
    "rejected": "⛔",
    "failed": "❌",
    "cancelled": "▫️",
    "skipped": "▫️",
    "recalled": "↩️",
}


def headline(deliveries: Sequence[DeliveryRow], reader: Reader) -> str:
    """How the post stands in one line."""
    live = sum(row.state == "published" for row in deliveries)
    if live == len(deliveries):
        return reader.say("card-live", count=live)
    waiting = sum(row.state in _NEEDS_PERSON for row in deliveries)
    if waiting:
        return reader.say("card-needs-you", count=waiting)
    if all(row.state in _ENDED for row in deliveries):
        return reader.say("card-ended", live=live, count=len(deliveries))
    return reader.say("card-on-its-way", live=live, count=len(deliveries))


def live_lines(view: PostView, reader: Reader, now: datetime, *, room: int) -> list[Text]:
    """One line per delivery; networks' own words are cut to `room` characters."""
    lines = [Text()]
    for number, row in enumerate(view.deliveries, 1):
        name = f"{view.network_titles.get(row.network, row.network)} · {cut(row.title, _TITLE)}"
        sign = f"{_prefix(view, number)}{_SIGNS[row.state]} "
        lines.append(Text(sign, Bold(name), f": {describe(row, reader, now, room=room)}"))
    return lines


def live_rows(view: PostView, reader: Reader, *, needed_only: bool) -> list[Row]:
    """The buttons of each delivery in rows of their own, numbered like the lines.

    With `needed_only`, just those of deliveries that wait for the person.
    """
    rows = [
        _row(row, reader, _prefix(view, number))
        for number, row in enumerate(view.deliveries, 1)
        if not needed_only or row.state in _NEEDS_PERSON
    ]
    return [row[at : at + _ABREAST] for row in rows for at in range(0, len(row), _ABREAST)]


def describe(row: DeliveryRow, reader: Reader, now: datetime, *, room: int) -> str:
    """The state of a delivery in words."""
    words = _WORDS.get(row.state)
    said = words(row, reader, now) if words else reader.say(f"delivery-{row.state}")
    if 0 < row.parts_published < row.part_count:
        parts = {"done": row.parts_published, "count": row.part_count}
        said = f"{reader.say('delivery-parts', **parts)} {said}"
    if row.state in _TELLS_WHY:
        said = _with_why(said, row, reader, room)
    return said


_TELLS_WHY = ("rejected", "failed", "retrying", "paused", "published")


def _with_why(said: str, row: DeliveryRow, reader: Reader, room: int) -> str:
    """A network's own words are quoted; what only a programmer understands stays in the log."""
    if row.state == "retrying" and row.reason in _GOES_ON:
        return said
    why = [said]
    if row.error_code and any(map(str.isdigit, row.error_code)):
        quoted = f"«{cut(row.error_detail, room)}»" if row.error_detail and room else ""
        why.append(quoted or f"({row.error_code})")
    advice = (row.error_advice, _ADVICE.get(row.state))
    if room:
        why += [reader.say(each) for each in advice if each]
    return " ".join(why)


_ADVICE = {"rejected": "delivery-rejected-advice", "failed": "delivery-failed-advice"}
"""What to do next; what was wrong with the post, or there, the network's own module says."""

_GOES_ON = ("pacing", "next_part", "worker_left")
"""Reasons to wait that are no failure."""


def _scheduled(row: DeliveryRow, reader: Reader, now: datetime) -> str:
    if silent := _silent(row, reader, now):
        return silent
    if row.due_at <= now + _SOON:
        return reader.say("delivery-queued")
    return _waiting("delivery-waiting", row.due_at, reader, now)


def _publishing(row: DeliveryRow, reader: Reader, now: datetime) -> str:
    del now
    if row.cancel_at:
        return reader.say("delivery-stopping")
    if row.progress_percent is None or row.progress_percent >= _READY:
        return reader.say("delivery-publishing")
    return reader.say("delivery-uploading", percent=row.progress_percent)


def _retrying(row: DeliveryRow, reader: Reader, now: datetime) -> str:
    if row.reason in _GOES_ON:
        return _scheduled(row, reader, now)
    if silent := _silent(row, reader, now):
        return silent
    if row.reason == "budget":
        return _waiting(
            "delivery-budget", row.due_at, reader, now, count=int(row.error_detail or 0)
        )
    if row.reason == "processing":
        return reader.say("delivery-processing")
    key = "delivery-limited" if row.reason == "rate_limited" else "delivery-retrying"
    return _waiting(key, row.due_at, reader, now)


def _silent(row: DeliveryRow, reader: Reader, now: datetime) -> str | None:
    """That it waits for nothing but an answer from the network, if it does."""
    until = row.silent_until
    if until is None or until <= max(row.due_at, now) or row.reason in INSISTED:
        return None
    return _waiting("delivery-silent", until, reader, now)


def _waiting(key: str, at: datetime, reader: Reader, now: datetime, **values: int) -> str:
    """A wait in words; a clock without seconds says nothing about less than a minute."""
    left = at - now
    when = "now" if left <= _SOON else "soon" if left <= _MINUTE else "later"
    time = reader.clock(at + _JUST_BEFORE_NEXT, now)
    return reader.say(key, when=when, time=time, **values)


def _paused(row: DeliveryRow, reader: Reader, now: datetime) -> str:
    del now
    return reader.say(f"trouble-{(row.reason or 'access_denied').replace('_', '-')}")


def _asking(row: DeliveryRow, reader: Reader, now: datetime) -> str:
    if row.question == "unclear":
        return reader.say("delivery-unclear")
    return reader.say(f"delivery-{row.question}", time=reader.clock(row.due_at, now))


def _published(row: DeliveryRow, reader: Reader, now: datetime) -> str:
    del now
    if row.recall_at:
        return reader.say("delivery-recalling")
    if row.error_code:
        return reader.say("delivery-not-recalled")
    if row.missing:
        return reader.say("delivery-missing", what=", ".join(map(reader.say, row.missing)))
    confirmed = row.reason == "confirmed_by_person"
    return reader.say("delivery-confirmed" if confirmed else "delivery-live")


def _failed(row: DeliveryRow, reader: Reader, now: datetime) -> str:
    del now
    return reader.say("delivery-failed" if row.reason == "tries" else "delivery-broke")


def _cancelled(row: DeliveryRow, reader: Reader, now: datetime) -> str:
    del now
    reason = row.reason if row.reason in _REASONS_TO_END else "by_person"
    return reader.say(f"delivery-cancelled-{reason.replace('_', '-')}")


def _recalled(row: DeliveryRow, reader: Reader, now: datetime) -> str:
    del now
    left = row.reason == COPY_LEFT
    return reader.say("delivery-recalled-copy-left" if left else "delivery-recalled")


_REASONS_TO_END = ("left_unclear", "late", "backlog", "unlinked", COPY_LEFT)

_WORDS: dict[str, Callable[[DeliveryRow, Reader, datetime], str]] = {
    "scheduled": _scheduled,
    "publishing": _publishing,
    "retrying": _retrying,
    "paused": _paused,
    "asking": _asking,
    "published": _published,
    "failed": _failed,
    "cancelled": _cancelled,
    "recalled": _recalled,
}


def _row(row: DeliveryRow, reader: Reader, prefix: str) -> Row:
    buttons = [_order(verb, row, reader, prefix) for verb in _orders(row)]
    if row.url and row.state == "published":
        return [link(f"{prefix}{reader.say('button-open')}", row.url), *buttons]
    return buttons


def _order(verb: str, row: DeliveryRow, reader: Reader, prefix: str) -> InlineKeyboardButton:
    label = f"{prefix}{reader.say(f'button-{verb}')}"
    if verb == "account":
        return button(label, verb, row.account_id, 0)
    return button(label, verb, row.id, row.version)


def _orders(row: DeliveryRow) -> tuple[str, ...]:
    """What the person may order a delivery to do, as it stands."""
    if row.question:
        return ANSWERS[row.question]
    if row.state == "publishing":
        return () if row.cancel_at else ("cancel",)
    if row.state == "retrying" and row.reason in _NO_SOONER:
        return ("cancel",)
    if row.state == "scheduled" and row.silent_until and row.due_at < row.silent_until:
        return ("retry", "cancel")
    if row.state == "published":
        known = row.recall_at is None and row.reason != "confirmed_by_person"
        return ("recall",) if known else ()
    return _ORDERS.get(row.state, ())


_ORDERS: dict[str, tuple[str, ...]] = {
    "scheduled": ("cancel",),
    "retrying": ("retry", "cancel"),
    "paused": ("account", "cancel"),
    "rejected": ("retry",),
    "failed": ("retry",),
}


_NO_SOONER = ("rate_limited", "budget", "processing", *_GOES_ON)
"""Trying at once would only be refused, or wait again."""


def _prefix(view: PostView, number: int) -> str:
    """The number that ties a line to its buttons; one delivery alone needs none."""
    return f"{number}. " if len(view.deliveries) > 1 else ""
