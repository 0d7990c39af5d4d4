"""Many posts to one place keep its pace, on a clock that is moved."""

from datetime import timedelta

from services.content import Content
from tests.proof.linking import link_channel
from tests.proof.stage import Stage

POSTS = 45


async def test_one_channel_gets_its_posts_in_order_and_never_too_fast(stage: Stage) -> None:
    account = await link_channel(stage, "one kitchen")
    began = stage.clock.now()
    ids = [
        await stage.publish(account, Content(text=f"recipe number {number}"))
        for number in range(POSTS)
    ]
    for id_ in ids:
        await stage.settle(id_)
    history = await stage.history()
    assert history.violations() == []
    shown = [entry["text"] for entry in history.ledger if entry["attempt"]]
    assert shown == [f"recipe number {number}" for number in range(POSTS)]
    assert stage.clock.now() - began > timedelta(minutes=2), "20 a minute cannot have been kept"
    refused = [row for row in history.journal if row["status"] == 429]
    assert len(refused) <= 1, "the pace is ours to keep, not Telegram's to enforce"
