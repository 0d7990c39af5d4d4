"""Showing somebody the door while something of theirs changes by itself."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from db.accounts import SocialAccount
from services import accounts, guests
from services.deps import Deps
from services.linking import link
from tests import people
from tests.services.guesthouse import Guesthouse
from tests.services.test_linking import owner


@pytest.fixture
def guesthouse() -> Guesthouse:
    """A network that is told when an account is unlinked, which takes its time."""
    return Guesthouse()


@pytest.fixture
def inn(house: Deps, guesthouse: Guesthouse) -> Deps:
    """A private house with it."""
    settings = house.settings.model_copy(update={"admins": frozenset({people.ALICE})})
    return replace(house, settings=settings, networks={guesthouse.key: guesthouse})


async def test_an_account_that_changes_meanwhile_is_unlinked_all_the_same(
    inn: Deps, bob: people.Owner, guesthouse: Guesthouse
) -> None:
    for room in ("7", "8"):
        await link(inn, owner(bob), "guesthouse", {"key": f"key-of-{room}"})

    async def check() -> None:
        """A worker finds that accounts have new names, which draws their buttons anew."""
        async with inn.db.begin() as session:
            changed = update(SocialAccount).values(version=SocialAccount.version + 1)
            await session.execute(changed)

    guesthouse.while_revoking = check
    gone = await guests.dismiss(inn, bob.person_id)
    assert gone is not None
    assert gone.accounts == 2
    assert await accounts.accounts(inn, bob.space_id) == []
