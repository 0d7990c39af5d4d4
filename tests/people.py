"""Alice, who owns; Bob, who owns something else; and what they have, put straight into rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import SocialAccount
from db.deliveries import create
from db.lanes import Lane
from db.people import add_person, personal_space
from db.posts import Post, Revision

ALICE, BOB, CHARLIE = 101, 102, 103
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Owner:
    """A person and their own space."""

    person_id: int
    space_id: int


async def owner(session: AsyncSession, person_id: int, now: datetime) -> Owner:
    """A person who has started the bot."""
    await add_person(session, person_id, first_name=f"P{person_id}", language="en", now=now)
    space_id = await personal_space(session, person_id)
    assert space_id is not None
    return Owner(person_id, space_id)


async def account(
    session: AsyncSession, who: Owner, network: str, target: str, now: datetime
) -> SocialAccount:
    """A linked account of somebody; the lane is shared with everyone who linked that target."""
    lane = upsert(Lane).values(network=network, target=target).on_conflict_do_nothing()
    await session.execute(lane)
    same = select(Lane.id).where(Lane.network == network, Lane.target == target)
    row = insert(SocialAccount).values(
        space_id=who.space_id,
        lane_id=(await session.execute(same)).scalar_one(),
        network=network,
        target=target,
        title=target,
        capabilities={},
        linked_by=who.person_id,
        linked_at=now,
        proved_at=now,
    )
    return (await session.execute(row.returning(SocialAccount))).scalar_one()


async def post(session: AsyncSession, who: Owner, text: str, now: datetime) -> Post:
    """A post with one revision of plain text."""
    key = f"test:{next(_numbers)}"
    row = insert(Post).values(
        space_id=who.space_id,
        person_id=who.person_id,
        client_key=key,
        lineage_root=key,
        state="published",
        created_at=now,
    )
    made = (await session.execute(row.returning(Post))).scalar_one()
    session.add(
        Revision(
            post_id=made.id,
            number=1,
            space_id=who.space_id,
            text=text,
            entities=[],
            created_at=now,
        )
    )
    await session.flush()
    return made


async def deliver(
    session: AsyncSession,
    made: Post,
    accounts: Sequence[SocialAccount],
    now: datetime,
    *,
    due_at: datetime | None = None,
) -> list[int]:
    """Deliveries of a post, due now unless said otherwise."""
    due_at = due_at or now
    late = due_at + timedelta(hours=6)
    return await create(
        session, post=made, accounts=accounts, now=now, due_at=due_at, deadline_at=late
    )
