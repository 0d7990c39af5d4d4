"""Changing the vault's key while bot and worker run: everything is sealed anew with the first key.

It goes in batches, each a transaction, and leaves out what somebody has in hand just then: that is
sealed with the first key anyway, or comes up in the next round. So it may be killed at any moment
and begun again. The old key may go when nothing lies under it and nobody seals with it.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db import vault as rows
from db.accounts import Credential
from db.consents import ConsentRow
from db.database import Database
from db.deliveries.tables import Delivery, PartRow
from services.consents import sealed_field
from services.delivery.cases import checkpoint_field
from services.errors import StartError, VaultError
from services.vault import Sealed, Vault

AT_ONCE = 200
_ROUND_PAUSE_S = 0.2
_PACKED = re.compile(r"[0-9a-f]{8}\.[0-9a-f]{24}\.[A-Za-z0-9+/]+=*")


@dataclass(slots=True)
class Rotated:
    """How many rows were sealed anew, how many open with no key; `retired` keys may go."""

    total: int
    sealed: int = 0
    lost: int = 0
    retired: tuple[str, ...] = ()


Batch = Callable[[AsyncSession, Rotated, Any], Awaitable[Any]]
"""Seals rows behind a place anew and counts them; the place of the last one, None at the end."""


async def rotate(
    db: Database, vault: Vault, tell: Callable[[Rotated], None], *, at_once: int = AT_ONCE
) -> Rotated:
    """Seal everything anew with the first key, and let the others go.

    Args:
        db: Where it lies.
        vault: Has the new key first and the old ones behind it.
        tell: Hears of each batch.
        at_once: How many rows a batch has.

    Raises:
        StartError: A running process still seals with an old key; what is sealed anew stays so.
    """
    async with db.begin() as session:
        await _refuse_old_sealers(session, await _old_keys(session, vault))
        rotated = Rotated(total=await rows.count_other(session, vault.key_id))
    work = _Work(db, vault, tell, at_once)
    left = await work.round(rotated)
    while left > rotated.lost:
        await asyncio.sleep(_ROUND_PAUSE_S)
        left = await work.round(rotated)
    async with db.begin() as session:
        old = await _old_keys(session, vault)
        await _refuse_old_sealers(session, old)
        await rows.forget_canaries(session, old)
    rotated.retired = tuple(old)
    return rotated


@dataclass(frozen=True, slots=True)
class _Work:
    db: Database
    vault: Vault
    tell: Callable[[Rotated], None]
    at_once: int

    async def round(self, rotated: Rotated) -> int:
        """Go once through everything; how many rows are under another key after that."""
        rotated.lost = 0
        places: list[tuple[Batch, Any]] = [
            (self._credentials, (0, "")),
            (self._consents, 0),
            (self._checkpoints, (0, 0)),
        ]
        for batch, first in places:
            after = first
            while after is not None:
                async with self.db.begin() as session:
                    after = await batch(session, rotated, after)
                self.tell(rotated)
        async with self.db.begin() as session:
            return await rows.count_other(session, self.vault.key_id)

    async def _credentials(
        self, session: AsyncSession, rotated: Rotated, after: tuple[int, str]
    ) -> tuple[int, str] | None:
        found = await rows.other_credentials(session, self.vault.key_id, after, self.at_once)
        for row in found:
            self._count(rotated, self._credential, row)
        return (found[-1].account_id, found[-1].field) if found else None

    async def _consents(self, session: AsyncSession, rotated: Rotated, after: int) -> int | None:
        found = await rows.other_consents(session, self.vault.key_id, after, self.at_once)
        for row in found:
            self._count(rotated, self._consent, row)
        return found[-1].id if found else None

    async def _checkpoints(
        self, session: AsyncSession, rotated: Rotated, after: tuple[int, int]
    ) -> tuple[int, int] | None:
        found = await rows.other_checkpoints(session, self.vault.key_id, after, self.at_once)
        for part, delivery in found:
            self._count(rotated, self._checkpoint, part, delivery)
        last = found[-1][0] if found else None
        return (last.delivery_id, last.number) if last else None

    def _count(self, rotated: Rotated, seal: Callable[..., None], *row: object) -> None:
        """What opens with no key stays as it is: whoever needs it is told when they do."""
        try:
            seal(*row)
        except VaultError:
            rotated.lost += 1
        else:
            rotated.sealed += 1

    def _credential(self, row: Credential) -> None:
        self.vault.seal_again(row, self.vault.open_row(row), row.seal_number)

    def _consent(self, row: ConsentRow) -> None:
        field = sealed_field(row.state_hash)
        row.verifier = self._packed_anew(row.verifier, 0, row.space_id, field)
        if row.granted is not None:
            row.granted = self._packed_anew(row.granted, 0, row.space_id, field)

    def _checkpoint(self, part: PartRow, delivery: Delivery) -> None:
        field = checkpoint_field(part.delivery_id, part.number)

        def walk(value: Any) -> Any:
            if isinstance(value, dict):
                return {name: walk(inner) for name, inner in value.items()}
            if isinstance(value, list):
                return [walk(inner) for inner in value]
            if isinstance(value, str) and _PACKED.fullmatch(value):
                return self._packed_anew(value, delivery.account_id, delivery.space_id, field)
            return value

        part.checkpoint = walk(part.checkpoint)

    def _packed_anew(self, packed: str, account_id: int, space_id: int, field: str) -> str:
        return self._anew(Sealed.unpack(packed), account_id, space_id, field).packed

    def _anew(self, sealed: Sealed, account_id: int, space_id: int, field: str) -> Sealed:
        secret = self.vault.open(sealed, account_id=account_id, space_id=space_id, field=field)
        return self.vault.seal(secret, account_id=account_id, space_id=space_id, field=field)


async def _old_keys(session: AsyncSession, vault: Vault) -> list[str]:
    return [row.key_id for row in await rows.canaries(session) if row.key_id != vault.key_id]


async def _refuse_old_sealers(session: AsyncSession, old: Sequence[str]) -> None:
    """A process that has the old key first may have no other, and could not open what is new."""
    for key_id in old:
        if not await rows.nobody_seals_with(session, key_id):
            raise StartError(
                f"a bot or a worker still seals with the old key ({key_id}):"
                " give all of them the new key in front of it, start them again, then repeat this"
            )
