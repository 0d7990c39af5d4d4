"""/invite and /people, for administrators of a private bot; to anybody else there are none."""

from datetime import datetime

from aiogram import Bot, Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message
from aiogram.utils.deep_linking import create_start_link

from bot.cards import Reader
from bot.cards.shape import Row, button, cut
from bot.handlers.commands import Asked
from bot.handlers.presses import Press, Pressed
from bot.handlers.saying import change, hint, refuse, say
from bot.handlers.visitors import Visitor
from bot.inbox import INVITED
from services import guests
from services.deps import Deps
from services.guests import PersonView

_SHOWN = 50
_NAME = 24


class FromAdmin(Filter):
    """Lets through what comes from those whom the settings name as administrators."""

    async def __call__(self, event: Message | CallbackQuery, deps: Deps) -> bool:
        """Whether an administrator sent it; without any in the settings, nobody did."""
        return event.from_user is not None and event.from_user.id in deps.settings.admins


async def invite(message: Message, visitor: Visitor, deps: Deps, bot: Bot) -> None:
    """Make a link that lets in one person."""
    word, until = await guests.invite(deps, visitor.person_id)
    address = await create_start_link(bot, f"{INVITED}{word}")
    time = visitor.reader.clock(until, deps.clock.now())
    await say(message, visitor.say("guest-invitation", address=address, time=time))


async def show_people(message: Message, visitor: Visitor, deps: Deps) -> None:
    """List who may use the bot."""
    words, rows = await _list(visitor.reader, deps)
    await say(message, words, rows)


async def back_to_people(callback: CallbackQuery, visitor: Visitor, deps: Deps) -> None:
    """The list again, in place."""
    words, rows = await _list(visitor.reader, deps)
    await change(callback, words, rows)
    await hint(callback)


async def ask_to_dismiss(
    callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps
) -> None:
    """Ask before showing somebody the door, with what goes with it."""
    people, _ = await guests.people(deps)
    found = next((one for one in people if one.id == press.id and _may_go(one)), None)
    if found is None:
        await back_to_people(callback, visitor, deps)
        return
    words = visitor.say("guest-dismiss-ask", who=_name(found), accounts=found.accounts)
    yes = button(visitor.say("button-dismiss-yes"), "dismissyes", found.id, 0)
    keep = button(visitor.say("button-dismiss-no"), "people", 0, 0)
    await change(callback, words, [[yes], [keep]])
    await hint(callback)


async def dismiss(callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps) -> None:
    """Show somebody the door."""
    gone = await guests.dismiss(deps, press.id)
    words, rows = await _list(visitor.reader, deps)
    await change(callback, words, rows)
    if gone is None:
        await refuse(callback, visitor.say("button-outdated"))
        return
    said = visitor.say("guest-dismissed", accounts=gone.accounts, posts=gone.posts)
    await hint(callback, said, alert=True)


async def call_off(callback: CallbackQuery, visitor: Visitor, deps: Deps) -> None:
    """Make worthless what was not used of the invitations."""
    await guests.call_off(deps)
    await back_to_people(callback, visitor, deps)


async def _list(reader: Reader, deps: Deps) -> tuple[str, list[Row]]:
    people, open_count = await guests.people(deps)
    shown, now = people[:_SHOWN], deps.clock.now()
    lines = [reader.say("guest-people"), *(_line(one, reader, now) for one in shown)]
    if len(people) > len(shown):
        lines.append(reader.say("guest-more", count=len(people) - len(shown)))
    rows = [
        [button(reader.say("button-dismiss", who=_name(one)), "dismiss", one.id, 0)]
        for one in shown
        if _may_go(one)
    ]
    if open_count:
        label = reader.say("button-invitations-off", count=open_count)
        rows.append([button(label, "uninvite", 0, 0)])
    return "\n".join(lines), rows


def _line(one: PersonView, reader: Reader, now: datetime) -> str:
    since = reader.ago(one.since, now) if one.since else ""
    right = reader.say(f"guest-right-{one.right}", ago=since)
    linked = f", {reader.say('guest-accounts', count=one.accounts)}" if one.accounts else ""
    return f"• {_name(one)}: {right}{linked}"


def _name(one: PersonView) -> str:
    """The name with the number: names can be alike."""
    return f"{cut(one.name, _NAME)} ({one.id})" if one.name else str(one.id)


def _may_go(one: PersonView) -> bool:
    """Whoever the settings name goes there."""
    return one.right in {"guest", "none"}


def router() -> Router:
    """The handlers of this conversation."""
    made = Router(name="guests")
    admin = FromAdmin()
    made.message.register(invite, Asked("invite"), admin)
    made.message.register(show_people, Asked("people"), admin)
    made.callback_query.register(back_to_people, Pressed("people"), admin)
    made.callback_query.register(ask_to_dismiss, Pressed("dismiss"), admin)
    made.callback_query.register(dismiss, Pressed("dismissyes"), admin)
    made.callback_query.register(call_off, Pressed("uninvite"), admin)
    return made
