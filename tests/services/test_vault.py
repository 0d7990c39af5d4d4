"""The vault against a real database: what opens, what must not, and which keys may start."""

import base64
import os
import stat
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from db.accounts import Credential, SocialAccount
from db.database import Database
from services.errors import StartError, VaultError
from services.settings import Settings
from services.vault import KEY_FILE, Vault
from tests import people
from tests.people import ALICE, BOB

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TOKEN = "vk1.a.not-a-real-token"


@pytest.fixture
async def db(clean_database: str) -> AsyncIterator[Database]:
    database = Database(clean_database)
    yield database
    await database.close()


def settings(folder: Path, key: str | None = None) -> Settings:
    return Settings(
        _env_file=None,
        telegram_token=SecretStr("7000000001:SANDBOX-not-a-real-token-AAAAAAAAAAAA"),
        database_url="postgresql://localhost/none",
        redis_url="redis://localhost/0",
        data_dir=folder,
        vault_key=SecretStr(key) if key else None,
    )


def new_key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


async def linked_account(db: Database, person_id: int) -> SocialAccount:
    async with db.begin() as session:
        owner = await people.owner(session, person_id, NOW)
        return await people.account(session, owner, "vk", f"-22000000{person_id}", NOW)


async def store(db: Database, vault: Vault, account: SocialAccount, secret: str) -> None:
    sealed = vault.seal(secret, account_id=account.id, space_id=account.space_id, field="key")
    async with db.begin() as session:
        session.add(
            Credential(
                account_id=account.id,
                space_id=account.space_id,
                field="key",
                key_id=sealed.key_id,
                nonce=sealed.nonce,
                box=sealed.box,
                saved_at=NOW,
            )
        )


async def read(db: Database, vault: Vault, account: SocialAccount) -> dict[str, str]:
    async with db.begin() as session:
        found = await vault.credentials(session, account_id=account.id, space_id=account.space_id)
    return dict(found)


async def change(
    db: Database, vault: Vault, account: SocialAccount, *, before: str, after: str
) -> bool:
    told = {"key": before}, {"key": after}
    async with db.begin() as session:
        return await vault.change(
            session, account.id, account.space_id, before=told[0], after=told[1], now=NOW
        )


async def test_a_stored_secret_comes_back_after_a_restart(db: Database, tmp_path: Path) -> None:
    account = await linked_account(db, ALICE)
    await store(db, await Vault.open_vault(settings(tmp_path), db), account, TOKEN)
    assert await read(db, await Vault.open_vault(settings(tmp_path), db), account) == {"key": TOKEN}


async def test_the_database_holds_no_readable_secret(db: Database, tmp_path: Path) -> None:
    account = await linked_account(db, ALICE)
    await store(db, await Vault.open_vault(settings(tmp_path), db), account, TOKEN)
    async with db.begin() as session:
        dump = (await session.execute(text("SELECT box FROM credential"))).scalar_one()
    assert TOKEN.encode() not in dump
    assert len(dump) >= len(TOKEN) + 16


async def test_a_box_copied_to_another_space_does_not_open(db: Database, tmp_path: Path) -> None:
    vault = await Vault.open_vault(settings(tmp_path), db)
    alices, bobs = await linked_account(db, ALICE), await linked_account(db, BOB)
    await store(db, vault, alices, TOKEN)
    async with db.begin() as session:
        await session.execute(
            text(
                "INSERT INTO credential (account_id, space_id, field, key_id, nonce, box, saved_at)"
                " SELECT :account, :space, field, key_id, nonce, box, saved_at FROM credential"
            ),
            {"account": bobs.id, "space": bobs.space_id},
        )
    with pytest.raises(VaultError):
        await read(db, vault, bobs)
    assert await read(db, vault, alices) == {"key": TOKEN}


async def test_a_box_moved_to_another_field_does_not_open(db: Database, tmp_path: Path) -> None:
    vault = await Vault.open_vault(settings(tmp_path), db)
    account = await linked_account(db, ALICE)
    await store(db, vault, account, TOKEN)
    async with db.begin() as session:
        await session.execute(text("UPDATE credential SET field = 'user_token'"))
    with pytest.raises(VaultError):
        await read(db, vault, account)


async def test_a_single_flipped_bit_is_noticed(db: Database, tmp_path: Path) -> None:
    vault = await Vault.open_vault(settings(tmp_path), db)
    account = await linked_account(db, ALICE)
    await store(db, vault, account, TOKEN)
    async with db.begin() as session:
        flip = text("UPDATE credential SET box = set_bit(box, 9, 1 - get_bit(box, 9))")
        await session.execute(flip)
    with pytest.raises(VaultError):
        await read(db, vault, account)


async def test_the_key_file_is_for_its_owner_only(db: Database, tmp_path: Path) -> None:
    await Vault.open_vault(settings(tmp_path / "data"), db)
    path = tmp_path / "data" / KEY_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [child.name for child in path.parent.iterdir()] == [KEY_FILE]


async def test_another_key_refuses_to_start(db: Database, tmp_path: Path) -> None:
    await Vault.open_vault(settings(tmp_path, new_key()), db)
    with pytest.raises(StartError, match="another key"):
        await Vault.open_vault(settings(tmp_path, new_key()), db)


async def test_a_lost_key_file_is_not_replaced_by_a_new_one(db: Database, tmp_path: Path) -> None:
    await Vault.open_vault(settings(tmp_path), db)
    (tmp_path / KEY_FILE).unlink()
    with pytest.raises(StartError, match="gone"):
        await Vault.open_vault(settings(tmp_path), db)
    assert not (tmp_path / KEY_FILE).exists()


async def test_a_new_key_in_front_still_opens_what_the_old_one_sealed(
    db: Database, tmp_path: Path
) -> None:
    old, new = new_key(), new_key()
    account = await linked_account(db, ALICE)
    await store(db, await Vault.open_vault(settings(tmp_path, old), db), account, TOKEN)
    rotated = await Vault.open_vault(settings(tmp_path, f"{new},{old}"), db)
    assert await read(db, rotated, account) == {"key": TOKEN}
    sealed = rotated.seal("x", account_id=1, space_id=1, field="key")
    only_old = await Vault.open_vault(settings(tmp_path, f"{old} {new}"), db)
    assert sealed.key_id == rotated.key_id != only_old.key_id


@pytest.mark.parametrize("key", ["short", "AAAA", "!" * 44, base64.b64encode(b"x" * 31).decode()])
async def test_a_malformed_key_refuses_to_start(db: Database, tmp_path: Path, key: str) -> None:
    with pytest.raises(StartError, match="VAULT_KEY must hold base64"):
        await Vault.open_vault(settings(tmp_path, key), db)


async def test_no_key_shows_in_a_repr(db: Database, tmp_path: Path) -> None:
    key = new_key()
    vault = await Vault.open_vault(settings(tmp_path, key), db)
    sealed = vault.seal(TOKEN, account_id=1, space_id=1, field="key")
    shown = f"{vault!r} {vault.__dict__!r} {sealed!r}"
    assert vault.key_id in shown
    assert key not in shown
    assert TOKEN not in shown


async def test_a_secret_that_a_network_changed_is_kept(db: Database, tmp_path: Path) -> None:
    vault = await Vault.open_vault(settings(tmp_path), db)
    account = await linked_account(db, ALICE)
    await store(db, vault, account, TOKEN)
    assert await change(db, vault, account, before=TOKEN, after="vk1.a.newer")
    assert await read(db, vault, account) == {"key": "vk1.a.newer"}


async def test_a_secret_that_was_replaced_meanwhile_stays(db: Database, tmp_path: Path) -> None:
    vault = await Vault.open_vault(settings(tmp_path), db)
    account = await linked_account(db, ALICE)
    await store(db, vault, account, "vk1.a.linked-again")
    assert not await change(db, vault, account, before=TOKEN, after="vk1.a.newer")
    assert await read(db, vault, account) == {"key": "vk1.a.linked-again"}


async def test_a_secret_of_an_unlinked_account_does_not_come_back(
    db: Database, tmp_path: Path
) -> None:
    vault = await Vault.open_vault(settings(tmp_path), db)
    account = await linked_account(db, ALICE)
    assert not await change(db, vault, account, before=TOKEN, after="vk1.a.newer")
    assert await read(db, vault, account) == {}
