"""Accounts that need their person: what waits for them, and how it goes on."""

from datetime import timedelta

from services.delivery import orders
from services.delivery.pauses import pause_account
from services.errors import LoginNeeded
from tests.delivery.conftest import Bench


async def pause(bench: Bench) -> None:
    async with bench.deps.db.begin() as session:
        error = LoginNeeded("VK 5", "expired")
        await pause_account(session, bench.wall.id, error, now=bench.clock.now())


async def resume(bench: Bench) -> bool:
    return await orders.resume_account(bench.deps, bench.alice.space_id, bench.wall.id)


async def test_pausing_and_resuming_take_as_many_statements_for_many_posts_as_for_one(
    bench: Bench,
) -> None:
    [first] = await bench.publish_all(1)
    with bench.statements() as for_one:
        await pause(bench)
        await resume(bench)
    assert await bench.states([first]) == ["scheduled"]
    many = await bench.publish_all(60, due_in=timedelta(hours=1))
    with bench.statements() as for_many:
        await pause(bench)
        await resume(bench)
    assert set(await bench.states(many)) == {"scheduled"}
    assert [asked.split()[:2] for asked in for_many] == [asked.split()[:2] for asked in for_one]


async def test_a_post_whose_time_is_still_to_come_keeps_it_over_a_pause(bench: Bench) -> None:
    [now_due] = await bench.publish_all(1)
    [tomorrow] = await bench.publish_all(1, due_in=timedelta(days=1))
    planned = (await bench.delivery(tomorrow)).due_at
    await pause(bench)
    assert await bench.states([now_due, tomorrow]) == ["paused", "paused"]
    assert await resume(bench)
    assert (await bench.delivery(tomorrow)).due_at == planned
    await bench.until(now_due, "published")
    assert await bench.states([tomorrow]) == ["scheduled"]


async def test_pausing_leaves_alone_what_the_person_called_off(bench: Bench) -> None:
    kept, dropped = await bench.publish_all(2)
    version = (await bench.delivery(dropped)).version
    assert await orders.cancel(bench.deps, bench.alice.space_id, dropped, version)
    await pause(bench)
    assert await bench.states([kept, dropped]) == ["paused", "cancelled"]
