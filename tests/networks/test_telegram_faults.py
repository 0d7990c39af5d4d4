"""Every way in which a call can end: the class that is raised agrees with what really happened."""

import asyncio
import time
from datetime import timedelta

import pytest

from services.content import Content
from services.errors import (
    AccessDenied,
    LoginNeeded,
    NetworkError,
    NotSent,
    RateLimited,
    Rejected,
    Transient,
    Unconfirmed,
)
from services.networks.base import Absent, Found
from services.networks.window import SendWindow
from tests.networks.telegram_world import BOT, KITCHEN, LEDGER, World, account, network
from tests.networks.works import Bench

TEXT = Content(text="Fresh bread")
LOST = ["hang", "reset", "server_error"]
ACCEPTED = [
    "accept_then_hang",
    "accept_then_reset",
    "accept_then_500",
    "accept_then_cut_body",
    "accept_then_garbage",
]


@pytest.mark.parametrize("kind", LOST)
async def test_a_lost_request_is_unconfirmed_and_then_found_absent(world: World, kind: str) -> None:
    prepared = await world.prepared(TEXT)
    await world.fault(kind)
    with pytest.raises(Unconfirmed):
        await world.send(prepared)
    assert await world.wall() == []
    assert isinstance(await world.telegram.find(prepared.evidence, account()), Absent)
    assert await world.messages(LEDGER) == []


@pytest.mark.parametrize("kind", ACCEPTED)
async def test_a_lost_answer_is_unconfirmed_and_then_the_post_is_found(
    world: World, kind: str
) -> None:
    prepared = await world.prepared(TEXT)
    await world.fault(kind)
    with pytest.raises(Unconfirmed):
        await world.send(prepared)
    [entry] = await world.wall()
    found = await world.telegram.find(prepared.evidence, account())
    assert found == Found((entry["post_id"],), entry["url"])
    assert len(await world.calls("sendMessage")) == 1
    assert await world.messages(LEDGER) == []


@pytest.mark.parametrize("kind", ACCEPTED)
async def test_an_album_whose_answer_was_lost_is_found_whole(world: World, kind: str) -> None:
    prepared = await world.prepared(await world.shown(*["photo"] * 3, caption="Three"))
    await world.fault(kind, "sendMediaGroup")
    with pytest.raises(Unconfirmed):
        await world.send(prepared)
    found = await world.telegram.find(prepared.evidence, account())
    assert isinstance(found, Found)
    assert list(found.ids) == [entry["post_id"] for entry in await world.wall()]
    assert len(found.ids) == 3


async def test_a_rate_limit_says_when_telegram_listens_again(world: World) -> None:
    prepared = await world.prepared(TEXT)
    await world.fault("rate_limit", params={"retry_after_s": 17})
    with pytest.raises(RateLimited) as caught:
        await world.send(prepared)
    wait = caught.value.until - world.clock.now()
    assert timedelta(seconds=15) < wait <= timedelta(seconds=17)
    assert await world.wall() == []


@pytest.mark.parametrize(
    ("code", "description", "error"),
    [
        (400, "Bad Request: message is too long", Rejected),
        (403, "Forbidden: bot was kicked from the channel chat", AccessDenied),
        (401, "Unauthorized", LoginNeeded),
        (500, "Internal Server Error: restart", Unconfirmed),
    ],
)
async def test_an_explicit_answer_is_taken_at_its_word(
    world: World, code: int, description: str, error: type[NetworkError]
) -> None:
    prepared = await world.prepared(TEXT)
    await world.fault("refuse", params={"error_code": code, "description": description})
    with pytest.raises(error):
        await world.send(prepared)
    assert await world.wall() == []


@pytest.mark.parametrize("kind", [*LOST, *ACCEPTED])
async def test_a_harmless_call_is_never_unconfirmed(world: World, kind: str) -> None:
    await world.fault(kind, "getChat")
    with pytest.raises(Transient) as caught:
        await world.telegram.whoami(str(KITCHEN), {})
    assert not isinstance(caught.value, NotSent)


async def test_a_missed_send_window_writes_nothing(world: World) -> None:
    prepared = await world.prepared(TEXT)
    now = 0.0
    window = SendWindow("late", boot_time=lambda: now)
    now = 3.0
    with pytest.raises(NotSent):
        await world.telegram.publish(prepared, account(), window)
    assert await world.calls("sendMessage") == []
    await world.send(prepared)
    assert len(await world.wall()) == 1


async def test_a_hanging_call_ends_in_time_and_nothing_of_it_arrives_later(world: World) -> None:
    prepared = await world.prepared(TEXT)
    await world.fault("hang")
    began = time.monotonic()
    with pytest.raises(Unconfirmed) as caught:
        await world.send(prepared)
    assert 0.9 < time.monotonic() - began < 3
    assert caught.value.detail == "no answer in time"
    await asyncio.sleep(0.2)
    assert await world.wall() == []


async def test_nobody_listening_means_that_nothing_was_sent() -> None:
    nowhere = network("http://127.0.0.1:9")
    part = nowhere.plan(TEXT, account())[0]
    prepared = await nowhere.prepare(part, TEXT, account(), Bench().work())
    with pytest.raises(NotSent):
        await nowhere.publish(prepared, account(), SendWindow("a"))
    with pytest.raises(NotSent):
        await nowhere.whoami(str(KITCHEN), {})
    await nowhere.close()


async def test_a_name_that_nobody_knows_means_that_nothing_was_sent() -> None:
    nowhere = network("http://bot-api.invalid")
    part = nowhere.plan(TEXT, account())[0]
    prepared = await nowhere.prepare(part, TEXT, account(), Bench().work())
    with pytest.raises(NotSent):
        await nowhere.publish(prepared, account(), SendWindow("a"))
    await nowhere.close()


async def test_a_lost_right_is_named(world: World) -> None:
    prepared = await world.prepared(TEXT)
    member = {"user_id": BOT, "status": "administrator", "rights": {"can_post_messages": False}}
    await world.control("POST", f"chats/{KITCHEN}/members", member)
    with pytest.raises(AccessDenied) as caught:
        await world.send(prepared)
    assert caught.value.advice == "telegram-no-right-to-post"
