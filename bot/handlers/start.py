"""The first words, the time zone, the language, help, and the way out of every dialogue."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    Message,
    ReplyKeyboardRemove,
    Update,
)

from bot.cards import Reader
from bot.cards.shape import Row, button
from bot.filters import Q
from bot.handlers.commands import Asked
from bot.handlers.forgetting import blank_update
from bot.handlers.places import COMMON, city, is_zone, zone_of
from bot.handlers.presses import Press, Pressed
from bot.handlers.saying import change, hint, refuse, say
from bot.handlers.visitors import Visitor
from bot.inbox import INVITED
from db.accounts import accounts_of
from db.people import set_language, set_time_zone
from services.deps import Deps

_UTC = "UTC"
_ANSWER = Q(F.text.len() <= 40), Q(~F.forward_origin), Q(~F.text.startswith("/"))


class Zone(StatesGroup):
    """The one question of the start."""

    asked = State()


async def start(
    message: Message, visitor: Visitor, deps: Deps, state: FSMContext, event_update: Update
) -> None:
    """Greet; ask a newcomer for their time, once: the question stays open until it is answered."""
    if INVITED in (message.text or ""):
        await blank_update(deps, event_update)
    asked = await state.get_state() == Zone.asked.state
    if not asked:
        await state.clear()
    name = message.from_user.first_name if message.from_user else ""
    if asked or visitor.reader.time_zone:
        await say(
            message,
            visitor.say("start-again", name=name),
            await _next_step(visitor, deps),
            below=ReplyKeyboardRemove(),
        )
        return
    await say(message, visitor.say("start-hello", name=name), below=ReplyKeyboardRemove())
    await _ask_zone(message, visitor, deps, state, beside=visitor.say("zone-once"))


async def timezone(message: Message, visitor: Visitor, deps: Deps, state: FSMContext) -> None:
    """Ask for the time again."""
    await _ask_zone(message, visitor, deps, state, beside=_zone_now(visitor.reader, deps))


async def show_help(message: Message, visitor: Visitor, deps: Deps) -> None:
    """What the bot can do, and the settings of the person."""
    words = _help(visitor.reader, deps, visitor.person_id)
    await say(message, words, _help_rows(visitor.reader))


async def language(message: Message, visitor: Visitor) -> None:
    """Offer the languages."""
    await say(message, visitor.say("language-ask"), [_languages()])


async def cancel(message: Message, visitor: Visitor, state: FSMContext) -> None:
    """Leave whatever dialogue is open."""
    left = await state.get_state()
    await state.clear()
    words = visitor.say("cancel-done" if left else "cancel-nothing")
    await say(message, words, below=ReplyKeyboardRemove())


async def zone_typed(message: Message, visitor: Visitor, deps: Deps, state: FSMContext) -> None:
    """Understand a typed city or time."""
    now = deps.clock.now()
    zone = zone_of(message.text or "", language=visitor.reader.language, now=now)
    if zone is None:
        await say(message, visitor.say("zone-unknown"), [[_skip(visitor.reader)]])
        return
    await _keep_zone(visitor, deps, state, zone)
    words, rows = await _zone_kept(visitor, deps, zone)
    await say(message, words, rows)


async def zone_pressed(
    callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps, state: FSMContext
) -> None:
    """Take a zone from its button."""
    if not is_zone(press.what):
        await refuse(callback, visitor.say("button-unknown"))
        return
    await _keep_zone(visitor, deps, state, press.what)
    await change(callback, *await _zone_kept(visitor, deps, press.what))
    await hint(callback)


async def ask_zone(
    callback: CallbackQuery, visitor: Visitor, deps: Deps, state: FSMContext
) -> None:
    """Ask for the time from the help."""
    if isinstance(callback.message, Message):
        now = _zone_now(visitor.reader, deps)
        await _ask_zone(callback.message, visitor, deps, state, beside=now)
    await hint(callback)


async def language_pressed(
    callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps
) -> None:
    """Change the language that the bot speaks with this person."""
    if press.what not in {"ru", "en"}:
        await refuse(callback, visitor.say("button-unknown"))
        return
    async with deps.db.begin() as session:
        await set_language(session, visitor.person_id, press.what)
    reader = Reader(press.what, visitor.reader.time_zone)
    await change(callback, _help(reader, deps, visitor.person_id), _help_rows(reader))
    await hint(callback, reader.say("language-set"))


async def _ask_zone(
    message: Message, visitor: Visitor, deps: Deps, state: FSMContext, *, beside: str
) -> None:
    await state.set_state(Zone.asked)
    rows = _zone_rows(visitor.reader, deps.clock.now())
    await say(message, f"{visitor.say('zone-ask')} {beside}".strip(), rows)


async def _keep_zone(visitor: Visitor, deps: Deps, state: FSMContext, zone: str) -> None:
    async with deps.db.begin() as session:
        await set_time_zone(session, visitor.person_id, zone)
    if await state.get_state() == Zone.asked.state:
        await state.clear()


async def _next_step(visitor: Visitor, deps: Deps) -> list[Row]:
    """The button that a person without accounts needs most."""
    async with deps.db.begin() as session:
        linked = await accounts_of(session, visitor.space_id)
    return [] if linked else [[button(visitor.say("button-link"), "accounts", 0, 0)]]


async def _zone_kept(visitor: Visitor, deps: Deps, zone: str) -> tuple[str, list[Row]]:
    """That a zone is kept; a person without accounts is told what comes next."""
    kept = _zone_words("zone-kept", visitor.reader, zone, deps)
    rows = await _next_step(visitor, deps)
    return (f"{kept}\n\n{visitor.say('start-next')}" if rows else kept), rows


def _zone_now(reader: Reader, deps: Deps) -> str:
    """Which zone was chosen before; nothing if none was."""
    return _zone_words("zone-now", reader, reader.time_zone, deps) if reader.time_zone else ""


def _zone_words(key: str, reader: Reader, zone: str, deps: Deps) -> str:
    now = deps.clock.now()
    there = Reader(reader.language, zone).clock(now, now)
    return reader.say(key, city=city(zone, reader.language), time=there)


def _zone_rows(reader: Reader, now: datetime) -> list[Row]:
    buttons = [
        button(
            f"{Reader('en', zone).clock(now, now)} · {city(zone, reader.language)}", "zone", zone, 0
        )
        for zone in COMMON[reader.language]
    ]
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    return [*rows, [_skip(reader)]]


def _skip(reader: Reader) -> InlineKeyboardButton:
    """Nobody skips a second time: who has a zone chooses UTC like any other."""
    return button(_UTC if reader.time_zone else reader.say("zone-skip"), "zone", _UTC, 0)


def _help(reader: Reader, deps: Deps, person_id: int) -> str:
    more = [reader.say("guest-help")] if person_id in deps.settings.admins else []
    return "\n\n".join([reader.say("help"), *more])


def _help_rows(reader: Reader) -> list[Row]:
    return [
        [
            button(reader.say("button-accounts"), "accounts", 0, 0),
            button(reader.say("button-history"), "history", 0, 0),
        ],
        [button(reader.say("button-zone"), "askzone", 0, 0)],
        _languages(),
    ]


def _languages() -> Row:
    return [button("Русский", "language", "ru", 0), button("English", "language", "en", 0)]


def router() -> Router:
    """The handlers of this conversation."""
    made = Router(name="start")
    made.message.register(start, Asked("start"))
    made.message.register(timezone, Asked("timezone"))
    made.message.register(show_help, Asked("help"))
    made.message.register(language, Asked("language"))
    made.message.register(cancel, Asked("cancel"))
    made.message.register(zone_typed, StateFilter(Zone.asked), *_ANSWER)
    made.callback_query.register(zone_pressed, Pressed("zone"))
    made.callback_query.register(ask_zone, Pressed("askzone"))
    made.callback_query.register(language_pressed, Pressed("language"))
    return made
