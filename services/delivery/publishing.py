"""Publishing one delivery, part by part."""

from dataclasses import dataclass
from datetime import timedelta

from db.deliveries.loading import DeliveryCase, load, write_parts
from db.deliveries.steps import Step
from db.deliveries.tables import PartRow
from services.content import Content
from services.delivery.cases import case_account, case_content
from services.delivery.hands import Hands
from services.delivery.outcomes import Ending
from services.delivery.parts import PartPublisher
from services.delivery.questions import ask_late
from services.delivery.refreshing import freshen, is_stale
from services.errors import NetworkError, Transient, VaultError
from services.networks.base import Account, Network

_ON_AGAIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Publisher:
    """Publishes deliveries that a worker has taken. Tells nobody how it went but the rows."""

    hands: Hands

    async def publish(self, delivery_id: int) -> None:
        """Carry a taken delivery to its next state.

        Whatever a network does ends in a row. An exception out of here is a defect or a lost
        database, and leaves a row that the sweep will find.
        """
        deps = self.hands.deps
        async with deps.db.begin() as session:
            case = await load(session, delivery_id)
        if is_stale(deps, case.account):
            try:
                await freshen(deps, case.account.id)
            except NetworkError as error:
                return await self.hands.fail(Ending(case, self.hands.worker_id), error)
            async with deps.db.begin() as session:
                case = await load(session, delivery_id)
        if case.account.state == "unlinked":
            await self.hands.step(case, Step("cancelled", "unlinked"))
        elif case.account.state == "paused":
            await self.hands.step(case, Step("paused", case.account.trouble))
        elif not case.begun and deps.clock.now() > case.delivery.deadline_at:
            await ask_late(deps, case, worker_id=self.hands.worker_id)
        else:
            await self._publish(case)
        return None

    async def _publish(self, case: DeliveryCase) -> None:
        ending = Ending(case, self.hands.worker_id)
        network = self.hands.deps.networks.get(case.account.network)
        if network is None:
            return await self._wait_until_on(case)
        try:
            account = case_account(case, self.hands.deps.vault)
            content = case_content(case)
            parts = await self._parts(case, network, content, account)
        except VaultError as error:
            return await self.hands.fail(ending, error.trouble)
        except NetworkError as error:
            return await self.hands.fail(ending, error)
        last_known, posted = case.last_known, list[str]()
        for row in parts:
            if row.external_ids is None:
                part = PartPublisher(
                    self.hands, case, network, content, account, row, last_known, tuple(posted)
                )
                if not await part.publish():
                    return None
                last_known = part.last_known
                posted += part.published
            else:
                posted += row.external_ids
        return None

    async def _wait_until_on(self, case: DeliveryCase) -> None:
        """A network that was switched off has not failed, and may be switched on again."""
        until = self.hands.deps.clock.now() + _ON_AGAIN
        off = Transient(case.account.network, advice="network-is-off", until=until)
        await self.hands.fail(Ending(case, self.hands.worker_id, elsewhere=True), off)

    async def _parts(
        self, case: DeliveryCase, network: Network, content: Content, account: Account
    ) -> list[PartRow]:
        """The frozen plan, or a fresh one as long as nothing has been attempted."""
        if case.attempted:
            return list(case.parts)
        planned = network.plan(content, account)
        stored = [(row.number, row.kind, row.plan) for row in case.parts]
        fresh = [(part.number, part.kind, part.plan) for part in planned]
        if stored == fresh:
            return list(case.parts)
        # The rows of the old plan are all that knows of what was uploaded for it.
        for row in case.parts:
            if row.checkpoint:
                await network.discard(row.checkpoint, account)
        async with self.hands.deps.db.begin() as session:
            await write_parts(session, case.delivery.id, fresh)
        return [
            PartRow(
                delivery_id=case.delivery.id, number=number, kind=kind, plan=plan, checkpoint={}
            )
            for number, kind, plan in fresh
        ]
