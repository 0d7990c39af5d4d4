"""/history: what was posted lately, page by page; each post opens its card again."""

from collections import Counter
from contextlib import suppress

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message
from aiogram.utils.formatting import Bold, Text, TextLink

from bot.cards import Reader
from bot.cards.live import headline
from bot.cards.render import summary
from bot.cards.shape import Row, button, cut
from bot.handlers.commands import Asked
from bot.handlers.presses import Press, Pressed
from bot.handlers.saying import change, hint, refuse, say
from bot.handlers.visitors import Visitor
from services.deps import Deps
from services.errors import Rejected
from services.posts import HistoryPage, PostSummary, history, show_again

_PREVIEW = 80
_LINKS = 6
_TITLE = 24


async def show_history(message: Message, visitor: Visitor, deps: Deps) -> None:
    """The newest posts."""
    page = await history(deps, visitor.space_id)
    await say(message, _words(page, visitor, deps), _rows(page, visitor, newest=True))


async def history_pressed(callback: CallbackQuery, visitor: Visitor, deps: Deps) -> None:
    """The newest posts, below what was pressed."""
    page = await history(deps, visitor.space_id)
    if isinstance(callback.message, Message):
        words = _words(page, visitor, deps)
        await say(callback.message, words, _rows(page, visitor, newest=True))
    await hint(callback)


async def turn_page(callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps) -> None:
    """Older posts in place; from 0, the newest again."""
    page = await history(deps, visitor.space_id, before=press.id or None)
    rows = _rows(page, visitor, newest=not press.id)
    await change(callback, _words(page, visitor, deps), rows)
    await hint(callback)


async def open_post(
    callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps, bot: Bot
) -> None:
    """Bring a post's card down to where the person is; the old one loses its buttons."""
    opened = await show_again(deps, visitor.space_id, press.id, chat_id=visitor.person_id)
    if opened is None:
        await refuse(callback, visitor.say("button-gone"))
        return
    await hint(callback)
    if opened.card_before is not None:
        with suppress(Rejected):
            await bot.edit_message_reply_markup(
                chat_id=visitor.person_id, message_id=opened.card_before, reply_markup=None
            )


def _words(page: HistoryPage, visitor: Visitor, deps: Deps) -> Text:
    if not page.posts:
        return Text(visitor.say("history-empty"))
    lines: list[Text | str] = [Bold(visitor.say("history-title"))]
    for number, post in enumerate(page.posts, 1):
        lines += ["\n\n", _post(number, post, visitor.reader, deps)]
    return Text(*lines)


def _post(number: int, post: PostSummary, reader: Reader, deps: Deps) -> Text:
    at = reader.clock(post.published_at or post.created_at, deps.clock.now())
    state = reader.say("card-draft") if post.state == "draft" else headline(post.deliveries, reader)
    preview = cut(post.text, _PREVIEW) or summary(post.media, reader)
    return Text(f"{number}. ", Bold(preview), f"\n{at} · {state}", *_links(post, reader, deps))


def _links(post: PostSummary, reader: Reader, deps: Deps) -> list[Text | str]:
    """Where it is live: by the network's name, by the account's where there are several."""
    live = [row for row in post.deliveries if row.state == "published" and row.url]
    counts = Counter(row.network for row in live)
    made: list[Text | str] = []
    for row in live[:_LINKS]:
        network = deps.networks.get(row.network)
        name = network.title if network and counts[row.network] == 1 else row.title
        made += ["\n" if not made else ", ", TextLink(cut(name, _TITLE), url=row.url or "")]
    if len(live) > _LINKS:
        made += [", ", reader.say("and-more", count=len(live) - _LINKS)]
    return made


def _rows(page: HistoryPage, visitor: Visitor, *, newest: bool) -> list[Row]:
    opening = [button(str(number), "post", post.id, 0) for number, post in enumerate(page.posts, 1)]
    return [opening, _turning(page, visitor, newest=newest)]


def _turning(page: HistoryPage, visitor: Visitor, *, newest: bool) -> list[InlineKeyboardButton]:
    made = []
    if not newest:
        made.append(button(visitor.say("button-newest"), "older", 0, 0))
    if page.older is not None:
        made.append(button(visitor.say("button-older"), "older", page.older, 0))
    return made


def router() -> Router:
    """The handlers of this conversation."""
    made = Router(name="history")
    made.message.register(show_history, Asked("history"))
    made.callback_query.register(history_pressed, Pressed("history"))
    made.callback_query.register(turn_page, Pressed("older"))
    made.callback_query.register(open_post, Pressed("post"))
    return made
