"""The checker sees each kind of broken promise, and none where there is none."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from db.accounts import SocialAccount
from db.deliveries.tables import Attempt, Delivery, DeliveryEvent, PartRow
from tests.proof.history import History, Row

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def entry(attempt: uuid.UUID, **more: object) -> Row:
    """A post as the sandbox's ledger shows it."""
    return {
        "seq": 1,
        "network": "telegram",
        "target": "-100",
        "post_id": "7",
        "at": NOW.isoformat(),
        "state": "visible",
        "request_id": 1,
        "attempt": str(attempt),
        **more,
    }


def attempt(outcome: str = "accepted", *, delivery_id: int = 1) -> Attempt:
    """An attempt at the one part."""
    return Attempt(id=uuid.uuid4(), delivery_id=delivery_id, part_number=1, outcome=outcome)


def delivery(state: str = "published", *, id_: int = 1, minutes: int = 0) -> Delivery:
    """A delivery to the one account."""
    turn_at = NOW + timedelta(minutes=minutes)
    return Delivery(id=id_, state=state, account_id=1, reason=None, turn_at=turn_at)


def history(sent: Attempt, *entries: Row, state: str = "published") -> History:
    """A run of one delivery with one attempt."""
    account = SocialAccount(id=1, network="telegram", target="-100")
    part = PartRow(delivery_id=1, number=1, external_ids=["7"] if state == "published" else None)
    return History([delivery(state)], {1: account}, [part], [sent], [], list(entries))


def test_a_good_run_breaks_nothing() -> None:
    sent = attempt()
    assert history(sent, entry(sent.id)).violations() == []


def test_it_sees_a_double() -> None:
    sent = attempt()
    twice = history(sent, entry(sent.id), entry(sent.id, post_id="8", request_id=2))
    assert any("there 2 times" in sentence for sentence in twice.violations())


def test_it_sees_a_double_of_two_attempts_but_allows_the_persons_own() -> None:
    first, second = attempt("absent"), attempt()
    entries = [entry(first.id, post_id="6"), entry(second.id, request_id=2)]
    run = replace(history(second, *entries), attempts=[first, second])
    assert any("there 2 times" in sentence for sentence in run.violations())
    first.outcome = "overruled"
    assert run.violations() == []


def test_it_sees_a_second_video_that_nobody_else_sees() -> None:
    sent = attempt()
    video = entry(sent.id, network="youtube", target="UC1")
    draft = {**video, "post_id": "8", "state": "private", "attempt": None, "request_id": 2}
    channel = SocialAccount(id=1, network="youtube", target="UC1")
    run = replace(history(sent, video, draft), accounts={1: channel})
    assert run.violations() == ["2 posts lie on UC1, hidden or not, of 1 parts"]
    assert replace(run, ledger=[video, {**draft, "state": "deleted"}]).violations() == []


def test_an_album_is_one_post() -> None:
    sent = attempt()
    assert history(sent, entry(sent.id), entry(sent.id, post_id="8")).violations() == []


def test_it_sees_a_post_that_is_not_there() -> None:
    sent = attempt()
    assert any("it is not" in sentence for sentence in history(sent).violations())
    gone = history(sent, entry(sent.id, state="deleted"))
    assert any("it is not" in sentence for sentence in gone.violations())


@pytest.mark.parametrize("outcome", ["rejected", "not_sent", "absent"])
def test_it_sees_a_post_that_should_not_be_there(outcome: str) -> None:
    sent = attempt(outcome)
    run = history(sent, entry(sent.id), state="failed")
    assert any(f"ended {outcome}" in sentence for sentence in run.violations())


def test_it_sees_a_post_that_nobody_meant() -> None:
    sent = attempt()
    run = history(sent, entry(sent.id), entry(uuid.uuid4(), post_id="9", request_id=3))
    assert any("no attempt of ours" in sentence for sentence in run.violations())


@pytest.mark.parametrize("state", ["scheduled", "publishing", "retrying", "unconfirmed"])
def test_it_sees_what_was_left_lying(state: str) -> None:
    sent = attempt("unconfirmed")
    run = history(sent, entry(sent.id), state=state)
    assert run.violations() == [f"delivery 1 is still {state}"]


def test_it_sees_a_request_made_twice() -> None:
    sent = attempt()
    journal: list[Row] = [{"attempt": str(sent.id)}, {"attempt": str(sent.id)}, {"attempt": None}]
    run = replace(history(sent, entry(sent.id)), journal=journal)
    assert any("requested 2 times" in sentence for sentence in run.violations())


def test_it_sees_posts_out_of_turn() -> None:
    first, second = attempt(delivery_id=1), attempt(delivery_id=2)
    entries = [entry(second.id, seq=1), entry(first.id, seq=2, post_id="8", request_id=2)]
    parts = [
        PartRow(delivery_id=1, number=1, external_ids=["8"]),
        PartRow(delivery_id=2, number=1, external_ids=["7"]),
    ]
    run = replace(
        history(first, *entries),
        deliveries=[delivery(id_=1), delivery(id_=2, minutes=1)],
        attempts=[first, second],
        parts=parts,
    )
    assert any("out of turn" in sentence for sentence in run.violations())


def test_it_sees_too_many_posts_in_a_minute() -> None:
    sent = [attempt(delivery_id=number) for number in range(21)]
    entries = [
        entry(row.id, seq=number, post_id=str(number), request_id=number)
        for number, row in enumerate(sent)
    ]
    account = SocialAccount(id=1, network="telegram", target="-100")
    parts = [PartRow(delivery_id=n, number=1, external_ids=[str(n)]) for n in range(21)]
    deliveries = [delivery(id_=number) for number in range(21)]
    run = History(deliveries, {1: account}, parts, sent, [], entries)
    assert run.violations() == ["-100 got more than 20 posts in 60 s"]


def test_it_sees_a_doubt_that_lasted() -> None:
    sent = attempt()
    steps = [("unconfirmed", 0), ("unconfirmed", 10), ("published", 18)]
    events = [
        DeliveryEvent(id=n, delivery_id=1, state=state, at=NOW + timedelta(minutes=minutes))
        for n, (state, minutes) in enumerate(steps)
    ]
    run = replace(history(sent, entry(sent.id)), events=events)
    assert any("in doubt" in sentence for sentence in run.violations())
