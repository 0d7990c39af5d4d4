"""Breakers: where calls keep failing, trying stops for a growing while.

An account has a row while calls to it fail, and so has a network; a call that goes through takes
them away. Rows go a day after their last failure.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ScalarSelect, false, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column
from sqlalchemy.types import BigInteger

from db.accounts import SocialAccount
from db.base import Base

WHOLE_NETWORK = 0
"""Stands for the account in the row of a network."""


class Breaker(Base):
    """How calls to one account, or to one network, have failed since the last that went well.

    `witnesses` are those who failed: deliveries of an account, accounts of a network. From
    `open_until` on one delivery, `probe_id`, tries how things are. `is_news` means that the cards
    of those who wait do not say it yet.
    """

    __tablename__ = "breaker"

    network: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    failures: Mapped[int] = mapped_column(server_default="0")
    witnesses: Mapped[list[int]] = mapped_column(
        ARRAY(BigInteger), server_default=text("'{}'::bigint[]")
    )
    openings: Mapped[int] = mapped_column(server_default="0")
    open_until: Mapped[datetime | None]
    probe_id: Mapped[int | None]
    is_news: Mapped[bool] = mapped_column(server_default=false())
    failed_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("(openings = 0) = (open_until IS NULL)", name="open_since_an_opening"),
    )


async def to_judge(
    session: AsyncSession, network: str, account_id: int, *, now: datetime
) -> tuple[Breaker, Breaker]:
    """The network's row and the account's, locked, made now if there are none."""
    ids = (WHOLE_NETWORK, account_id)
    rows = [{"network": network, "account_id": id_, "failed_at": now} for id_ in ids]
    made = insert(Breaker).values(rows)
    # A row that is there is written as it is: that locks it, so that nobody tidies it away.
    locked = made.on_conflict_do_update(
        index_elements=["network", "account_id"], set_={"failures": Breaker.failures}
    )
    found = await session.execute(locked.returning(Breaker), execution_options=_FRESH)
    whole, own = sorted(found.scalars(), key=lambda row: row.account_id)
    return whole, own


async def close(session: AsyncSession, network: str, account_id: int) -> None:
    """Somebody got an answer there: the account is well, and so is the network.

    When a whole network comes back, its accounts are not made to wait for their own next try.
    """
    was_out = (
        select(1)
        .where(
            _whole.network == network,
            _whole.account_id == WHOLE_NETWORK,
            _whole.open_until.is_not(None),
        )
        .exists()
    )
    theirs = or_(Breaker.account_id.in_((WHOLE_NETWORK, account_id)), was_out)
    closed = update(Breaker).where(Breaker.network == network, Breaker.failures > 0, theirs)
    await session.execute(
        closed.values(
            failures=0,
            witnesses=[],
            openings=0,
            is_news=or_(Breaker.is_news, Breaker.open_until.is_not(None)),
            open_until=None,
            probe_id=None,
        )
    )


def silent_until(account: type[SocialAccount]) -> ScalarSelect[datetime | None]:
    """Until when trying has stopped for an account, as a column of a query about accounts."""
    theirs = Breaker.account_id.in_((WHOLE_NETWORK, account.id))
    latest = select(func.max(Breaker.open_until)).where(Breaker.network == account.network, theirs)
    return latest.correlate(account).scalar_subquery()


_FRESH = {"populate_existing": True}
_whole = aliased(Breaker)
