"""Linking: proved before it is saved, sealed at once, and never a second account for one target."""

import pytest
from sqlalchemy import func, select, text

from db.accounts import SocialAccount
from db.deliveries.tables import Delivery
from db.lanes import Lane
from services import accounts, posts
from services.deps import Deps
from services.errors import AccessDenied, BadInput, LoginNeeded
from services.linking import Linked, Owner, link, strengthen
from tests import people
from tests.services.pinboard import Pinboard
from tests.services.test_posts import only_post, text_of

KEY = {"key": "1-secret-of-the-board"}


def owner(of: people.Owner) -> Owner:
    return Owner(of.space_id, of.person_id)


async def linked(deps: Deps, who: people.Owner, key: str = "1-secret-of-the-board") -> Linked:
    return await link(deps, owner(who), Pinboard.key, {"key": key})


async def secrets_of(deps: Deps, who: people.Owner, account_id: int) -> dict[str, str]:
    async with deps.db.begin() as session:
        found = await deps.vault.credentials(session, account_id=account_id, space_id=who.space_id)
    return dict(found)


async def count(deps: Deps, table: type[Lane | SocialAccount]) -> int:
    async with deps.db.begin() as session:
        return (await session.execute(select(func.count()).select_from(table))).scalar_one()


async def test_a_proved_key_becomes_an_account_with_its_name(
    house: Deps, alice: people.Owner
) -> None:
    made = await linked(house, alice)
    assert (made.title, made.again) == ("Board 1", False)
    [shown] = await accounts.accounts(house, alice.space_id)
    assert (shown.title, shown.url) == ("Board 1", "https://pinboard.example/1")
    assert shown.capabilities == {"text": True, "light": False}
    assert await secrets_of(house, alice, made.account_id) == KEY


async def test_a_secret_is_nowhere_in_the_database_as_it_is(
    house: Deps, alice: people.Owner
) -> None:
    await linked(house, alice)
    async with house.db.begin() as session:
        tables = (
            await session.execute(
                text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            )
        ).scalars()
        for table in tables.all():
            rows = await session.execute(text(f'SELECT t::text FROM "{table}" t'))  # noqa: S608
            dump = "\n".join(rows.scalars().all())
            assert KEY["key"] not in dump
            assert KEY["key"].encode().hex() not in dump


async def test_a_key_that_does_not_work_saves_nothing(house: Deps, alice: people.Owner) -> None:
    with pytest.raises(LoginNeeded):
        await linked(house, alice, "dead")
    assert await count(house, SocialAccount) == 0
    assert await count(house, Lane) == 0


async def test_a_key_of_another_target_is_refused_on_relink(
    house: Deps, alice: people.Owner
) -> None:
    await linked(house, alice)
    with pytest.raises(AccessDenied):
        await link(house, owner(alice), Pinboard.key, {"key": "2-other"}, target="1")
    [shown] = await accounts.accounts(house, alice.space_id)
    assert shown.title == "Board 1"


async def test_the_same_target_again_updates_the_one_account(
    house: Deps, alice: people.Owner
) -> None:
    first = await linked(house, alice)
    second = await linked(house, alice, "1-newer-secret")
    assert (second.account_id, second.again) == (first.account_id, True)
    assert await count(house, SocialAccount) == 1
    assert await secrets_of(house, alice, first.account_id) == {"key": "1-newer-secret"}


async def test_two_spaces_share_a_lane_and_nothing_else(
    house: Deps, alice: people.Owner, bob: people.Owner
) -> None:
    alices, bobs = await linked(house, alice), await linked(house, bob, "1-bobs-own-key")
    assert not bobs.again
    assert (await count(house, Lane), await count(house, SocialAccount)) == (1, 2)
    assert await secrets_of(house, alice, alices.account_id) == KEY
    assert await secrets_of(house, alice, bobs.account_id) == {}
    assert [view.id for view in await accounts.accounts(house, bob.space_id)] == [bobs.account_id]


async def test_a_second_credential_makes_an_account_stronger(
    house: Deps, alice: people.Owner
) -> None:
    made = await linked(house, alice)
    more = await strengthen(house, owner(alice), made.account_id, {"lamp": "bright"})
    assert more.capabilities["light"]
    assert await secrets_of(house, alice, made.account_id) == {**KEY, "lamp": "bright"}


async def test_a_dead_second_credential_changes_nothing(house: Deps, alice: people.Owner) -> None:
    made = await linked(house, alice)
    with pytest.raises(LoginNeeded):
        await strengthen(house, owner(alice), made.account_id, {"lamp": "dead"})
    assert await secrets_of(house, alice, made.account_id) == KEY


async def test_nobody_strengthens_a_foreign_account(
    house: Deps, alice: people.Owner, bob: people.Owner
) -> None:
    made = await linked(house, alice)
    with pytest.raises(BadInput, match="account-gone"):
        await strengthen(house, owner(bob), made.account_id, {"lamp": "bright"})
    assert await secrets_of(house, alice, made.account_id) == KEY


async def test_linking_again_keeps_the_credentials_that_still_work(
    house: Deps, alice: people.Owner
) -> None:
    made = await linked(house, alice)
    await strengthen(house, owner(alice), made.account_id, {"lamp": "bright"})
    again = await linked(house, alice, "1-newer-secret")
    assert again.capabilities["light"]
    kept = await secrets_of(house, alice, made.account_id)
    assert kept == {"key": "1-newer-secret", "lamp": "bright"}


async def test_linking_offers_the_account_on_waiting_drafts(
    house: Deps, alice: people.Owner
) -> None:
    await posts.receive(house, text_of(alice, "Soup"))
    before = await only_post(house)
    made = await linked(house, alice)
    after = await only_post(house)
    assert [target.account_id for target in after.targets] == [made.account_id]
    assert after.version > before.version


async def test_linking_again_frees_what_waited(house: Deps, alice: people.Owner) -> None:
    made = await linked(house, alice)
    await posts.receive(house, text_of(alice, "Soup"))
    await accounts.lose_target(house, Pinboard.key, "1", LoginNeeded("Pinboard 401"))
    shown = await only_post(house)
    assert shown.targets[0].paused
    published = await posts.publish(
        house, shown.space_id, shown.id, version=shown.version, person_id=people.ALICE
    )
    assert published == "published"
    assert [row.state for row in (await only_post(house)).deliveries] == ["paused"]
    await linked(house, alice)
    assert [row.state for row in (await only_post(house)).deliveries] == ["scheduled"]
    view = await accounts.account(house, alice.space_id, made.account_id)
    assert view is not None
    assert view.trouble is None


async def test_an_unlinked_account_comes_back_by_linking(house: Deps, alice: people.Owner) -> None:
    made = await linked(house, alice)
    view = await accounts.account(house, alice.space_id, made.account_id)
    assert view is not None
    await accounts.unlink(house, alice.space_id, made.account_id, version=view.version)
    again = await linked(house, alice)
    assert (again.account_id, again.again) == (made.account_id, False)
    [shown] = await accounts.accounts(house, alice.space_id)
    assert shown.trouble is None


async def test_deliveries_are_not_touched_by_a_failed_relink(
    house: Deps, alice: people.Owner, pinboard: Pinboard
) -> None:
    await linked(house, alice)
    await posts.receive(house, text_of(alice, "Soup"))
    shown = await only_post(house)
    await posts.publish(
        house, shown.space_id, shown.id, version=shown.version, person_id=people.ALICE
    )
    pinboard.lost.append("1")
    with pytest.raises(LoginNeeded):
        await linked(house, alice)
    async with house.db.begin() as session:
        states = (await session.execute(select(Delivery.state))).scalars().all()
    assert states == ["scheduled"]


async def test_linking_again_heals_an_account_whose_secrets_do_not_open(
    house: Deps, alice: people.Owner
) -> None:
    made = await linked(house, alice)
    async with house.db.begin() as session:
        await session.execute(text("UPDATE credential SET box = set_byte(box, 0, 0)"))
        await session.execute(text("UPDATE credential SET box = set_byte(box, 1, 1)"))
    again = await linked(house, alice, "1-newer-secret")
    assert again.account_id == made.account_id
    assert await secrets_of(house, alice, made.account_id) == {"key": "1-newer-secret"}
