"""What open breakers do to waiting deliveries: who is held back, who may try, who is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from db.breakers import WHOLE_NETWORK, Breaker
from db.cards import want_cards
from db.deliveries.tables import INSISTED, UNANSWERED, WAITING, Delivery
from db.lanes import Lane


@dataclass(frozen=True, slots=True)
class Head:
    """The first of a lane, as far as doors care."""

    id: int
    due_at: datetime
    account_id: int
    network: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Doors:
    """Networks and accounts behind open breakers, while deliveries are taken.

    Nobody goes through what is `shut`; what is `ajar` lets one through. What the person wants at
    once goes everywhere. Who is held back holds nobody else back.
    """

    shut: Sequence[Breaker]
    ajar: Sequence[Breaker]

    @property
    def barred(self) -> dict[str, list[str] | list[int]]:
        """What `passable` has to be filled in with."""
        networks = [row.network for row in self.shut if row.account_id == WHOLE_NETWORK]
        accounts = [row.account_id for row in self.shut if row.account_id != WHOLE_NETWORK]
        return {"barred_networks": networks, "barred_accounts": accounts}

    def let_through(self, heads: Sequence[Head]) -> list[int]:
        """Those that may go now; each that passes a door that is ajar becomes its probe."""
        chosen = []
        taken: set[tuple[str, int]] = set()
        for head in sorted(heads, key=self._preference):
            doors = [] if head.reason in INSISTED else self._before(head)
            ways = {(door.network, door.account_id) for door in doors}
            if ways & taken:
                continue
            for door in doors:
                door.probe_id = head.id
            taken |= ways
            chosen.append(head.id)
        return chosen

    def _before(self, head: Head) -> list[Breaker]:
        mine = (WHOLE_NETWORK, head.account_id)
        return [
            door for door in self.ajar if door.network == head.network and door.account_id in mine
        ]

    def _preference(self, head: Head) -> tuple[bool, datetime, int]:
        """An account that has not failed says more about its network than one that has."""
        failed = any(
            head.account_id in door.witnesses
            for door in self._before(head)
            if door.account_id == WHOLE_NETWORK
        )
        return failed, head.due_at, head.id


def passable() -> ColumnElement[bool]:
    """Whether a delivery may be taken from its lane at all; some doors may be `barred`."""
    networks: BindParameter[str] = bindparam("barred_networks", expanding=True)
    accounts: BindParameter[int] = bindparam("barred_accounts", expanding=True)
    return or_(
        Delivery.reason.in_(INSISTED),
        and_(Lane.network.not_in(networks), Delivery.account_id.not_in(accounts)),
    )


async def find_doors(session: AsyncSession, now: datetime) -> Doors:
    """Look which breakers are open, and hold on to those that may let somebody through."""
    is_open = select(Breaker).where(Breaker.open_until.is_not(None))
    known = (await session.execute(is_open)).scalars().all()
    if not known:
        return Doors([], [])
    due = [row for row in known if row.open_until is not None and row.open_until <= now]
    ajar = await _hold(session, due, now)
    held = {(row.network, row.account_id) for row in ajar}
    shut = [row for row in known if (row.network, row.account_id) not in held]
    return Doors(shut, ajar)


async def tell_waiting(session: AsyncSession, now: datetime) -> int:
    """Ask for the cards of all who wait where a breaker has opened or closed; how many changed.

    Where one has closed, whoever waits because nothing answered is due now.
    """
    news = select(Breaker).where(or_(Breaker.is_news, Breaker.failures == 0))
    rows = (await session.execute(news.with_for_update(skip_locked=True))).scalars().all()
    for row in rows:
        if row.is_news:
            if row.open_until is None:
                await _hasten(session, row, now)
            await want_cards(session, await _waiting_behind(session, row, now))
            row.is_news = False
    if rows:
        await session.flush()
        await session.execute(delete(Breaker).where(Breaker.failures == 0, ~Breaker.is_news))
    return len(rows)


async def _hold(session: AsyncSession, due: Sequence[Breaker], now: datetime) -> list[Breaker]:
    """Whatever another worker holds at this moment is as good as shut."""
    keys = [(row.network, row.account_id) for row in due]
    probing = exists(
        select(1).where(Delivery.id == Breaker.probe_id, Delivery.state == "publishing")
    )
    ajar = (
        select(Breaker)
        .where(
            tuple_(Breaker.network, Breaker.account_id).in_(keys),
            Breaker.open_until <= now,
            ~probing,
        )
        .with_for_update(skip_locked=True, of=Breaker)
    )
    return list((await session.execute(ajar, execution_options=_FRESH)).scalars())


async def _hasten(session: AsyncSession, row: Breaker, now: datetime) -> None:
    unanswered = update(Delivery).where(
        Delivery.state == "retrying",
        Delivery.reason.in_(UNANSWERED),
        Delivery.due_at > now,
        _behind(row),
    )
    await session.execute(unanswered.values(due_at=now))


async def _waiting_behind(session: AsyncSession, row: Breaker, now: datetime) -> set[int]:
    waiting = select(Delivery.post_id).where(
        Delivery.state.in_(WAITING),
        Delivery.due_at <= func.greatest(row.open_until, now),
        _behind(row),
    )
    return set((await session.execute(waiting)).scalars())


def _behind(row: Breaker) -> ColumnElement[bool]:
    if row.account_id != WHOLE_NETWORK:
        return Delivery.account_id == row.account_id
    return exists(select(1).where(Lane.id == Delivery.lane_id, Lane.network == row.network))


_FRESH = {"populate_existing": True}
