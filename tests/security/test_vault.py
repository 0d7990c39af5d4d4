"""Cases 61 to 63: the database was stolen, its rows were moved about, the key is another."""

import base64
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from pydantic import SecretStr
from sqlalchemy import select, text

from db.accounts import Credential, SocialAccount, credentials_of
from db.database import Database
from services.deps import Deps
from services.errors import StartError, VaultError
from services.rotating import Rotated, rotate
from services.settings import Settings
from services.vault import KEY_FILE, Sealed, Vault
from tests.flows.faults import publish
from tests.flows.house import Chat, House, open_house
from tests.flows.linking import linked, with_wall
from tests.flows.test_vk_linking import community, leaks
from tests.people import ALICE, BOB
from tests.sandbox_control import GARAGE_COMMUNITY, KITCHEN_COMMUNITY, Json, SandboxControl
from tests.security.conftest import Log

DEEDS = {
    "copied from another account": [
        "UPDATE credential AS mine SET nonce = theirs.nonce, box = theirs.box"
        " FROM credential AS theirs WHERE mine.account_id = :his"
        " AND theirs.account_id = :hers AND theirs.field = mine.field"
    ],
    "one bit flipped": [
        "UPDATE credential SET box = set_bit(box, 3, 1 - get_bit(box, 3))"
        " WHERE account_id = :his AND field = 'user_token' AND :hers > 0"
    ],
    "moved to another field": [
        "DELETE FROM credential WHERE account_id = :his AND field = 'user_token' AND :hers > 0",
        "UPDATE credential SET field = 'user_token' WHERE account_id = :his AND :hers > 0",
    ],
}


@dataclass(frozen=True, slots=True)
class Two:
    """Alice's community and Bob's, both linked with all their secrets."""

    house: House
    alice: Chat
    bob: Chat
    hers: int
    his: int
    secrets: tuple[str, ...]


@pytest.fixture
async def two(house: House, alice: Chat, bob: Chat) -> Two:
    """Both are ready to publish."""
    kitchen, garage = await community(house), await community(house, GARAGE_COMMUNITY)
    hers, his = await with_wall(alice, kitchen), await with_wall(bob, garage)
    return Two(house, alice, bob, hers, his, (*_secrets(kitchen), *_secrets(garage)))


def _secrets(place: Json) -> tuple[str, str]:
    return place["community_key"], place["user_token"]


async def run(house: House, statement: str, **values: object) -> None:
    async with house.deps.db.begin() as session:
        await session.execute(text(statement), values)


async def test_case_61_a_stolen_database_is_worthless_without_the_key(two: Two) -> None:
    assert await leaks(two.house, two.secrets) == []
    async with two.house.deps.db.begin() as session:
        rows = (await session.execute(select(Credential))).scalars().all()
    assert len(rows) == 4
    stranger = Vault([os.urandom(32)])
    for row in rows:
        sealed = Sealed(row.key_id, row.nonce, row.box)
        about = {"account_id": row.account_id, "space_id": row.space_id}
        with pytest.raises(VaultError):
            stranger.open(sealed, **about, field=row.field)
        forced = Sealed(stranger.key_id, row.nonce, row.box)
        with pytest.raises(VaultError):
            stranger.open(forced, **about, field=row.field)


@pytest.mark.parametrize("deed", DEEDS)
async def test_case_62_a_box_that_was_tampered_with_pauses_its_account(
    two: Two, deed: str, log: Log
) -> None:
    for statement in DEEDS[deed]:
        await run(two.house, statement, hers=two.hers, his=two.his)
    post = await publish(two.bob, "Гараж")
    [view] = await linked(two.house, two.bob)
    assert (view.trouble, view.trouble_code) == ("login_needed", "vault")
    assert await post.copies("vk") == 0
    [alert] = await post.news()
    assert "VK" in alert["text"]
    [hers] = await linked(two.house, two.alice)
    assert hers.trouble is None
    assert log.failures() == []


async def test_case_62_an_old_box_put_back_pauses_its_account(two: Two, log: Log) -> None:
    """It is the account's own, of the right key; only what was sealed last opens."""
    house = two.house
    async with house.deps.db.begin() as session:
        space = (await session.get_one(SocialAccount, two.his)).space_id
        old = await credentials_of(session, account_id=two.his, space_id=space)
    garage = await community(house, GARAGE_COMMUNITY)
    await with_wall(two.bob, garage)
    for row in old:
        await run(
            house,
            "UPDATE credential SET nonce = :nonce, box = :box"
            " WHERE account_id = :id AND field = :field",
            nonce=row.nonce,
            box=row.box,
            id=row.account_id,
            field=row.field,
        )
    post = await publish(two.bob, "Гараж")
    [view] = await linked(house, two.bob)
    assert (view.trouble, view.trouble_code) == ("login_needed", "vault")
    assert await post.copies("vk") == 0
    assert len(await post.news()) == 1
    assert log.failures() == []


@pytest.fixture
async def db(house: House) -> AsyncIterator[Database]:
    """Another process's door to the same database."""
    database = Database(house.deps.settings.database_url)
    yield database
    await database.close()


def keyed(settings: Settings, *keys: str) -> Settings:
    return settings.model_copy(update={"vault_key": SecretStr(",".join(keys))})


async def troubles(deps: Deps) -> list[str | None]:
    async with deps.db.begin() as session:
        rows = await session.execute(select(SocialAccount.trouble))
        return list(rows.scalars())


async def test_case_63_a_wrong_or_missing_key_refuses_to_start(two: Two, db: Database) -> None:
    settings = two.house.deps.settings
    other = base64.b64encode(os.urandom(32)).decode()
    with pytest.raises(StartError, match="another key"):
        await Vault.open_vault(keyed(settings, other), db)
    path = settings.data_dir / KEY_FILE
    kept = path.read_text()
    path.unlink()
    with pytest.raises(StartError, match="is gone"):
        await Vault.open_vault(settings, db)
    assert not path.exists()
    path.write_text(kept)
    await Vault.open_vault(settings, db)
    assert await troubles(two.house.deps) == [None, None]


class Killed(BaseException):
    """The process is gone."""


async def test_case_63_a_change_of_keys_killed_half_way_expires_nobody(
    settings: Settings, sandbox_url: str
) -> None:
    old, new = (base64.b64encode(os.urandom(32)).decode() for _ in range(2))
    db = Database(settings.database_url)
    before = await Vault.open_vault(keyed(settings, old), db)
    after = keyed(settings, new, old)

    def die(done: Rotated) -> None:
        if done.sealed == 2:
            raise Killed

    async with SandboxControl(sandbox_url) as control, open_house(after, control) as house:
        chats = [Chat(house, ALICE), Chat(house, BOB)]
        for chat, number in zip(chats, (KITCHEN_COMMUNITY, GARAGE_COMMUNITY), strict=True):
            await under(before, house, chat, await community(house, number))
        with pytest.raises(Killed):
            await rotate(db, house.deps.vault, die, at_once=1)
        assert sorted(await keys_in_use(house)) == sorted([before.key_id, house.deps.vault.key_id])
        for chat in chats:
            assert await (await publish(chat, "Half-way")).copies("vk") == 1
        rotated = await rotate(db, house.deps.vault, lambda _: None)
        assert (rotated.sealed, rotated.retired) == (2, (before.key_id,))
        for chat in chats:
            assert await (await publish(chat, "All the way")).copies("vk") == 1
        assert await troubles(house.deps) == [None, None]
    await Vault.open_vault(keyed(settings, new), db)
    await db.close()


async def under(vault: Vault, house: House, chat: Chat, place: Json) -> None:
    """Link a community, with its secrets as a key before this one sealed them."""
    account_id = await with_wall(chat, place)
    names = ("community_key", "user_token")
    async with house.deps.db.begin() as session:
        space_id = (await session.get_one(SocialAccount, account_id)).space_id
        await vault.keep(
            session,
            {name: place[name] for name in names},
            account_id=account_id,
            space_id=space_id,
            now=house.clock.now(),
        )


async def keys_in_use(house: House) -> set[str]:
    async with house.deps.db.begin() as session:
        return set((await session.execute(select(Credential.key_id))).scalars())
