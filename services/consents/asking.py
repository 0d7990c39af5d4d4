"""A question on the network's own page, and its answer."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from db import consents
from db.consents import ConsentRow
from db.people import Person
from services.consents.keeping import (
    GOOD_FOR,
    hash_of,
    keep_found,
    named_errors,
    seal,
    tell_about,
    unseal,
)
from services.deps import Deps
from services.errors import AccessDenied, NetworkError
from services.linking import Owner
from services.networks.base import Consent, Identity, Network

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
    state_hash = hash_of(consent.state)
    row = ConsentRow(
        state_hash=state_hash,
        space_id=owner.space_id,
        person_id=owner.person_id,
        network=network,
        account_id=account_id,
        redirect_uri=consent.redirect_uri,
        verifier=seal(deps, owner.space_id, state_hash, consent.verifier),
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
        row = await consents.take_answer(session, hash_of(state), network, deps.clock.now())
        if row is None:
            return await _unwanted(session, deps, network, state)
        person = await session.get_one(Person, row.person_id)
    about = Answered("failed", network, person.language, person.first_name)
    if "code" not in given:
        return await _denied(deps, row, about)
    try:
        with named_errors(network):
            found = await _found(deps, row, state, given)
    except NetworkError as error:
        return await _failed(deps, row, about, error)
    return Answered("found", network, about.language, about.asked_by, found.title)


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
    row = await consents.by_state(session, hash_of(state))
    if row is None or row.network != network:
        return Answered("unknown", network)
    person = await session.get_one(Person, row.person_id)
    over = row.outcome == "asked" and row.expires_at <= deps.clock.now()
    return Answered("expired" if over else "used", network, person.language, person.first_name)


async def _found(deps: Deps, row: ConsentRow, state: str, given: Mapping[str, str]) -> Identity:
    """Exchange the answer, look whose account it is, and keep both for the word in the chat."""
    verifier = unseal(deps, row, row.verifier)
    consent = Consent(state=state, verifier=verifier, redirect_uri=row.redirect_uri)
    grant = await deps.networks[row.network].exchange(consent, given)
    return await keep_found(deps, row, grant)


async def _denied(deps: Deps, row: ConsentRow, about: Answered) -> Answered:
    async with deps.db.begin() as session:
        await consents.settle(session, row.id, "declined")
        await tell_about(session, deps, row, "consent-denied")
    return replace(about, ending="denied")


async def _failed(deps: Deps, row: ConsentRow, about: Answered, error: NetworkError) -> Answered:
    async with deps.db.begin() as session:
        await consents.settle(session, row.id, "failed")
        await tell_about(session, deps, row, "consent-failed", advice=error.advice, code=error.code)
    return replace(about, error=error)
