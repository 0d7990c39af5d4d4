"""Linking: credentials are proved first, then saved, sealed, and never shown again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import (
    ProvedAccount,
    SocialAccount,
    account_at,
    account_of,
    keep_account,
)
from db.lanes import hear_of, heard_of
from db.posts.drafts import offer_account
from services.delivery.orders import resume_account
from services.deps import Deps
from services.errors import (
    AccessDenied,
    AccountTrouble,
    BadInput,
    KeyUnknownError,
    NetworkError,
    VaultError,
)
from services.networks.base import Grant, Identity
from services.proving import prove

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Owner:
    """For whom something is linked: a space, and the person who acts in it."""

    space_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class Linked:
    """An account as it was just saved. `again` says that it was linked before."""

    account_id: int
    network: str
    title: str
    url: str | None
    capabilities: Mapping[str, bool]
    again: bool


@dataclass(frozen=True, slots=True)
class _Proof:
    """What was proved, the secrets that proved it, and which of these are new.

    Without a grant, what the account has been granted goes on, and may be refreshed meanwhile.
    """

    network: str
    identity: Identity
    secrets: Mapping[str, str] = field(repr=False)
    new: Collection[str]
    grant: Grant | None


async def link(
    deps: Deps,
    owner: Owner,
    network: str,
    secrets: Mapping[str, str],
    *,
    target: str = "",
    grant: Grant | None = None,
) -> Linked:
    """Link a target, or link it again.

    Args:
        deps: The process's parts.
        owner: Whose account it becomes.
        network: Key of the network.
        secrets: Credentials by field name; they must stand on their own.
        target: What they must belong to; empty to take whatever they belong to.
        grant: Until when they are good, where a network granted them on its own page.

    Raises:
        NetworkError: They do not work or belong elsewhere; nothing is saved.
    """
    identity = await prove(deps, network, target, secrets)
    await deps.networks[network].admit(identity.target, owner.person_id)
    proof = _Proof(network, identity, secrets, secrets.keys(), grant or Grant(secrets))
    proof = await _with_older_secrets(deps, owner, proof)
    return await _save(deps, owner, proof)


async def strengthen(
    deps: Deps, owner: Owner, account_id: int, secrets: Mapping[str, str]
) -> Linked:
    """Add credentials to a linked account, so that it can do more.

    Raises:
        BadInput: The account is not linked any more.
        NetworkError: They do not work or belong elsewhere; nothing is saved.
    """
    async with deps.db.begin() as session:
        account = await account_of(session, account_id, owner.space_id)
        if account is None:
            raise BadInput("account-gone")
        older = await _secrets_of(session, deps, account)
    together = {**older, **secrets}
    identity = await prove(deps, account.network, account.target, together)
    proof = _Proof(account.network, identity, together, secrets.keys(), None)
    return await _save(deps, owner, proof)


async def learn_newest(deps: Deps, network: str, target: str, *, near: int = 0) -> None:
    """Learn how far a linked target has come, so that even its first post can be looked for.

    It takes some seconds, and nobody has to wait for it: what is not learned now is heard of with
    the next post. `near` is a number that there has been, if one is known.
    """
    async with deps.db.begin() as session:
        known = max(near, await heard_of(session, network, target))
    try:
        newest = await deps.networks[network].newest(target, known)
    except NetworkError as error:
        log.info("linking.newest_not_learned", network=network, why=str(error))
        newest = None
    if number := newest or known:
        async with deps.db.begin() as session:
            await hear_of(session, network, target, number)


async def _with_older_secrets(deps: Deps, owner: Owner, proof: _Proof) -> _Proof:
    """Whatever else the account holds goes on, as long as it still works beside the new."""
    async with deps.db.begin() as session:
        target = proof.identity.target
        account = await account_at(session, owner.space_id, proof.network, target)
        older = await _secrets_of(session, deps, account) if account else {}
    adds = set(deps.networks[proof.network].adds)
    if adds and not older and proof.secrets.keys() <= adds:
        raise AccessDenied(deps.networks[proof.network].title, advice="consent-adds-nothing")
    together = {**older, **proof.secrets}
    if together.keys() == proof.secrets.keys():
        return proof
    try:
        identity = await prove(deps, proof.network, target, together)
    except AccountTrouble:
        return proof
    keeps = account and adds and not proof.secrets.keys() & adds
    grant = None if keeps else proof.grant
    return _Proof(proof.network, identity, together, proof.new, grant)


async def _secrets_of(
    session: AsyncSession, deps: Deps, account: SocialAccount
) -> Mapping[str, str]:
    """What the account holds; secrets that do not open are as good as none, and are replaced."""
    try:
        return await deps.vault.credentials(
            session, account_id=account.id, space_id=account.space_id
        )
    except KeyUnknownError as error:
        raise error.trouble from None
    except VaultError as error:
        log.warning("linking.secrets_lost", account=account.id, why=str(error))
        return {}


async def _newest(
    session: AsyncSession, deps: Deps, proof: _Proof, before: SocialAccount | None
) -> Mapping[str, str]:
    """What is to be kept: older secrets as they are now, they may just have been refreshed."""
    held = await _secrets_of(session, deps, before) if before else {}
    older = {name: held[name] for name in proof.secrets if name in held and name not in proof.new}
    return {**proof.secrets, **older}


async def _save(deps: Deps, owner: Owner, proof: _Proof) -> Linked:
    identity = proof.identity
    now = deps.clock.now()
    proved = ProvedAccount(
        space_id=owner.space_id,
        network=proof.network,
        target=identity.target,
        title=identity.title,
        url=identity.url,
        capabilities=dict(identity.capabilities),
        linked_by=owner.person_id,
    )
    async with deps.db.begin() as session:
        before = await account_at(session, owner.space_id, proof.network, identity.target)
        account_id = await keep_account(session, proved, now=now)
        secrets = await _newest(session, deps, proof, before)
        await deps.vault.keep(
            session,
            {**secrets, **identity.secrets},
            account_id=account_id,
            space_id=owner.space_id,
            now=now,
        )
        account = await session.get_one(SocialAccount, account_id, populate_existing=True)
        if proof.grant is not None:
            account.expires_at = proof.grant.expires_at
            account.refresh_at = proof.grant.refresh_at
            account.refreshing_until = None
        account.access_until = None
        await session.flush()
        await offer_account(session, account)
    await resume_account(deps, owner.space_id, account_id)
    return Linked(
        account_id=account_id,
        network=proof.network,
        title=identity.title,
        url=identity.url,
        capabilities=identity.capabilities,
        again=before is not None,
    )
