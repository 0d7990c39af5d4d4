"""One part of a delivery: prepare it, commit an attempt, make the one call, record how it ended."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypedDict

import structlog

from db.accounts import seal_number_of
from db.database import AWAY, DEFECTS
from db.deliveries.attempts import Intention, open_attempt
from db.deliveries.loading import DeliveryCase, save_checkpoint
from db.deliveries.steps import Step, move
from db.deliveries.tables import PartRow
from services.content import Content
from services.delivery.budgets import check, give_back, take
from services.delivery.cases import checkpoint_field, part_of
from services.delivery.hands import Hands
from services.delivery.materials import Materials
from services.delivery.outcomes import Ending, fail, newest, succeed
from services.delivery.progress import Share
from services.errors import NetworkError, RateLimited, Unconfirmed, VaultError
from services.networks.base import Accepted, Account, Json, Network, Part, Prepared, Work
from services.networks.window import SEND_WINDOW_S, SendWindow
from services.vault import Sealed

log = structlog.get_logger()

_PACE_PATIENCE_S = 20.0
_RECORDING_PAUSE_S = 0.5


class _Place(TypedDict):
    """Whose a sealed word is, as the vault wants to know."""

    account_id: int
    space_id: int
    field: str


@dataclass(slots=True)
class PartPublisher:
    """One part of one delivery on its way out.

    `posted` are the ids of the parts before it, `published` then its own.
    """

    hands: Hands
    case: DeliveryCase
    network: Network
    content: Content
    account: Account
    row: PartRow
    last_known: int | None
    posted: Sequence[str] = ()
    published: Sequence[str] = ()
    materials: Materials = field(init=False)

    def __post_init__(self) -> None:
        self.materials = Materials(self.hands, self.case, Share(len(self.content.media)))

    async def publish(self) -> bool:
        """Prepare, wait for the pace, commit an attempt, call, record. True: go on."""
        async with self.materials:
            return await self._publish(part_of(self.row))

    async def _publish(self, part: Part) -> bool:
        try:
            await self._check_budgets(part)
            prepared = await self.network.prepare(part, self.content, self.account, self._work())
        except NetworkError as error:
            elsewhere = self.materials.failed_elsewhere
            ending = Ending(self.case, self.hands.worker_id, elsewhere=elsewhere)
            await self.hands.fail(ending, error)
            return False
        if not await self._wait_for_the_pace(part):
            return False
        return await _to_the_end(self._attempt(part, prepared))

    async def _check_budgets(self, part: Part) -> None:
        """Nothing is uploaded for a post that cannot go today."""
        charges = self.network.budgets(self.account, part, self.hands.deps.clock.now())
        if charges:
            async with self.hands.deps.db.begin() as session:
                await check(session, charges)

    async def _attempt(self, part: Part, prepared: Prepared) -> bool:
        """From the commit of the attempt to the record of its outcome."""
        attempt_id, now = uuid.uuid4(), self.hands.deps.clock.now()
        window = SendWindow(str(attempt_id))
        charges = self.network.budgets(self.account, part, now)
        ending = Ending(self.case, self.hands.worker_id, attempt_id, charges)
        if not await self._open(ending, self._intention(attempt_id, prepared, now), now):
            return False
        try:
            accepted = await self.network.publish(prepared, self.account, window)
        except NetworkError as error:
            return await self._record_failure(ending, error)
        except Exception as error:
            log.exception("publishing.unlisted_error", kind=type(error).__name__)
            unlisted = Unconfirmed("unlisted", type(error).__name__)
            return await self._record_failure(ending, unlisted)
        return await self._record_success(ending, accepted)

    def _intention(self, attempt_id: uuid.UUID, prepared: Prepared, now: datetime) -> Intention:
        send_before = now + timedelta(seconds=SEND_WINDOW_S)
        return Intention(
            id=attempt_id,
            delivery_id=self.case.delivery.id,
            part_number=self.row.number,
            revision=self.case.revision.number,
            worker_id=self.hands.worker_id,
            evidence=prepared.evidence,
            send_before=send_before,
            gives_up_at=send_before + timedelta(seconds=self.network.limits.call_timeout_s),
        )

    async def _open(self, ending: Ending, intention: Intention, now: datetime) -> bool:
        """Commit to the call and to what it costs, together; False when it must not be made."""
        async with self.hands.deps.db.begin() as session:
            try:
                await take(session, ending.charges)
            except RateLimited as error:
                await fail(session, replace(ending, attempt_id=None), error, now=now)
                return False
            if await open_attempt(session, intention, now=now):
                return True
            await give_back(session, ending.charges)
            # It would wait again, if it had not been called off; so it ends, and says by whom.
            await move(
                session,
                self.case.delivery.id,
                Step("retrying", "called_off", values={"due_at": now}),
                frm=("publishing",),
                now=now,
                worker_id=self.hands.worker_id,
            )
        return False

    async def _record_success(self, ending: Ending, accepted: Accepted) -> bool:
        async def record() -> None:
            async with self.hands.deps.db.begin() as session:
                await succeed(
                    session,
                    ending,
                    self.row.number,
                    ids=accepted.ids,
                    url=accepted.url,
                    now=self.hands.deps.clock.now(),
                )

        await self._insist(record)
        self.last_known = newest(accepted.ids, self.last_known)
        self.published = accepted.ids
        return True

    async def _record_failure(self, ending: Ending, error: NetworkError) -> bool:
        await self._insist(lambda: self.hands.fail(ending, error))
        return False

    async def _insist(self, record: Callable[[], Awaitable[None]]) -> None:
        """An outcome is known only here: the database gets it as long as this process lives."""
        while True:
            try:
                await record()
            except DEFECTS:
                raise
            except AWAY as error:
                log.warning("publishing.record_again", why=type(error).__name__)
                await self.hands.deps.clock.sleep(_RECORDING_PAUSE_S)
            else:
                return

    async def _wait_for_the_pace(self, part: Part) -> bool:
        """Book a moment; one that is far away is waited for in the table, not in memory."""
        deps = self.hands.deps
        rates = self.network.rates(self.account, part)
        slot = await deps.limiter.book(rates, patience_s=_PACE_PATIENCE_S)
        if slot.booked:
            await deps.clock.sleep(slot.wait_s)
            return True
        due_at = deps.clock.now() + timedelta(seconds=slot.wait_s)
        values = {"due_at": due_at}
        await self.hands.step(self.case, Step("retrying", "pacing", values=values))
        return False

    def _work(self) -> Work:
        return Work(
            key=self._key,
            checkpoint=dict(self.row.checkpoint),
            save=self._save,
            file=self.materials.file,
            progress=self.materials.progress,
            fit=self.materials.fit,
            link=self._link,
            seal=self._seal,
            open=self._open_sealed,
            keep=self._keep,
            last_known=None if self.last_known is None else str(self.last_known),
            posted=tuple(self.posted),
        )

    @property
    def _key(self) -> str:
        return f"{self.case.delivery.id}/{self.row.number}"

    def _link(self, path: Path, mime_type: str) -> str:
        return self.hands.deps.links.sign(path, mime_type, self.hands.deps.clock.now())

    def _seal(self, text: str) -> str:
        return self.hands.deps.vault.seal(text, **self._place).packed

    def _open_sealed(self, packed: str) -> str:
        try:
            return self.hands.deps.vault.open(Sealed.unpack(packed), **self._place)
        except VaultError as error:
            raise error.trouble from None

    @property
    def _place(self) -> "_Place":
        """Where a sealed word of this part belongs: elsewhere it does not open."""
        return _Place(
            account_id=self.case.account.id,
            space_id=self.case.delivery.space_id,
            field=checkpoint_field(self.case.delivery.id, self.row.number),
        )

    async def _keep(self, changed: Mapping[str, str]) -> None:
        deps, held = self.hands.deps, self.account.credentials
        async with deps.db.begin() as session:
            account, now = self.case.account, deps.clock.now()
            if await deps.vault.change(
                session, account.id, account.space_id, before=held, after=changed, now=now
            ):
                account.seal_number = await seal_number_of(session, account.id)
        self.account = replace(self.account, credentials={**held, **changed})

    async def _save(self, checkpoint: Json) -> None:
        async with self.hands.deps.db.begin() as session:
            await save_checkpoint(
                session,
                self.case.delivery.id,
                self.row.number,
                checkpoint,
                worker_id=self.hands.worker_id,
            )


async def _to_the_end(attempt: Coroutine[None, None, bool]) -> bool:
    """Run an attempt to its recorded end, even when the task around it is cancelled."""
    running = asyncio.create_task(attempt)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await running
        raise
