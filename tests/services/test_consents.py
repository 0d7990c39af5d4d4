"""Linking by consent: an answer links nothing, each question takes one, strangers get nothing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from db.accounts import SocialAccount
from db.consents import ConsentRow
from db.outbox import OutboxRow
from services import accounts, consents
from services.clock import SharedClock
from services.consents import Answered
from services.deps import Deps
from services.errors import AccessDenied, BadInput, Transient
from services.linking import link
from tests import people
from tests.services.guesthouse import UNTIL, Guesthouse, state_of
from tests.services.test_linking import owner, secrets_of


@pytest.fixture
def guesthouse() -> Guesthouse:
    """The network that asks."""
    return Guesthouse()


@pytest.fixture
def inn(house: Deps, guesthouse: Guesthouse, tmp_path: Path) -> Deps:
    """The house with it, on a clock that tests move."""
    clock = tmp_path / "clock"
    clock.write_bytes(bytes(8))
    settings = house.settings.model_copy(update={"public_url": "https://bot.example"})
    networks = {guesthouse.key: guesthouse}
    return replace(house, settings=settings, networks=networks, clock=SharedClock(clock))


async def asked(deps: Deps, who: people.Owner, **more: int) -> str:
    """The state of a question that somebody was asked."""
    return state_of(await consents.ask(deps, owner(who), "guesthouse", **more))


async def answered(deps: Deps, state: str, room: str = "7") -> Answered:
    return await consents.answer(deps, "guesthouse", {"state": state, "code": room})


async def consent_of(deps: Deps) -> ConsentRow:
    async with deps.db.begin() as session:
        return (await session.execute(select(ConsentRow))).scalar_one()


async def told(deps: Deps) -> list[tuple[int, str]]:
    async with deps.db.begin() as session:
        rows = await session.execute(select(OutboxRow).order_by(OutboxRow.id))
        return [(row.person_id, row.kind) for row in rows.scalars()]


async def count(deps: Deps, table: type[SocialAccount | ConsentRow]) -> int:
    async with deps.db.begin() as session:
        return (await session.execute(select(func.count()).select_from(table))).scalar_one()


async def test_an_answer_links_nothing_before_the_word_in_the_chat(
    inn: Deps, alice: people.Owner
) -> None:
    state = await asked(inn, alice)
    came = await answered(inn, state)
    assert (came.ending, came.title, came.asked_by) == ("found", "Room 7", "P101")
    assert await count(inn, SocialAccount) == 0
    assert await told(inn) == [(alice.person_id, "consent-found")]
    row = await consent_of(inn)
    made = await consents.confirm(inn, owner(alice), row.id)
    assert (made.title, made.again) == ("Room 7", False)
    assert await secrets_of(inn, alice, made.account_id) == {"key": "key-of-7"}
    async with inn.db.begin() as session:
        account = await session.get_one(SocialAccount, made.account_id)
        assert account.expires_at == UNTIL


async def test_what_was_granted_is_sealed_and_goes_with_the_word(
    inn: Deps, alice: people.Owner
) -> None:
    state = await asked(inn, alice)
    await answered(inn, state)
    async with inn.db.begin() as session:
        kept = (await session.execute(text("SELECT c::text FROM consent c"))).scalar_one()
    assert "key-of-7" not in kept
    assert state not in kept
    row = await consent_of(inn)
    await consents.confirm(inn, owner(alice), row.id)
    assert (await consent_of(inn)).granted is None


async def test_a_question_takes_one_answer(inn: Deps, alice: people.Owner) -> None:
    state = await asked(inn, alice)
    assert (await answered(inn, state)).ending == "found"
    assert (await answered(inn, state, "8")).ending == "used"
    row = await consent_of(inn)
    await consents.confirm(inn, owner(alice), row.id)
    with pytest.raises(BadInput, match="consent-over"):
        await consents.confirm(inn, owner(alice), row.id)
    assert await count(inn, SocialAccount) == 1


@pytest.mark.parametrize("given", [{}, {"state": ""}, {"state": "made-up", "code": "7"}])
async def test_what_nobody_asked_leaves_nothing_behind(
    inn: Deps, alice: people.Owner, given: Mapping[str, str]
) -> None:
    await asked(inn, alice)
    assert (await consents.answer(inn, "guesthouse", given)).ending == "unknown"
    assert await told(inn) == []
    assert (await consent_of(inn)).outcome == "asked"


async def test_the_answer_of_another_network_is_unknown_here(
    inn: Deps, alice: people.Owner
) -> None:
    other = Guesthouse()
    both = replace(inn, networks={**inn.networks, "hostel": other})
    state = await asked(both, alice)
    came = await consents.answer(both, "hostel", {"state": state, "code": "7"})
    assert came.ending == "unknown"
    assert (await consent_of(inn)).outcome == "asked"


async def test_after_ten_minutes_it_is_too_late(inn: Deps, alice: people.Owner) -> None:
    state = await asked(inn, alice)
    _moved(inn, timedelta(minutes=10, seconds=1))
    assert (await answered(inn, state)).ending == "expired"
    assert await told(inn) == []


async def test_the_word_in_the_chat_is_good_for_an_hour(
    inn: Deps, alice: people.Owner, guesthouse: Guesthouse
) -> None:
    await answered(inn, await asked(inn, alice))
    _moved(inn, timedelta(hours=1, seconds=1))
    with pytest.raises(BadInput, match="consent-over"):
        await consents.confirm(inn, owner(alice), (await consent_of(inn)).id)
    assert (await consent_of(inn)).granted is None
    assert guesthouse.revoked == ["key-of-7"]


async def test_what_is_left_without_a_word_is_given_back(
    inn: Deps, alice: people.Owner, guesthouse: Guesthouse
) -> None:
    await answered(inn, await asked(inn, alice))
    await consents.give_up_unconfirmed(inn)
    assert (await consent_of(inn)).outcome == "found"
    _moved(inn, timedelta(hours=1, seconds=1))
    for _ in range(2):
        await consents.give_up_unconfirmed(inn)
    assert ((await consent_of(inn)).outcome, guesthouse.revoked) == ("declined", ["key-of-7"])
    assert await told(inn) == [(alice.person_id, "consent-found")]


async def test_a_code_of_another_flow_does_not_fit_the_verifier(
    inn: Deps, alice: people.Owner, bob: people.Owner, guesthouse: Guesthouse
) -> None:
    mine, theirs = await asked(inn, alice), await asked(inn, bob)
    guesthouse.challenges[mine] = guesthouse.challenges[theirs]
    came = await answered(inn, mine)
    assert came.ending == "failed"
    assert await told(inn) == [(alice.person_id, "consent-failed")]


async def test_nobody_else_can_say_the_word(
    inn: Deps, alice: people.Owner, bob: people.Owner
) -> None:
    await answered(inn, await asked(inn, alice))
    row = await consent_of(inn)
    with pytest.raises(BadInput):
        await consents.confirm(inn, owner(bob), row.id)
    assert not await consents.decline(inn, owner(bob), row.id)
    assert (await consent_of(inn)).outcome == "found"


async def test_what_is_declined_is_given_back(
    inn: Deps, alice: people.Owner, guesthouse: Guesthouse
) -> None:
    await answered(inn, await asked(inn, alice))
    assert await consents.decline(inn, owner(alice), (await consent_of(inn)).id)
    assert guesthouse.revoked == ["key-of-7"]
    assert (await consent_of(inn)).granted is None
    assert await count(inn, SocialAccount) == 0


async def test_who_does_not_allow_it_is_told_so(inn: Deps, alice: people.Owner) -> None:
    state = await asked(inn, alice)
    came = await consents.answer(inn, "guesthouse", {"state": state, "error": "access_denied"})
    assert came.ending == "denied"
    assert await told(inn) == [(alice.person_id, "consent-denied")]
    assert (await answered(inn, state)).ending == "used"


async def test_a_network_that_does_not_answer_leaves_nothing_behind(
    inn: Deps, alice: people.Owner, guesthouse: Guesthouse
) -> None:
    guesthouse.trouble = Transient("Guesthouse 502", "not JSON")
    came = await answered(inn, await asked(inn, alice))
    assert came.ending == "failed"
    row = await consent_of(inn)
    assert (row.outcome, row.granted) == ("failed", None)


async def test_linking_again_must_find_the_same_account(inn: Deps, alice: people.Owner) -> None:
    made = await link(inn, owner(alice), "guesthouse", {"key": "key-of-7"})
    state = await asked(inn, alice, account_id=made.account_id)
    came = await answered(inn, state, "8")
    assert came.ending == "failed"
    again = await asked(inn, alice, account_id=made.account_id)
    assert (await answered(inn, again, "7")).ending == "found"
    async with inn.db.begin() as session:
        found = select(ConsentRow).where(ConsentRow.outcome == "found")
        row = (await session.execute(found)).scalar_one()
    relinked = await consents.confirm(inn, owner(alice), row.id)
    assert (relinked.again, relinked.account_id) == (True, made.account_id)
    assert len(await accounts.accounts(inn, alice.space_id)) == 1


async def test_a_new_question_ends_the_one_before(inn: Deps, alice: people.Owner) -> None:
    before, now = await asked(inn, alice), await asked(inn, alice)
    assert (await answered(inn, before)).ending == "unknown"
    assert (await answered(inn, now)).ending == "found"


async def test_where_it_is_not_set_up_nothing_is_asked(
    inn: Deps, alice: people.Owner, guesthouse: Guesthouse
) -> None:
    guesthouse.is_registered = False
    with pytest.raises(AccessDenied):
        await asked(inn, alice)
    assert await count(inn, ConsentRow) == 0


async def test_without_a_public_address_only_loopback_will_do(
    inn: Deps, alice: people.Owner, guesthouse: Guesthouse
) -> None:
    plain = replace(inn, settings=inn.settings.model_copy(update={"public_url": None}))
    with pytest.raises(AccessDenied) as refused:
        await asked(plain, alice)
    assert refused.value.advice == "consent-needs-address"
    type(guesthouse).loopback = True
    try:
        address = await consents.ask(plain, owner(alice), "guesthouse")
    finally:
        type(guesthouse).loopback = False
    assert f"127.0.0.1%3A{plain.settings.web_port}%2Foauth%2Fguesthouse%2Fcallback" in address


def _moved(deps: Deps, by: timedelta) -> None:
    assert isinstance(deps.clock, SharedClock)
    deps.clock.advance(by.total_seconds())
