"""Updates become rows before anybody acknowledges them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.inbox import ALLOWED_UPDATES, Inbox, Poller
from db.database import Database
from db.inbox import InboxRow
from services.deps import Deps
from tests.bot import updates
from tests.bot.wire import Wire, refusal

PATIENCE_S = 10


@pytest.fixture
def inbox(deps: Deps) -> Inbox:
    return Inbox(deps, lambda: None)


@asynccontextmanager
async def polling(deps: Deps, inbox: Inbox) -> AsyncIterator[None]:
    task = asyncio.create_task(Poller(deps, inbox).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(is_true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not is_true():
            await asyncio.sleep(0.01)


async def rows(deps: Deps) -> list[InboxRow]:
    async with deps.db.begin() as session:
        found = select(InboxRow).order_by(InboxRow.update_id)
        return list((await session.execute(found)).scalars())


async def test_it_keeps_the_bytes_as_they_came(deps: Deps, inbox: Inbox) -> None:
    body = b'{"update_id": 7, "message": {"text": "a\\u0000b \\ud800", "chat": {"id": 101}} }'
    assert await inbox.keep([body]) == [7]
    [row] = await rows(deps)
    assert (row.body, row.chat_id, row.done_at) == (body, 101, None)


async def test_a_repeated_update_is_one_row(deps: Deps, inbox: Inbox) -> None:
    first, other = updates.message("first", update_id=7), updates.message("other", update_id=7)
    for body in (first, first, other):
        await inbox.keep([body])
    await inbox.keep([first, first])
    assert [row.body for row in await rows(deps)] == [first]


async def test_it_acknowledges_only_what_is_committed(deps: Deps, wire: Wire, inbox: Inbox) -> None:
    wire.updates = {number: updates.message(update_id=number) for number in (11, 12)}
    async with polling(deps, inbox):
        await until(lambda: len(wire.of("getUpdates")) >= 3)
    asked = wire.of("getUpdates")
    assert "offset" not in asked[0]
    assert asked[1]["offset"] == 13
    assert asked[0]["allowed_updates"] == list(ALLOWED_UPDATES)
    assert [row.update_id for row in await rows(deps)] == [11, 12]


async def test_the_offset_is_given_once_because_numbers_may_start_anew(
    deps: Deps, wire: Wire, inbox: Inbox
) -> None:
    wire.updates = {900_000: updates.message(update_id=900_000)}
    async with polling(deps, inbox):
        await until(lambda: len(wire.of("getUpdates")) >= 3)
        wire.updates[5] = updates.message(update_id=5)
        await until(lambda: not wire.updates)
    assert [row.update_id for row in await rows(deps)] == [5, 900_000]


async def test_nothing_is_acknowledged_while_the_database_is_away(deps: Deps, wire: Wire) -> None:
    gone = Database("postgresql+asyncpg://nobody@127.0.0.1:1/none")
    wire.updates = {11: updates.message(update_id=11)}
    with capture_logs() as logs:
        async with polling(deps, Inbox(replace(deps, db=gone), lambda: None)):
            await until(lambda: len(wire.of("getUpdates")) >= 2)
    assert all("offset" not in asked for asked in wire.of("getUpdates"))
    assert [entry["event"] for entry in logs] == ["poll.trouble"]
    await gone.close()


async def test_a_batch_with_monsters_is_stored_whole(deps: Deps, wire: Wire, inbox: Inbox) -> None:
    deep = b'{"update_id":12,"message":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    wire.updates = {11: updates.poison(update_id=11), 12: deep, 13: updates.message(update_id=13)}
    async with polling(deps, inbox):
        await until(lambda: not wire.updates)
    assert [row.update_id for row in await rows(deps)] == [11, 12, 13]


async def test_a_webhook_of_before_is_taken_down_without_dropping_updates(
    deps: Deps, wire: Wire, inbox: Inbox
) -> None:
    wire.will("deleteWebhook", refusal(500, "Internal Server Error"))
    async with polling(deps, inbox):
        await until(lambda: len(wire.of("getUpdates")) >= 2)
    assert wire.of("deleteWebhook") == [{"drop_pending_updates": False}] * 2


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (refusal(409, "Conflict: terminated by other getUpdates request"), "409 Conflict"),
        (refusal(429, "Too Many Requests: retry after 1", retry_after=1), "429 Too Many"),
        ((502, b"<html>bad gateway</html>"), "502"),
        ((200, b"<html>captive portal</html>"), "no whole list"),
    ],
    ids=["conflict", "too many", "bad gateway", "garbage"],
)
async def test_it_says_its_trouble_once_and_goes_on(
    deps: Deps, wire: Wire, inbox: Inbox, answer: tuple[int, bytes], told: str
) -> None:
    wire.will("getUpdates", answer, answer)
    with capture_logs() as logs:
        async with polling(deps, inbox):
            await until(lambda: len(wire.of("getUpdates")) >= 4)
    assert [entry["event"] for entry in logs] == ["poll.trouble", "poll.recovered"]
    assert told in logs[0]["why"]


async def test_a_refused_token_is_named_and_never_shown(
    deps: Deps, wire: Wire, inbox: Inbox
) -> None:
    wire.will("deleteWebhook", refusal(401, "Unauthorized"))
    with capture_logs() as logs:
        async with polling(deps, inbox):
            await until(lambda: bool(wire.calls))
            await asyncio.sleep(0.05)
    assert "TELEGRAM_TOKEN is refused" in logs[0]["why"]
    assert deps.settings.telegram_token.get_secret_value() not in str(logs)
