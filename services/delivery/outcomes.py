"""What each way in which a call can end does to its delivery: one class, one reaction."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.accounts import note_proof, seal_number_of
from db.deliveries.attempts import accept_part, close_attempt, forget_tries, know_of
from db.deliveries.loading import DeliveryCase
from db.deliveries.steps import KEEPS_TURN, Step, move, without_error
from db.deliveries.tables import PartRow
from services.delivery.backoff import TRIES, backoff
from services.delivery.breakers import is_silence, note_answer, note_failure
from services.delivery.budgets import give_back, use_up
from services.delivery.pauses import pause_account
from services.delivery.questions import LATE_AFTER
from services.errors import (
    AccountTrouble,
    NetworkError,
    NotSent,
    NotYet,
    RateLimited,
    Rejected,
    Transient,
    Unconfirmed,
)
from services.rates import Charge

FIRST_LOOK = timedelta(seconds=1)

_PROOF_LASTS = timedelta(hours=1)
"""A proof that is younger need not be written down again."""


@dataclass(frozen=True, slots=True)
class Ending:
    """Whose call ended: the delivery, the worker, and the attempt and its cost if one was open.

    `elsewhere` says that not this network failed, but the one that keeps an original, or ourselves.
    """

    case: DeliveryCase
    worker_id: int
    attempt_id: uuid.UUID | None = None
    charges: Sequence[Charge] = ()
    elsewhere: bool = False


async def succeed(
    session: AsyncSession,
    ending: Ending,
    part_number: int,
    *,
    ids: tuple[str, ...],
    url: str | None,
    now: datetime,
) -> None:
    """Write that a part is on the network; the last part makes the delivery published.

    Only rows of ours are touched: nothing that fails here or later can open the delivery again.
    """
    account = ending.case.account
    await note_answer(session, account)
    if account.proved_at <= now - _PROOF_LASTS:
        await note_proof(session, account.id, now=now)
    if ending.attempt_id:
        await close_attempt(session, ending.attempt_id, "accepted", now=now)
    delivery = ending.case.delivery
    await note_newest(session, delivery.lane_id, ids)
    parts = await accept_part(session, delivery.id, part_number, ids=ids, url=url)
    if all(part.external_ids is not None for part in parts):
        step = published(parts, now=now, attempt_id=ending.attempt_id)
        frm = ("publishing", "unconfirmed")
        await move(session, delivery.id, step, frm=frm, now=now)
    else:
        await forget_tries(session, delivery.id)


def published(parts: list[PartRow], *, now: datetime, attempt_id: uuid.UUID | None = None) -> Step:
    """The step to `published`, known by the first id and address of its parts."""
    ids = [id_ for part in parts for id_ in part.external_ids or ()]
    values: dict[str, Any] = {
        "external_id": ids[0] if ids else None,
        "url": next((part.url for part in parts if part.url), None),
        "published_at": now,
        "read_back_at": now,
        "holds_until": None,
        **without_error(),
    }
    reason = None if ids else "confirmed_by_person"
    return Step("published", reason, attempt_id, values)


async def note_newest(session: AsyncSession, lane_id: int, ids: tuple[str, ...]) -> None:
    """Remember the newest numeric id of a target; other ids say nothing about order."""
    number = newest(ids, None)
    if number is not None:
        await know_of(session, lane_id, number)


def newest(ids: tuple[str, ...], known: int | None) -> int | None:
    """The highest of some ids and what was known before; ids that are no numbers do not count."""
    numbers = [int(id_) for id_ in ids if id_.isdigit()]
    return max([*numbers, *([] if known is None else [known])], default=None)


async def fail(
    session: AsyncSession, ending: Ending, error: NetworkError, *, now: datetime
) -> bool:
    """Write that a call did not succeed, and what follows.

    Returns:
        False when the delivery is no longer this worker's to write about.
    """
    if await _is_misplaced(session, ending, error):
        error = Transient(error.code, error.detail, advice=error.advice)
    silent_until = await _judge(session, ending, error, now)
    if ending.attempt_id:
        await _settle_budgets(session, ending, error)
        outcome = _outcome(error)
        complaint = (error.kind, error.code, error.detail)
        if not await close_attempt(session, ending.attempt_id, outcome, now=now, error=complaint):
            return False
    step = _reaction(ending, error, now, silent_until)
    delivery = ending.case.delivery
    moved = await move(
        session, delivery.id, step, frm=("publishing",), now=now, worker_id=ending.worker_id
    )
    if moved and isinstance(error, AccountTrouble):
        await pause_account(session, ending.case.account.id, error, now=now)
    return moved


async def _is_misplaced(session: AsyncSession, ending: Ending, error: NetworkError) -> bool:
    """Whether an error says more than it can: before an attempt nothing is unclear.

    And about an account nothing is said by whoever keeps an original, nor by a refusal of secrets
    that have been replaced meanwhile, by a refresh or by the person.
    """
    if isinstance(error, AccountTrouble):
        account = ending.case.account
        return ending.elsewhere or account.seal_number != await seal_number_of(session, account.id)
    return ending.attempt_id is None and isinstance(error, Unconfirmed)


async def _judge(
    session: AsyncSession, ending: Ending, error: NetworkError, now: datetime
) -> datetime | None:
    """What this says about the account and its network; until when nobody tries there, if so."""
    case = ending.case
    if ending.elsewhere:
        return None
    if is_silence(error):
        return await note_failure(session, case.account, case.delivery.id, error, now=now)
    if ending.attempt_id and not isinstance(error, NotSent):
        await note_answer(session, case.account)
    return None


async def _settle_budgets(session: AsyncSession, ending: Ending, error: NetworkError) -> None:
    """What came to nothing costs nothing; and a network knows best when its budget is used up."""
    if isinstance(error, NotSent | NotYet):
        await give_back(session, ending.charges)
    elif isinstance(error, RateLimited) and error.granted is not None:
        await use_up(session, ending.charges, error.granted)


def _outcome(error: NetworkError) -> str:
    if isinstance(error, Unconfirmed):
        return "unconfirmed"
    return "not_sent" if isinstance(error, NotSent) else "rejected"


def _reaction(
    ending: Ending, error: NetworkError, now: datetime, silent_until: datetime | None
) -> Step:
    values: dict[str, Any] = {
        "error_code": error.code,
        "error_detail": error.detail,
        "error_advice": error.advice or None,
    }
    match error:
        case Unconfirmed():
            values["due_at"] = now + FIRST_LOOK
            values["tries"] = ending.case.delivery.tries + (silent_until is None)
            return Step("unconfirmed", error.kind, ending.attempt_id, values)
        case AccountTrouble():
            return Step("paused", error.kind, ending.attempt_id, values)
        case Rejected():
            return Step("rejected", error.kind, ending.attempt_id, values)
        case RateLimited():
            return _limited(ending, error, now, values)
        case NotYet():
            return _not_yet(ending, error, now)
        case _:
            return _transient(ending, error, now, silent_until, values)


def _limited(ending: Ending, error: RateLimited, now: datetime, values: dict[str, Any]) -> Step:
    """A wait that is no failure: it costs no try, and what was promised for then is not late."""
    delivery = ending.case.delivery
    due_at = max(error.until, now)
    if error.granted is not None:
        due_at = max([charge.ends_at for charge in ending.charges], default=due_at)
    values["tries"] = delivery.tries
    values["deadline_at"] = max(delivery.deadline_at, due_at + LATE_AFTER)
    if error.granted is None:
        return _again(ending, error.kind, due_at, values)
    # It does not keep its turn: whoever comes next is to hear of the same wait, and goes after it.
    told = {"error_code": None, "error_detail": str(error.granted), "error_advice": None}
    values |= {"due_at": due_at, "holds_until": None, **told}
    return Step("retrying", "budget", ending.attempt_id, values)


def _not_yet(ending: Ending, error: NotYet, now: datetime) -> Step:
    """A wait for what goes well: no complaint, no try used, and it does not make a post late."""
    delivery = ending.case.delivery
    due_at = max(error.until, now)
    deadline_at = max(delivery.deadline_at, due_at + LATE_AFTER)
    values = {**without_error(), "tries": delivery.tries, "deadline_at": deadline_at}
    return _again(ending, error.kind, due_at, values)


def _transient(
    ending: Ending,
    error: NetworkError,
    now: datetime,
    silent_until: datetime | None,
    values: dict[str, Any],
) -> Step:
    """Where nothing answers, a try costs nothing, and it is due again when others may try.

    So it is where an error says itself when trying makes sense again.
    """
    tries = ending.case.delivery.tries
    if isinstance(error, Transient) and error.until:
        values["tries"] = tries
        return _again(ending, error.kind, max(error.until, now), values)
    if silent_until is not None:
        values["tries"] = tries
        return _again(ending, error.kind, min(now + backoff(tries), silent_until), values)
    values["tries"] = tries + 1
    if tries + 1 >= TRIES:
        return Step("failed", "tries", ending.attempt_id, values)
    return _again(ending, error.kind, now + backoff(tries + 1), values)


def _again(ending: Ending, reason: str, due_at: datetime, values: dict[str, Any]) -> Step:
    holds_until = ending.case.delivery.holds_until or due_at + KEEPS_TURN
    values |= {"due_at": due_at, "holds_until": min(holds_until, due_at + KEEPS_TURN)}
    return Step("retrying", reason, ending.attempt_id, values)
