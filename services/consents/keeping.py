"""What is kept of a question until it is answered and confirmed: sealed, and not for long."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db import consents
from db.accounts import account_of
from db.base import Json
from db.consents import ConsentRow
from db.database import AWAY
from db.outbox import tell
from services.deps import Deps
from services.errors import NetworkError, Unconfirmed, VaultError
from services.networks.base import Grant, Identity
from services.proving import prove
from services.vault import Sealed

log = structlog.get_logger()

GOOD_FOR = timedelta(minutes=10)
"""How long a question waits for its answer."""


def sealed_field(state_hash: bytes) -> str:
    """To which field the words of a question are sealed; they belong to no account yet."""
    return f"consent {state_hash.hex()}"


def hash_of(word: str) -> bytes:
    """By what a question is known here; the word itself is kept nowhere."""
    return hashlib.sha256(word.encode()).digest()


def seal(deps: Deps, space_id: int, state_hash: bytes, text: str) -> str:
    """Lock a text into a question."""
    field = sealed_field(state_hash)
    return deps.vault.seal(text, account_id=0, space_id=space_id, field=field).packed


def unseal(deps: Deps, row: ConsentRow, packed: str) -> str:
    """Get back what was sealed into a question.

    Raises:
        VaultError: It was sealed into another one, or is damaged.
    """
    field = sealed_field(row.state_hash)
    sealed = Sealed.unpack(packed)
    return deps.vault.open(sealed, account_id=0, space_id=row.space_id, field=field)


@contextmanager
def named_errors(network: str) -> Iterator[None]:
    """Give whatever goes wrong a name: a person waits at a page, and the question takes one answer.

    Raises:
        NetworkError: What no network says on purpose is one, too, for whoever tells the person.
    """
    try:
        yield
    except (NetworkError, *AWAY):
        raise
    except VaultError as error:
        raise error.trouble from None
    except Exception as error:
        log.exception("consents.unlisted_error", network=network)
        raise Unconfirmed("unlisted", type(error).__name__) from None


async def keep_found(deps: Deps, row: ConsentRow, grant: Grant) -> Identity:
    """Look whose account was opened, and keep both for the word in the chat.

    Raises:
        NetworkError: What was granted does not work, or belongs to another account than wanted.
    """
    identity = await prove(deps, row.network, await _wanted(deps, row), grant.secrets)
    kept = seal(deps, row.space_id, row.state_hash, json.dumps(_stored(grant, identity)))
    async with deps.db.begin() as session:
        await consents.settle(session, row.id, "found", granted=kept)
        await tell_about(session, deps, row, "consent-found")
    await deps.bell.ring()
    return identity


async def tell_about(
    session: AsyncSession, deps: Deps, row: ConsentRow, kind: str, **more: str | int | None
) -> None:
    """Put a message into the chat that asked, once for each kind."""
    payload: Json = {"consent_id": row.id, "network": row.network, **more}
    key = f"{kind}:{row.id}"
    await tell(session, row.person_id, kind, payload, dedupe_key=key, now=deps.clock.now())


def granted(kept: Json) -> Grant:
    """What was granted, as it was kept."""
    expires_at, refresh_at = kept["expires_at"], kept["refresh_at"]
    return Grant(
        kept["secrets"],
        datetime.fromisoformat(expires_at) if expires_at else None,
        datetime.fromisoformat(refresh_at) if refresh_at else None,
    )


async def _wanted(deps: Deps, row: ConsentRow) -> str:
    """Whose account it has to be; anybody's where none is linked again."""
    if row.account_id is None:
        return ""
    async with deps.db.begin() as session:
        account = await account_of(session, row.account_id, row.space_id)
    return account.target if account else ""


def _stored(grant: Grant, identity: Identity) -> Json:
    return {
        "secrets": dict(grant.secrets),
        "expires_at": grant.expires_at.isoformat() if grant.expires_at else None,
        "refresh_at": grant.refresh_at.isoformat() if grant.refresh_at else None,
        "target": identity.target,
        "title": identity.title,
        "url": identity.url,
    }
