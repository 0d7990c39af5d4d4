"""The dispatcher as production builds it: nothing in it leaves the event loop."""

from collections.abc import Iterator

from aiogram import Bot, F, Router
from aiogram.dispatcher.event.handler import CallableObject, HandlerObject
from aiogram.types import Message

from bot.app import build_dispatcher, introduce
from bot.filters import Q
from services.deps import Deps
from tests.bot.wire import Wire, refusal


def _threaded(router: Router) -> Iterator[str]:
    """Handlers and filters that aiogram would send to a thread, each by its name."""
    for child in router.chain_tail:
        for name, observer in child.observers.items():
            own = observer._handler.filters or []
            for handler in [*observer.handlers, HandlerObject(_nothing, own)]:
                parts: list[CallableObject] = [handler, *(handler.filters or [])]
                for part in parts:
                    if not part.awaitable or getattr(part, "magic", None) is not None:
                        yield f"{child.name}.{name}: {part.callback}"


async def _nothing() -> None:
    """Carries a router's own filters through the same look."""


def _blocking() -> None:
    """What a handler must not be."""


async def test_no_router_holds_a_bare_magic_filter_or_a_blocking_handler(deps: Deps) -> None:
    dispatcher = build_dispatcher(deps)
    assert list(_threaded(dispatcher)) == []
    assert sum(len(router.message.handlers) for router in dispatcher.chain_tail) > 5


async def test_the_look_itself_finds_both() -> None:
    router = Router(name="bad")
    router.message.filter(F.text)
    router.message.register(_blocking, F.photo)
    assert len(list(_threaded(router))) == 3


async def test_a_wrapped_magic_filter_answers_in_the_loop() -> None:
    message = Message.model_validate(
        {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "hello"}
    )
    assert await Q(F.text == "hello")(message) is True
    assert await Q(F.photo)(message) is False
    assert await Q(F.text.as_("words"))(message) == {"words": "hello"}


async def test_the_commands_are_shown_in_both_languages(bot: Bot, wire: Wire) -> None:
    await introduce(bot)
    english, russian = wire.of("setMyCommands")
    assert russian["language_code"] == "ru"
    assert english["commands"] != russian["commands"]
    for name in ("start", "accounts", "history", "help", "cancel"):
        assert f'"{name}"' in english["commands"]


async def test_a_bot_without_commands_is_as_good(bot: Bot, wire: Wire) -> None:
    wire.will("setMyCommands", refusal(500, "Internal Server Error"))
    await introduce(bot)
    assert len(wire.of("setMyCommands")) == 1
