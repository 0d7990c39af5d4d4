"""What a worker publishes with, and how it writes what became of a delivery."""

from dataclasses import dataclass, field

import structlog

from db.deliveries.loading import DeliveryCase
from db.deliveries.steps import Step, move
from services.delivery.originals import Originals
from services.delivery.outcomes import Ending, fail
from services.delivery.room import Room
from services.deps import Deps
from services.errors import NetworkError
from services.media.workshop import Workshop

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Hands:
    """A worker's own: its number stands in every row that it changes."""

    deps: Deps
    worker_id: int
    originals: Originals
    workshop: Workshop
    room: Room = field(default_factory=Room)

    @classmethod
    def of(cls, deps: Deps, worker_id: int) -> "Hands":
        """The hands of a worker of this process."""
        return cls(deps, worker_id, Originals(deps), Workshop(deps.settings.media_dir))

    async def step(self, case: DeliveryCase, step: Step) -> None:
        """Move a delivery of this worker on."""
        async with self.deps.db.begin() as session:
            await move(
                session,
                case.delivery.id,
                step,
                frm=("publishing",),
                now=self.deps.clock.now(),
                worker_id=self.worker_id,
            )

    async def fail(self, ending: Ending, error: NetworkError) -> None:
        """Write how a call ended, other than well; what its card does not say stands in the log."""
        async with self.deps.db.begin() as session:
            await fail(session, ending, error, now=self.deps.clock.now())
        log.info(
            "publishing.failed",
            delivery=ending.case.delivery.id,
            network=ending.case.account.network,
            kind=error.kind,
            why=str(error),
        )
