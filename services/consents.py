"""Linking by consent: a question on the network's own page, its answer, a word in the chat.

Whoever comes back with an answer need not be who asked: an address can be sent on. So nothing is
linked by an answer alone. What was found is told in the chat that asked, with its name, and linked
when it is confirmed there.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db import consents
from db.accounts import account_of
from db.base import Json
from db.consents import ConsentRow
from db.outbox import tell
from db.people import Person
from services.deps import Deps
from services.errors import AccessDenied, BadInput, NetworkError, VaultError
from services.linking import Linked, Owner, link
from services.networks.base import Consent, Grant, Identity, Network
from services.proving import prove
from services.revoking import give_back
from services.vault import Sealed

log = structlog.get_logger()

GOOD_FOR = timedelta(minutes=10)
CONFIRM_WITHIN = timedelta(hours=1)
_STATE_BYTES = 32
_VERIFIER_BYTES = 48

Ending = Literal["found", "denied", "failed", "unknown", "used", "expired"]


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of an answer, for the page that the person sees: in their language, if known."""

    ending: Ending
    network: str
    language: str | None = None
    asked_by: str = ""
    title: str = ""
    error: NetworkError | None = None


def callback_path(network: str) -> str:
    """The path at which a network's answers arrive."""
    return f"/oauth/{network}/callback"


def sealed_field(state_hash: bytes) -> str:
    """To which field the words of a question are sealed; they belong to no account yet."""
    return f"consent {state_hash.hex()}"


async def ask(deps: Deps, owner: Owner, network: str, *, account_id: int | None = None) -> str:
    """Begin: the address at which the network asks the person.

    Args:
        deps: The process's parts.
        owner: Who asks, and for which space.
        network: Key of the network.
        account_id: The account that is to be linked again, if one is.

    Raises:
        AccessDenied: It is not set up; the text names what whoever runs the bot has to do.
    """
    asked = deps.networks[network]
    consent = Consent(
        state=secrets.token_urlsafe(_STATE_BYTES),
        verifier=secrets.token_urlsafe(_VERIFIER_BYTES),
        redirect_uri=_redirect_uri(deps, asked),
    )
    address = asked.authorize_url(consent)
    now = deps.clock.now()
    state_hash = _hash(consent.state)
    row = ConsentRow(
        state_hash=state_hash,
        space_id=owner.space_id,
        person_id=owner.person_id,
        network=network,
        account_id=account_id,
        redirect_uri=consent.redirect_uri,
        verifier=_seal(deps, owner.space_id, state_hash, consent.verifier),
        expires_at=now + GOOD_FOR,
        asked_at=now,
    )
    async with deps.db.begin() as session:
        await consents.ask(session, row)
    return address


async def answer(deps: Deps, network: str, given: Mapping[str, str]) -> Answered:
    """Take the answer that came to the redirect address; each question takes one.

    Args:
        deps: The process's parts.
        network: The key that stands in the address; an answer of another network is unknown here.
        given: The parameters of the address.
    """
    state = given.get("state", "")
    async with deps.db.begin() as session:
        row = await consents.take_answer(session, _hash(state), network, deps.clock.now())
        if row is None:
            return await _unwanted(session, deps, network, state)
        person = await session.get_one(Person, row.person_id)
    about = Answered("failed", network, person.language, person.first_name)
    if "code" not in given:
        return await _denied(deps, row, about)
    try:
        found = await _found(deps, row, state, given)
    except NetworkError as error:
        return await _failed(deps, row, about, error)
    return Answered("found", network, about.language, about.asked_by, found.title)


async def confirm(deps: Deps, owner: Owner, consent_id: int) -> Linked:
    """Link what was found, as its person wants; once.

    Raises:
        BadInput: It was confirmed or declined before, or too long ago.
        NetworkError: It does not work any more; nothing is linked.
    """
    async with deps.db.begin() as session:
        row = await consents.waiting(session, consent_id, owner.space_id)
        late = row is None or row.asked_at + CONFIRM_WITHIN < deps.clock.now()
        granted = await consents.close(
            session, consent_id, owner.space_id, "declined" if late else "linked"
        )
    if row is None or late or granted is None:
        raise BadInput("consent-over")
    kept = json.loads(_open(deps, row, granted))
    return await link(
        deps, owner, row.network, kept["secrets"], target=kept["target"], grant=_grant(kept)
    )


async def decline(deps: Deps, owner: Owner, consent_id: int) -> bool:
    """Forget what was found, and take it back on the network; False if it was over already."""
    async with deps.db.begin() as session:
        row = await consents.waiting(session, consent_id, owner.space_id)
        granted = await consents.close(session, consent_id, owner.space_id, "declined")
    if row is None or granted is None:
        return False
    try:
        kept = json.loads(_open(deps, row, granted))
    except VaultError as error:
        log.info("consents.not_opened", network=row.network, why=str(error))
        return True
    await give_back(deps, row.network, kept["target"], kept["secrets"])
    return True


async def found(
    session: AsyncSession, deps: Deps, consent_id: int, space_id: int
) -> Identity | None:
    """Who was found and waits for its person's word; None when that is over."""
    row = await consents.waiting(session, consent_id, space_id)
    if row is None or row.granted is None:
        return None
    kept = json.loads(_open(deps, row, row.granted))
    return Identity(target=kept["target"], title=kept["title"], url=kept["url"])


def _redirect_uri(deps: Deps, network: Network) -> str:
    """Where the answer comes: to us, or to the person's own machine, if the network allows that."""
    path = callback_path(network.key)
    if deps.settings.web_origin is not None:
        return f"{deps.settings.web_origin}{path}"
    if network.loopback:
        return f"http://127.0.0.1:{deps.settings.web_port}{path}"
    raise AccessDenied(network.title, advice="consent-needs-address")


async def _unwanted(session: AsyncSession, deps: Deps, network: str, state: str) -> Answered:
    """Why nobody waits for this answer."""
    row = await consents.by_state(session, _hash(state))
    if row is None or row.network != network:
        return Answered("unknown", network)
    person = await session.get_one(Person, row.person_id)
    over = row.outcome == "asked" and row.expires_at <= deps.clock.now()
    return Answered("expired" if over else "used", network, person.language, person.first_name)


async def _found(deps: Deps, row: ConsentRow, state: str, given: Mapping[str, str]) -> Identity:
    """Exchange the answer, look whose account it is, and keep both for the word in the chat."""
    verifier = _open(deps, row, row.verifier)
    consent = Consent(state=state, verifier=verifier, redirect_uri=row.redirect_uri)
    grant = await deps.networks[row.network].exchange(consent, given)
    identity = await prove(deps, row.network, await _wanted(deps, row), grant.secrets)
    kept = _seal(deps, row.space_id, row.state_hash, json.dumps(_stored(grant, identity)))
    async with deps.db.begin() as session:
        await consents.settle(session, row.id, "found", granted=kept)
        await _tell(session, deps, row, "consent-found")
    await deps.bell.ring()
    return identity


async def _wanted(deps: Deps, row: ConsentRow) -> str:
    """Whose account it has to be; anybody's where none is linked again."""
    if row.account_id is None:
        return ""
    async with deps.db.begin() as session:
        account = await account_of(session, row.account_id, row.space_id)
    return account.target if account else ""


async def _denied(deps: Deps, row: ConsentRow, about: Answered) -> Answered:
    async with deps.db.begin() as session:
        await consents.settle(session, row.id, "declined")
        await _tell(session, deps, row, "consent-denied")
    return replace(about, ending="denied")


async def _failed(deps: Deps, row: ConsentRow, about: Answered, error: NetworkError) -> Answered:
    async with deps.db.begin() as session:
        await consents.settle(session, row.id, "failed")
        await _tell(session, deps, row, "consent-failed", advice=error.advice, code=error.code)
    return replace(about, error=error)


async def _tell(session: AsyncSession, deps: Deps, row: ConsentRow, kind: str, **more: str) -> None:
    """Put a message into the chat that asked."""
    payload: Json = {"consent_id": row.id, "network": row.network, **more}
    key = f"{kind}:{row.id}"
    await tell(session, row.person_id, kind, payload, dedupe_key=key, now=deps.clock.now())


def _stored(grant: Grant, identity: Identity) -> Json:
    return {
        "secrets": dict(grant.secrets),
        "expires_at": grant.expires_at.isoformat() if grant.expires_at else None,
        "refresh_at": grant.refresh_at.isoformat() if grant.refresh_at else None,
        "target": identity.target,
        "title": identity.title,
        "url": identity.url,
    }


def _grant(kept: Json) -> Grant:
    expires_at, refresh_at = kept["expires_at"], kept["refresh_at"]
    return Grant(
        kept["secrets"],
        datetime.fromisoformat(expires_at) if expires_at else None,
        datetime.fromisoformat(refresh_at) if refresh_at else None,
    )


def _hash(state: str) -> bytes:
    return hashlib.sha256(state.encode()).digest()


def _seal(deps: Deps, space_id: int, state_hash: bytes, text: str) -> str:
    field = sealed_field(state_hash)
    return deps.vault.seal(text, account_id=0, space_id=space_id, field=field).packed


def _open(deps: Deps, row: ConsentRow, packed: str) -> str:
    field = sealed_field(row.state_hash)
    sealed = Sealed.unpack(packed)
    return deps.vault.open(sealed, account_id=0, space_id=row.space_id, field=field)
