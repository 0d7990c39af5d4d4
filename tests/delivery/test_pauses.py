"""Accounts that need their person: what waits for them, and how it goes on."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.accounts import SocialAccount
from db.deliveries.tables import Delivery
from db.outbox import OutboxRow
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


async def told(bench: Bench) -> list[OutboxRow]:
    async with bench.deps.db.begin() as session:
        found = select(OutboxRow).where(OutboxRow.kind == "question-backlog")
        return list((await session.execute(found.order_by(OutboxRow.id))).scalars())


async def asked(bench: Bench, count: int = 3) -> list[int]:
    """So many posts that waited, and whose person has just been asked about them."""
    ids = await bench.publish_all(count)
    await pause(bench)
    await resume(bench)
    assert set(await bench.states(ids)) == {"asking"}
    return ids


async def decide(
    bench: Bench, wanted: orders.Wanted, *, version: int | None = None, space: int | None = None
) -> orders.Decided | None:
    number = (await told(bench))[-1].payload["version"] if version is None else version
    where = bench.alice.space_id if space is None else space
    return await orders.decide_backlog(bench.deps, where, bench.wall.id, number, wanted)


async def reasons(bench: Bench, ids: Sequence[int]) -> list[str | None]:
    return [(await bench.delivery(id_)).reason for id_ in ids]


async def test_many_posts_that_waited_are_asked_about_once(bench: Bench) -> None:
    ids = await asked(bench)
    assert await reasons(bench, ids) == ["backlog"] * 3
    [question] = await told(bench)
    assert question.person_id == bench.alice.person_id
    bench.clock.advance(3600)
    await bench.engine.turn()
    assert bench.network.wall == []
    assert not await resume(bench)
    assert len(await told(bench)) == 1


async def test_all_go_out_spaced_and_in_their_order(bench: Bench) -> None:
    ids = await asked(bench)
    bench.clock.advance(7 * 3600)
    assert await decide(bench, "all") == orders.Decided("wall", sent=3, dropped=0)
    due = [(await bench.delivery(id_)).due_at for id_ in ids]
    assert [(later - due[0]).total_seconds() for later in due] == [0, 5, 10]
    for id_ in ids:
        await bench.until(id_, "published")
    assert [text for _, text in bench.network.wall] == ["0/1", "1/1", "2/1"]


async def test_only_the_newest_goes_and_the_others_end_with_a_reason(bench: Bench) -> None:
    ids = await asked(bench)
    assert await decide(bench, "newest") == orders.Decided("wall", sent=1, dropped=2)
    assert await bench.states(ids) == ["cancelled", "cancelled", "scheduled"]
    assert await reasons(bench, ids[:2]) == ["backlog", "backlog"]
    await bench.until(ids[2], "published")
    assert [text for _, text in bench.network.wall] == ["2/1"]


async def test_none_of_them_goes(bench: Bench) -> None:
    ids = await asked(bench)
    assert await decide(bench, "none") == orders.Decided("wall", sent=0, dropped=3)
    assert await bench.states(ids) == ["cancelled"] * 3
    await bench.engine.turn()
    assert bench.network.wall == []


async def test_the_question_is_answered_once_and_only_by_its_space(bench: Bench) -> None:
    await asked(bench)
    number = (await told(bench))[0].payload["version"]
    assert await decide(bench, "all", space=bench.alice.space_id + 1) is None
    assert await decide(bench, "all", version=number - 1) is None
    assert await decide(bench, "none") is not None
    assert await decide(bench, "all") is None


async def test_switching_the_account_does_not_take_the_question_away(bench: Bench) -> None:
    await asked(bench)
    async with bench.deps.db.begin() as session:
        await session.execute(update(SocialAccount).values(version=SocialAccount.version + 1))
    assert await decide(bench, "all") is not None


async def test_one_of_them_can_be_decided_by_itself(bench: Bench) -> None:
    first, second, third = await asked(bench)
    space = bench.alice.space_id
    version = (await bench.delivery(second)).version
    assert not await orders.answer(bench.deps, space, second, version, "leave")
    assert await orders.answer(bench.deps, space, second, version, "now")
    dropped = (await bench.delivery(third)).version
    assert await orders.answer(bench.deps, space, third, dropped, "drop")
    assert await bench.states([first, second, third]) == ["asking", "scheduled", "cancelled"]
    assert await decide(bench, "all") == orders.Decided("wall", sent=1, dropped=0)


async def test_another_pause_takes_the_question_back_and_asks_anew(bench: Bench) -> None:
    ids = await asked(bench)
    await pause(bench)
    assert await bench.states(ids) == ["paused"] * 3
    assert await reasons(bench, ids) == ["login_needed"] * 3
    assert await decide(bench, "all") is None
    await resume(bench)
    assert len(await told(bench)) == 2
    assert await decide(bench, "all") is not None


async def test_unlinking_ends_the_question_too(bench: Bench) -> None:
    from services.accounts import unlink

    ids = await asked(bench)
    async with bench.deps.db.begin() as session:
        version = (await session.get_one(SocialAccount, bench.wall.id)).version
    assert await unlink(bench.deps, bench.alice.space_id, bench.wall.id, version=version)
    assert await reasons(bench, ids) == ["unlinked"] * 3
    assert await decide(bench, "all") is None


@pytest.mark.parametrize(("count", "questions"), [(1, 0), (2, 1)])
async def test_late_posts_are_asked_about_however_few(
    bench: Bench, count: int, questions: int
) -> None:
    ids = await bench.publish_all(count)
    await pause(bench)
    bench.clock.advance(6 * 3600 + 1)
    await resume(bench)
    assert len(await told(bench)) == questions
    await bench.engine.turn()
    assert await bench.states(ids) == ["asking"] * count
    assert await reasons(bench, ids) == (["late"] if count == 1 else ["backlog"] * 2)


async def test_what_is_still_to_come_is_no_backlog(bench: Bench) -> None:
    ids = await bench.publish_all(5, due_in=timedelta(days=1))
    await pause(bench)
    await resume(bench)
    assert await bench.states(ids) == ["scheduled"] * 5
    assert await told(bench) == []


async def test_half_a_post_is_finished_without_asking(bench: Bench) -> None:
    bench.network.parts = 2
    begun, *others = await bench.publish_all(4)
    bench.network.script = [None, LoginNeeded("VK 5", "expired")]
    await bench.engine.turn()
    assert await bench.states([begun, *others]) == ["paused"] * 4
    await resume(bench)
    assert await bench.states([begun, *others]) == ["scheduled", *["asking"] * 3]
    await bench.until(begun, "published")
    assert [text for _, text in bench.network.wall] == ["0/1", "0/2"]


async def test_what_was_taken_as_its_account_was_unlinked_ends_with_it(bench: Bench) -> None:
    [id_] = await bench.publish_all(1)
    async with bench.deps.db.begin() as session:
        await session.execute(update(SocialAccount).values(state="unlinked"))
    await bench.engine.turn()
    assert (await bench.states([id_]), await reasons(bench, [id_])) == (["cancelled"], ["unlinked"])
    assert bench.network.wall == []


async def test_what_is_held_though_the_pause_is_over_is_let_go(bench: Bench) -> None:
    [id_] = await bench.publish_all(1)
    async with bench.deps.db.begin() as session:
        held = update(Delivery).where(Delivery.id == id_)
        await session.execute(held.values(state="paused", reason="login_needed"))
    await bench.engine.sweep()
    assert (await bench.until(id_, "published")).state == "published"
