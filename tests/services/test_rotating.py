"""Changing the vault's key: all moves, whatever happens meanwhile, nobody is locked out."""

import asyncio
import base64
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select, text, update

from db.accounts import SocialAccount
from db.consents import ConsentRow
from db.database import Database
from db.deliveries.loading import write_parts
from db.deliveries.tables import PartRow
from services.consents import sealed_field
from services.delivery.cases import checkpoint_field
from services.delivery.life import worker_life
from services.delivery.refreshing import refresh_due
from services.deps import Deps
from services.errors import KeyUnknownError, StartError
from services.links import MediaLinks
from services.rotating import Rotated, rotate
from services.vault import Sealed, Vault
from tests import people
from tests.environment import ROOT, quiet_environment
from tests.people import Owner

OLD, NEW = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))
STATE_HASH = bytes(32)
ACCOUNTS = 7


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture(autouse=True)
async def no_key_yet(house: Deps) -> None:
    """The house made a key of its own, which has sealed nothing."""
    async with house.db.begin() as session:
        await session.execute(text("DELETE FROM vault_canary"))


@pytest.fixture
async def db(house: Deps) -> AsyncIterator[Database]:
    """Another process's door to the same database."""
    database = Database(house.settings.database_url)
    yield database
    await database.close()


async def vault(deps: Deps, *keys: str) -> Vault:
    """The vault of a process that was started with these keys."""
    kept = SecretStr(",".join(keys))
    return await Vault.open_vault(deps.settings.model_copy(update={"vault_key": kept}), deps.db)


async def fill(deps: Deps, who: Owner, kept: Vault) -> list[SocialAccount]:
    """Accounts with a secret each, a question that waits, and an upload that is under way."""
    now = deps.clock.now()
    async with deps.db.begin() as session:
        walls = [
            await people.account(session, who, "pinboard", f"wall {number}", now)
            for number in range(ACCOUNTS)
        ]
        for wall in walls:
            secrets = {"key": f"secret of {wall.target}"}
            await kept.keep(session, secrets, account_id=wall.id, space_id=wall.space_id, now=now)
        field = sealed_field(STATE_HASH)
        words = [
            kept.seal(word, account_id=0, space_id=who.space_id, field=field).packed
            for word in ("verifier", "granted")
        ]
        session.add(
            ConsentRow(
                state_hash=STATE_HASH,
                space_id=who.space_id,
                person_id=who.person_id,
                network="pinboard",
                redirect_uri="",
                verifier=words[0],
                granted=words[1],
                outcome="found",
                expires_at=now,
                asked_at=now,
            )
        )
        post = await people.post(session, who, "hello", now)
        [delivery] = await people.deliver(session, post, walls[:1], now)
        await write_parts(session, delivery, [(1, "post", {})])
        place = checkpoint_field(delivery, 1)
        address = kept.seal(
            "address", account_id=walls[0].id, space_id=who.space_id, field=place
        ).packed
        checkpoint = {"upload": {"address": address, "digest": "1.2.3"}, "steps": [address, 4]}
        await session.execute(update(PartRow).values(checkpoint=checkpoint))
    return walls


async def contents(deps: Deps, kept: Vault) -> list[str]:
    """Everything that was put there, opened."""
    async with deps.db.begin() as session:
        rows = await session.execute(select(SocialAccount).order_by(SocialAccount.id))
        walls, found = rows.scalars().all(), list[str]()
        for wall in walls:
            held = await kept.credentials(session, account_id=wall.id, space_id=wall.space_id)
            found.append(held["key"])
        asked = (await session.execute(select(ConsentRow))).scalar_one()
        part = (await session.execute(select(PartRow))).scalar_one()
    field, space, first = sealed_field(STATE_HASH), asked.space_id, walls[0].id
    for word in (asked.verifier, asked.granted or ""):
        found.append(kept.open(Sealed.unpack(word), account_id=0, space_id=space, field=field))
    place = checkpoint_field(part.delivery_id, part.number)
    for word in (part.checkpoint["upload"]["address"], part.checkpoint["steps"][0]):
        sealed = Sealed.unpack(word)
        found.append(kept.open(sealed, account_id=first, space_id=space, field=place))
    return found


ALL = [*(f"secret of wall {number}" for number in range(ACCOUNTS)), "verifier", "granted"]
EVERYTHING = [*ALL, "address", "address"]


def quietly(_: Rotated) -> None:
    """Nobody looks at the counter."""


async def test_everything_is_sealed_anew_and_the_old_key_may_go(
    house: Deps, db: Database, alice: Owner
) -> None:
    old = await vault(house, OLD)
    await fill(house, alice, old)
    counts: list[tuple[int, int]] = []

    def tell(done: Rotated) -> None:
        counts.append((done.sealed, done.total))

    rotated = await rotate(db, await vault(house, NEW, OLD), tell, at_once=4)
    assert (rotated.sealed, rotated.lost, rotated.retired) == (ACCOUNTS + 2, 0, (old.key_id,))
    assert counts[0] == (4, ACCOUNTS + 2)
    assert counts[-1] == (ACCOUNTS + 2, ACCOUNTS + 2)
    assert await contents(house, await vault(house, NEW)) == EVERYTHING
    with pytest.raises(StartError, match="another key"):
        await vault(house, OLD)


@pytest.mark.parametrize("at", range(1, 7))
async def test_killed_half_way_both_keys_open_and_it_goes_on(
    house: Deps, db: Database, alice: Owner, at: int
) -> None:
    old = await vault(house, OLD)
    await fill(house, alice, old)
    both = await vault(house, NEW, OLD)
    batches = 0

    def die(_: Rotated) -> None:
        nonlocal batches
        batches += 1
        if batches == at:
            raise Killed

    with pytest.raises(Killed):
        await rotate(db, both, die, at_once=2)
    assert await contents(house, both) == EVERYTHING
    with pytest.raises(StartError):
        await vault(house, NEW)
    rotated = await rotate(db, both, quietly, at_once=2)
    assert rotated.retired == (old.key_id,)
    assert await contents(house, await vault(house, NEW)) == EVERYTHING


async def test_it_waits_for_what_somebody_has_in_hand(
    house: Deps, db: Database, alice: Owner
) -> None:
    old = await vault(house, OLD)
    walls = await fill(house, alice, old)
    both = await vault(house, NEW, OLD)
    async with house.db.begin() as session:
        await session.execute(text("SELECT FROM credential FOR UPDATE"))
        rotating = asyncio.create_task(rotate(db, both, quietly))
        await asyncio.sleep(0.3)
        assert not rotating.done()
        fresh = {"key": "refreshed meanwhile"}
        about = {"account_id": walls[0].id, "space_id": alice.space_id}
        await both.keep(session, fresh, **about, now=house.clock.now())
    assert (await rotating).retired == (old.key_id,)
    assert await contents(house, both) == ["refreshed meanwhile", *EVERYTHING[1:]]


async def test_it_refuses_while_somebody_seals_with_the_old_key(
    house: Deps, db: Database, alice: Owner
) -> None:
    old = await vault(house, OLD)
    await fill(house, alice, old)
    both = await vault(house, NEW, OLD)
    not_restarted = replace(house, vault=old)
    async with worker_life(not_restarted, kind="worker", on_lost=quietly_gone):
        with pytest.raises(StartError, match="still seals"):
            await rotate(db, both, quietly)
    async with worker_life(replace(house, vault=both), kind="worker", on_lost=quietly_gone):
        assert (await rotate(db, both, quietly)).retired == (old.key_id,)


async def test_a_key_that_comes_back_meanwhile_does_not_go(
    house: Deps, db: Database, alice: Owner
) -> None:
    old = await vault(house, OLD)
    await fill(house, alice, old)
    both = await vault(house, NEW, OLD)
    await rotate(db, both, quietly)
    late = replace(house, vault=await vault(house, OLD, NEW))
    async with worker_life(late, kind="worker", on_lost=quietly_gone):
        with pytest.raises(StartError, match="still seals"):
            await rotate(db, both, quietly)
    with pytest.raises(StartError, match="another key"):
        await vault(house, NEW)


async def test_a_process_that_does_not_know_the_new_key_yet_pauses_nobody(
    house: Deps, alice: Owner
) -> None:
    old = await vault(house, OLD)
    walls = await fill(house, alice, old)
    both = await vault(house, NEW, OLD)
    now = house.clock.now()
    async with house.db.begin() as session:
        about = {"account_id": walls[0].id, "space_id": alice.space_id}
        await both.keep(session, {"key": "sealed with the new"}, **about, now=now)
        await session.execute(update(SocialAccount).values(expires_at=now, refresh_at=now))
    with pytest.raises(KeyUnknownError):
        await contents(house, old)
    await refresh_due(replace(house, vault=old))
    async with house.db.begin() as session:
        wall = await session.get_one(SocialAccount, walls[0].id)
    assert (wall.state, wall.trouble) == ("active", None)
    assert wall.refresh_at is not None
    assert wall.refresh_at > now + timedelta(minutes=5)


async def test_what_opens_with_no_key_is_counted_and_holds_nothing_up(
    house: Deps, db: Database, alice: Owner
) -> None:
    old = await vault(house, OLD)
    walls = await fill(house, alice, old)
    async with house.db.begin() as session:
        flip = "UPDATE credential SET box = set_bit(box, 9, 1 - get_bit(box, 9))"
        await session.execute(text(f"{flip} WHERE account_id = {walls[2].id}"))
    rotated = await rotate(db, await vault(house, NEW, OLD), quietly, at_once=2)
    assert (rotated.sealed, rotated.lost) == (ACCOUNTS + 1, 1)
    assert rotated.retired == (old.key_id,)
    await vault(house, NEW)


async def test_addresses_of_media_outlive_the_change(house: Deps, tmp_path: Path) -> None:
    settings = house.settings.model_copy(update={"public_url": "https://bot.example"})
    now = house.clock.now()
    before = MediaLinks(settings, await vault(house, OLD))
    address = before.sign(settings.media_dir / "a.jpg", "image/jpeg", now)
    after = MediaLinks(settings, await vault(house, NEW, OLD))
    assert after.read(address.rpartition("/")[2], now) is not None
    assert MediaLinks(settings, Vault([os.urandom(32)])).read(address[-90:], now) is None


async def test_the_command_counts_and_says_what_may_go(house: Deps, alice: Owner) -> None:
    old = await vault(house, OLD)
    await fill(house, alice, old)
    environment = quiet_environment(
        TELEGRAM_TOKEN=house.settings.telegram_token.get_secret_value(),
        DATABASE_URL=house.settings.database_url,
        VAULT_KEY=f"{NEW},{OLD}",
    )
    said = [(await asyncio.to_thread(_command, environment)).stdout.splitlines() for _ in range(2)]
    assert said[0][-2:] == [
        f"{ACCOUNTS + 2} of {ACCOUNTS + 2} sealed anew",
        f"Everything is under the new key. The old one may go: {old.key_id}.",
    ]
    assert said[1][0].startswith("Everything is under one key already.")
    assert await contents(house, await vault(house, NEW)) == EVERYTHING


def _command(environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "bot", "rotate-key"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )


def quietly_gone() -> None:
    """The test's own connection went; it ends anyway."""
