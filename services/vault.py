"""The vault: credentials are sealed with AES-256-GCM before they touch the database.

A box opens only in the row that it was made for: account, space, field and key are part of what
is authenticated, so a copy in another row is as good as noise. So is a box from before an account's
secrets were sealed again: how often that happened stands in the account's own row. Keys come from
`VAULT_KEY` or from a file in the data folder; the first one seals, the others still open what they
sealed before.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re
import secrets
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import (
    Credential,
    credentials_of,
    forget_credentials,
    hold_account,
    next_seal_number,
)
from db.database import Database
from db.vault import VaultCanary, add_canary, canaries
from services.errors import KeyUnknownError, StartError, VaultError
from services.settings import Settings

KEY_FILE = "vault.key"
_KEY_BYTES = 32
_NONCE_BYTES = 12
_CANARY = "canary"
_SEPARATORS = re.compile(r"[\s,]+")
_PLAIN = str.maketrans("-_", "+/")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A secret as it is stored: which key, a nonce of 12 bytes, the box."""

    key_id: str
    nonce: bytes = field(repr=False)
    box: bytes = field(repr=False)

    @property
    def packed(self) -> str:
        """It all in one word, for a place that keeps text."""
        return ".".join([self.key_id, self.nonce.hex(), base64.b64encode(self.box).decode()])

    @classmethod
    def unpack(cls, packed: str) -> "Sealed":
        """Read what `packed` gave.

        Raises:
            VaultError: It is damaged.
        """
        try:
            key_id, nonce, box = packed.split(".")
            return cls(key_id, bytes.fromhex(nonce), base64.b64decode(box, validate=True))
        except ValueError:
            raise VaultError("a sealed word is damaged") from None


class Vault:
    """Seals and opens secrets.

    Args:
        keys: Keys of 32 bytes; the first seals, all of them open.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = {_key_id(key): AESGCM(key) for key in keys}
        self._roots = tuple(keys)
        self.key_id = _key_id(keys[0])

    def __repr__(self) -> str:
        """Name the current key, show none."""
        return f"Vault(key_id={self.key_id!r})"

    @classmethod
    async def open_vault(cls, settings: Settings, db: Database) -> "Vault":
        """Get the keys and prove them against what the database was sealed with.

        Raises:
            StartError: The key is malformed, missing or another one; nothing has been changed.
        """
        async with db.begin() as session:
            used = await canaries(session)
            vault = cls(_keys(settings, may_make=not used))
            vault._prove(used)
            await vault.announce(session)
        return vault

    async def announce(self, session: AsyncSession) -> None:
        """Leave the known word of the key that seals: from now on nobody starts without it."""
        if self.key_id not in {canary.key_id for canary in await canaries(session)}:
            sealed = self._seal(_CANARY, _CANARY)
            await add_canary(session, sealed.key_id, sealed.nonce, sealed.box)

    def seal(self, secret: str, *, account_id: int, space_id: int, field: str) -> Sealed:
        """Lock a secret into one field of one account."""
        return self._seal(secret, _place(account_id, space_id, field))

    def open(self, sealed: Sealed, *, account_id: int, space_id: int, field: str) -> str:
        """Get a secret back.

        Raises:
            KeyUnknownError: It was sealed with a key that is not here.
            VaultError: The box was made for another row, or damaged; the account pauses, the
                owner is told.
        """
        return self._open(sealed, _place(account_id, space_id, field))

    def derive(self, purpose: str) -> tuple[bytes, ...]:
        """Keys of 32 bytes for one purpose, one from each key of the vault: the first signs."""
        about = f"crossposter {purpose}".encode()
        return tuple(hmac.digest(root, about, hashlib.sha256) for root in self._roots)

    async def credentials(
        self, session: AsyncSession, *, account_id: int, space_id: int
    ) -> Mapping[str, str]:
        """Every secret of one account by field name; empty for an account that needs none.

        Raises:
            VaultError: One of them cannot be opened.
        """
        rows = await credentials_of(session, account_id=account_id, space_id=space_id)
        return {row.field: self.open_row(row) for row in rows}

    async def change(
        self,
        session: AsyncSession,
        account_id: int,
        space_id: int,
        *,
        before: Mapping[str, str],
        after: Mapping[str, str],
        now: datetime,
    ) -> bool:
        """Seal what a network made of secrets; False, and nothing done, when others lie there now.

        Raises:
            VaultError: One of those that lie there cannot be opened.
        """
        await hold_account(session, account_id)
        rows = await credentials_of(session, account_id=account_id, space_id=space_id, locked=True)
        held = {row.field: self.open_row(row) for row in rows}
        if any(name not in held or held[name] != before.get(name) for name in after):
            return False
        number = await next_seal_number(session, account_id)
        for row in rows:
            secret = after.get(row.field, held[row.field])
            self.seal_again(row, secret, number)
            row.saved_at = now if row.field in after else row.saved_at
        return True

    async def keep(
        self,
        session: AsyncSession,
        secrets: Mapping[str, str],
        *,
        account_id: int,
        space_id: int,
        now: datetime,
    ) -> None:
        """Make these the secrets of an account, all of them, by field name."""
        number = await next_seal_number(session, account_id)
        await forget_credentials(session, account_id)
        for field_name, secret in secrets.items():
            sealed = self._seal(secret, _place(account_id, space_id, field_name, number))
            session.add(
                Credential(
                    account_id=account_id,
                    field=field_name,
                    space_id=space_id,
                    key_id=sealed.key_id,
                    nonce=sealed.nonce,
                    box=sealed.box,
                    saved_at=now,
                )
            )
        await session.flush()

    def open_row(self, row: Credential) -> str:
        """Get the secret of a stored row back.

        Raises:
            VaultError: It does not open, as for `open`.
        """
        place = _place(row.account_id, row.space_id, row.field, row.seal_number)
        return self._open(Sealed(row.key_id, row.nonce, row.box), place)

    def seal_again(self, row: Credential, secret: str, number: int) -> None:
        """Lock a secret into a stored row that may have held another one."""
        sealed = self._seal(secret, _place(row.account_id, row.space_id, row.field, number))
        row.key_id, row.nonce, row.box = sealed.key_id, sealed.nonce, sealed.box

    def _prove(self, used: Sequence[VaultCanary]) -> None:
        for canary in used:
            try:
                self._open(Sealed(canary.key_id, canary.nonce, canary.box), _CANARY)
            except VaultError:
                raise StartError(
                    f"the vault was sealed with another key ({canary.key_id}): "
                    f"put the old VAULT_KEY or {KEY_FILE} back"
                ) from None

    def _seal(self, secret: str, place: str) -> Sealed:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        about = f"{place}|{self.key_id}".encode()
        box = self._keys[self.key_id].encrypt(nonce, secret.encode(), about)
        return Sealed(self.key_id, nonce, box)

    def _open(self, sealed: Sealed, place: str) -> str:
        key = self._keys.get(sealed.key_id)
        if key is None:
            raise KeyUnknownError(f"no key {sealed.key_id} in this process: start it again")
        about = f"{place}|{sealed.key_id}".encode()
        try:
            return key.decrypt(sealed.nonce, sealed.box, about).decode()
        except InvalidTag:
            raise VaultError(f"a box of key {sealed.key_id} does not open here") from None


def _place(account_id: int, space_id: int, field: str, seal_number: int = 0) -> str:
    """What is authenticated; boxes from before they were counted say nothing of a number."""
    place = f"credential|{account_id}|{space_id}|{field}"
    return f"{place}|{seal_number}" if seal_number else place


def _key_id(key: bytes) -> str:
    """A short public name of a key, from which the key cannot be found."""
    return hashlib.sha256(b"crossposter key id" + key).hexdigest()[:8]


def _keys(settings: Settings, *, may_make: bool) -> list[bytes]:
    if settings.vault_key is not None:
        return _parse(settings.vault_key.get_secret_value(), "VAULT_KEY")
    path = settings.data_dir / KEY_FILE
    try:
        if may_make and not path.exists():
            _make(path)
        return _parse(path.read_text(), str(path))
    except FileNotFoundError:
        raise StartError(f"the vault's key is gone: put {path} back, or set VAULT_KEY") from None
    except (OSError, UnicodeDecodeError) as error:
        raise StartError(f"the vault's key {path} cannot be used: {error}") from None


def _parse(text: str, where: str) -> list[bytes]:
    words = [word for word in _SEPARATORS.split(text) if word]
    try:
        keys = [base64.b64decode(word.translate(_PLAIN), validate=True) for word in words]
    except (binascii.Error, ValueError):
        keys = []
    if not keys or any(len(key) != _KEY_BYTES for key in keys):
        raise StartError(f"{where} must hold base64 of 32 bytes: openssl rand -base64 32")
    return keys


def _make(path: Path) -> None:
    """Write a new key for the owner's eyes only; of two processes at once, the first wins.

    The name appears only with the whole key behind it, so nobody ever reads half of one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{KEY_FILE}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(_KEY_BYTES)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        Path(draft).unlink()
