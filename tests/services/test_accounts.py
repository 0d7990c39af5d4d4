"""Accounts: their health, their switches, and leaving nothing behind when they go."""

from sqlalchemy import func, select

from db.accounts import Credential
from db.outbox import OutboxRow
from services import accounts, posts
from services.accounts import AccountView
from services.checking import prove_again
from services.deps import Deps
from services.errors import AccessDenied, LoginNeeded
from services.linking import strengthen
from tests import people
from tests.services.pinboard import Pinboard
from tests.services.test_linking import linked, owner
from tests.services.test_posts import only_post, text_of


async def only_account(deps: Deps, who: people.Owner) -> AccountView:
    [view] = await accounts.accounts(deps, who.space_id)
    return view


async def publish_one(deps: Deps, who: people.Owner) -> None:
    await posts.receive(deps, text_of(who, "Soup"))
    shown = await only_post(deps)
    said = await posts.publish(
        deps, shown.space_id, shown.id, version=shown.version, person_id=people.ALICE
    )
    assert said == "published"


async def test_a_view_names_the_credentials_and_shows_none(
    house: Deps, alice: people.Owner
) -> None:
    made = await linked(house, alice)
    await strengthen(house, owner(alice), made.account_id, {"lamp": "bright-as-day"})
    view = await only_account(house, alice)
    assert view.secrets == ("key", "lamp")
    assert "bright-as-day" not in repr(view)
    assert "of-the-board" not in repr(view)


async def test_the_own_switch_decides_for_new_drafts(house: Deps, alice: people.Owner) -> None:
    await linked(house, alice)
    view = await only_account(house, alice)
    assert await accounts.switch(house, alice.space_id, view.id, version=view.version)
    assert not await accounts.switch(house, alice.space_id, view.id, version=view.version)
    await posts.receive(house, text_of(alice, "Soup"))
    assert not (await only_post(house)).targets[0].chosen


async def test_unlinking_forgets_the_secrets_and_cancels_what_waits(
    house: Deps, alice: people.Owner
) -> None:
    await linked(house, alice)
    await publish_one(house, alice)
    view = await only_account(house, alice)
    assert view.waiting == 1
    gone = await accounts.unlink(house, alice.space_id, view.id, version=view.version)
    assert gone == accounts.Unlinked("Board 1", view.network, by_hand="")
    assert await accounts.accounts(house, alice.space_id) == []
    [row] = (await only_post(house)).deliveries
    assert (row.state, row.reason) == ("cancelled", "unlinked")
    async with house.db.begin() as session:
        left = select(func.count()).select_from(Credential)
        assert (await session.execute(left)).scalar_one() == 0


async def test_unlinking_takes_the_account_off_waiting_drafts(
    house: Deps, alice: people.Owner
) -> None:
    await linked(house, alice)
    await posts.receive(house, text_of(alice, "Soup"))
    before, view = await only_post(house), await only_account(house, alice)
    await accounts.unlink(house, alice.space_id, view.id, version=view.version)
    after = await only_post(house)
    assert after.targets == ()
    assert (
        await posts.publish(
            house, after.space_id, after.id, version=before.version, person_id=people.ALICE
        )
        == "outdated"
    )


async def test_a_stranger_can_neither_see_nor_touch_an_account(
    house: Deps, alice: people.Owner, bob: people.Owner
) -> None:
    await linked(house, alice)
    view = await only_account(house, alice)
    assert await accounts.account(house, bob.space_id, view.id) is None
    assert not await accounts.switch(house, bob.space_id, view.id, version=view.version)
    assert await accounts.unlink(house, bob.space_id, view.id, version=view.version) is None
    assert await prove_again(house, bob.space_id, view.id) is None
    assert await only_account(house, alice) == view


async def test_proving_again_pauses_what_does_not_work_and_tells_once(
    house: Deps, alice: people.Owner, pinboard: Pinboard
) -> None:
    await linked(house, alice)
    await publish_one(house, alice)
    view = await only_account(house, alice)
    pinboard.lost.append("1")
    for _ in range(2):
        error = await prove_again(house, alice.space_id, view.id)
        assert isinstance(error, LoginNeeded)
    assert (await only_account(house, alice)).trouble == "login_needed"
    assert [row.state for row in (await only_post(house)).deliveries] == ["paused"]
    async with house.db.begin() as session:
        told = (await session.execute(select(OutboxRow))).scalars().all()
    assert [(row.person_id, row.kind) for row in told] == [(alice.person_id, "account-trouble")]


async def test_proving_again_frees_what_waited(
    house: Deps, alice: people.Owner, pinboard: Pinboard
) -> None:
    await linked(house, alice)
    await publish_one(house, alice)
    view = await only_account(house, alice)
    pinboard.lost.append("1")
    await prove_again(house, alice.space_id, view.id)
    pinboard.lost.clear()
    assert await prove_again(house, alice.space_id, view.id) is None
    assert (await only_account(house, alice)).trouble is None
    assert [row.state for row in (await only_post(house)).deliveries] == ["scheduled"]


async def test_a_lost_target_pauses_everybody_there_and_its_return_frees_them(
    house: Deps, alice: people.Owner, bob: people.Owner
) -> None:
    await linked(house, alice)
    await linked(house, bob, "1-bobs-own-key")
    lost = AccessDenied("Pinboard 403", advice="network-is-off")
    assert await accounts.lose_target(house, Pinboard.key, "1", lost) == 2
    assert (await only_account(house, alice)).trouble == "access_denied"
    assert (await only_account(house, bob)).trouble == "access_denied"
    assert await accounts.regain_target(house, Pinboard.key, "1") == 2
    assert (await only_account(house, bob)).trouble is None


async def test_a_dead_login_is_not_cured_by_getting_rights_back(
    house: Deps, alice: people.Owner
) -> None:
    await linked(house, alice)
    await accounts.lose_target(house, Pinboard.key, "1", LoginNeeded("Pinboard 401"))
    assert await accounts.regain_target(house, Pinboard.key, "1") == 0
    assert (await only_account(house, alice)).trouble == "login_needed"
