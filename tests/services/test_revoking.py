"""Unlinking gives back what a network granted: at once, but only what nobody else needs."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from db.accounts import Credential
from db.consents import ConsentRow
from services import accounts, consents
from services.accounts import Unlinked
from services.deps import Deps
from services.errors import NetworkError, Transient
from services.linking import link
from tests import people
from tests.services.guesthouse import Guesthouse, state_of
from tests.services.test_linking import owner

KEY = {"key": "key-of-7"}


@pytest.fixture
def guesthouse() -> Guesthouse:
    """The network that granted something."""
    return Guesthouse()


@pytest.fixture
def inn(house: Deps, guesthouse: Guesthouse) -> Deps:
    """The house with it."""
    settings = house.settings.model_copy(update={"public_url": "https://bot.example"})
    return replace(house, settings=settings, networks={guesthouse.key: guesthouse})


async def unlinked(deps: Deps, who: people.Owner) -> Unlinked | None:
    [view] = await accounts.accounts(deps, who.space_id)
    return await accounts.unlink(deps, who.space_id, view.id, version=view.version)


async def secrets_left(deps: Deps) -> int:
    async with deps.db.begin() as session:
        left = select(func.count()).select_from(Credential)
        return (await session.execute(left)).scalar_one()


async def test_unlinking_makes_secrets_worthless_there_too(
    inn: Deps, alice: people.Owner, guesthouse: Guesthouse
) -> None:
    await link(inn, owner(alice), "guesthouse", KEY)
    assert await unlinked(inn, alice) == Unlinked("Room 7", "guesthouse", by_hand="")
    assert guesthouse.revoked == ["key-of-7"]


@pytest.mark.parametrize("trouble", [None, Transient("Guesthouse 502")])
async def test_where_only_the_person_can_they_are_told_and_the_secrets_go_all_the_same(
    inn: Deps, alice: people.Owner, guesthouse: Guesthouse, trouble: NetworkError | None
) -> None:
    await link(inn, owner(alice), "guesthouse", KEY)
    guesthouse.gives_back, guesthouse.trouble = False, trouble
    gone = await unlinked(inn, alice)
    assert gone is not None
    assert gone.by_hand == "guesthouse-take-back"
    assert await secrets_left(inn) == 0


async def test_what_somebody_else_hangs_on_stays(
    inn: Deps, alice: people.Owner, bob: people.Owner, guesthouse: Guesthouse
) -> None:
    await link(inn, owner(alice), "guesthouse", KEY)
    await link(inn, owner(bob), "guesthouse", KEY)
    gone = await unlinked(inn, alice)
    assert gone is not None
    assert not gone.by_hand
    assert guesthouse.revoked == []
    await unlinked(inn, bob)
    assert guesthouse.revoked == ["key-of-7"]


async def test_declining_to_link_again_leaves_the_account_alive(
    inn: Deps, alice: people.Owner, guesthouse: Guesthouse
) -> None:
    made = await link(inn, owner(alice), "guesthouse", KEY)
    asked = await consents.ask(inn, owner(alice), "guesthouse", account_id=made.account_id)
    await consents.answer(inn, "guesthouse", {"state": state_of(asked), "code": "7"})
    async with inn.db.begin() as session:
        waiting = select(ConsentRow.id).where(ConsentRow.outcome == "found")
        consent_id = (await session.execute(waiting)).scalar_one()
    assert await consents.decline(inn, owner(alice), consent_id)
    assert guesthouse.revoked == []


async def test_where_all_goes_at_once_it_goes_with_the_last_account(
    inn: Deps, alice: people.Owner, monkeypatch: pytest.MonkeyPatch, guesthouse: Guesthouse
) -> None:
    monkeypatch.setattr(Guesthouse, "revokes_all", True)
    await link(inn, owner(alice), "guesthouse", KEY)
    other = await link(inn, owner(alice), "guesthouse", {"key": "key-of-8"})
    [first, _] = await accounts.accounts(inn, alice.space_id)
    gone = await accounts.unlink(inn, alice.space_id, first.id, version=first.version)
    assert gone == Unlinked("Room 7", "guesthouse", by_hand="guesthouse-take-back-later")
    asked = await consents.ask(inn, owner(alice), "guesthouse")
    await consents.answer(inn, "guesthouse", {"state": state_of(asked), "code": "9"})
    async with inn.db.begin() as session:
        waiting = select(ConsentRow.id).where(ConsentRow.outcome == "found")
        consent_id = (await session.execute(waiting)).scalar_one()
    assert await consents.decline(inn, owner(alice), consent_id)
    assert guesthouse.revoked == []
    [last] = await accounts.accounts(inn, alice.space_id)
    assert last.id == other.account_id
    gone = await accounts.unlink(inn, alice.space_id, last.id, version=last.version)
    assert (gone and gone.by_hand, guesthouse.revoked) == ("", ["key-of-8"])
