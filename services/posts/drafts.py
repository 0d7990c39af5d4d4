"""What a person does to a draft: switch its targets, publish it, drop it.

Every press names the version that the person saw; when the draft has moved on, nothing changes.
"""

import asyncio
from typing import Literal

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import SocialAccount
from db.cards import want_card_now
from db.deliveries import create
from db.posts import Post
from db.posts.drafts import draft, turn_switch
from db.posts.views import TargetRow, post_of, targets_of
from services.delivery.pauses import pause_account
from services.delivery.questions import LATE_AFTER
from services.deps import Deps
from services.errors import AccessDenied, NetworkError
from services.posts.viewing import Target, read_content, target_of

log = structlog.get_logger()

Turned = Literal["on", "off", "refused", "outdated"]
Published = Literal["published", "already", "nowhere", "outdated"]


async def switch(
    deps: Deps, space_id: int, post_id: int, account_id: int, *, version: int
) -> Turned:
    """Turn one target of a draft on or off; a target that refuses the content stays off."""
    async with deps.db.begin() as session:
        post = await draft(session, post_id, space_id=space_id, version=version)
        rows = await targets_of(session, post) if post else []
        row = next((row for row in rows if row.account.id == account_id), None)
        if post is None or row is None:
            return "outdated"
        target = target_of(deps, await read_content(session, post), row)
        if target.refused:
            return "refused"
        await turn_switch(session, post, account_id, chosen=not target.chosen)
        await _changed(session, deps, post)
    return "off" if target.chosen else "on"


async def publish(
    deps: Deps, space_id: int, post_id: int, *, version: int, person_id: int
) -> Published:
    """Make one delivery per chosen target, all in one transaction; a second press finds nothing.

    Targets at which the person has lost their own right are paused first: what goes there waits.
    """
    await _admit(deps, space_id, post_id, person_id)
    async with deps.db.begin() as session:
        post = await draft(session, post_id, space_id=space_id, version=version)
        if post is None:
            known = await post_of(session, post_id, space_id)
            return "already" if known and known.state == "published" else "outdated"
        content = await read_content(session, post)
        rows = await targets_of(session, post)
        targets = [target_of(deps, content, row) for row in rows]
        if not any(target.goes for target in targets):
            return "nowhere"
        await _deliver(session, deps, post, rows, targets)
    await deps.bell.ring()
    return "published"


async def drop(deps: Deps, space_id: int, post_id: int, *, version: int) -> bool:
    """Give a draft up; False when it has moved on."""
    async with deps.db.begin() as session:
        post = await draft(session, post_id, space_id=space_id, version=version)
        if post is None:
            return False
        post.state = "dropped"
        await _changed(session, deps, post)
    return True


async def _admit(deps: Deps, space_id: int, post_id: int, person_id: int) -> None:
    async with deps.db.begin() as session:
        post = await post_of(session, post_id, space_id)
        if post is None or post.state != "draft":
            return
        rows = await targets_of(session, post)
    meant = [row.account for row in rows if row.chosen and row.account.state == "active"]
    await asyncio.gather(*(_admit_to(deps, account, person_id) for account in meant))


async def _admit_to(deps: Deps, account: SocialAccount, person_id: int) -> None:
    """A network that does not say leaves it at what it said before."""
    network = deps.networks.get(account.network)
    if network is None:
        return
    try:
        await network.admit(account.target, person_id)
    except AccessDenied as error:
        async with deps.db.begin() as session:
            await pause_account(session, account.id, error, now=deps.clock.now())
    except NetworkError as error:
        log.info("publish.not_asked", account=account.id, why=error.code)


async def _deliver(
    session: AsyncSession,
    deps: Deps,
    post: Post,
    rows: list[TargetRow],
    targets: list[Target],
) -> None:
    now = deps.clock.now()
    post.state, post.published_at = "published", now
    await _changed(session, deps, post)
    for row, target in zip(rows, targets, strict=True):
        if not target.refused:
            row.account.switched_on = target.chosen
    accounts = [row.account for row, target in zip(rows, targets, strict=True) if target.goes]
    await create(
        session,
        post=post,
        accounts=accounts,
        now=now,
        due_at=now,
        deadline_at=now + LATE_AFTER,
    )


async def _changed(session: AsyncSession, deps: Deps, post: Post) -> None:
    post.version += 1
    await session.flush()
    await want_card_now(session, post.id, deps.clock.now())
