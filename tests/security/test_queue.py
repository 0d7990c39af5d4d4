"""Case 65: whoever can write to Redis gains no code in the worker."""

import asyncio
import pickle
import time
from contextlib import suppress
from pathlib import Path

from arq.constants import job_key_prefix
from redis.asyncio import Redis

from bot.worker import run_worker
from db.deliveries.tables import Delivery
from services.bell import QUEUE
from tests.flows.house import Chat, House
from tests.flows.linking import only_delivery, with_channel
from tests.people import ALICE
from tests.sandbox_control import KITCHEN, eventually


class Payload:
    """Touches a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        """What a pickle runs when it is read."""
        return eval, (f"open({str(self.path)!r}, 'w').close()",)


async def test_case_65_a_pickle_on_the_queue_is_thrown_away_and_runs_nothing(
    house: House, alice: Chat, tmp_path: Path
) -> None:
    proof = tmp_path / "executed"
    await with_channel(alice)
    await alice.say("Soup")
    async with Redis.from_url(house.deps.settings.redis_url) as redis:
        for number, protocol in enumerate(range(pickle.HIGHEST_PROTOCOL + 1)):
            body = pickle.dumps({"t": 1, "f": Payload(proof), "a": (), "k": {}}, protocol)
            await redis.set(f"{job_key_prefix}evil-{number}", body)
            await redis.zadd(QUEUE, {f"evil-{number}": time.time() * 1000})
        worker = asyncio.create_task(run_worker(house.deps))

        async def is_empty() -> bool:
            return bool(await redis.zcard(QUEUE) == 0)

        async def is_published() -> bool:
            row: Delivery = await only_delivery(house)
            return row.state == "published"

        try:
            await eventually(is_empty)
            await house.control.press_text(ALICE, "🚀 Publish")
            await house.settle(publishing=False)
            await eventually(is_published)
        finally:
            worker.cancel()
            with suppress(asyncio.CancelledError):
                await worker
    assert not proof.exists()
    assert len(await house.control.visible("telegram", KITCHEN)) == 1
    pickle.loads(pickle.dumps(Payload(proof)))  # noqa: S301 - it would have worked
    assert proof.exists()
