"""A worker that can die, again and again, of anything that it does to the world."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy.exc import DBAPIError

from bot.wiring import open_deps
from services.delivery.engine import Engine
from services.delivery.life import WorkerLife, worker_life
from services.deps import Deps
from services.networks.registry import sandbox_addresses
from services.networks.vk import VkNetwork
from services.networks.vk.settings import VkSettings
from tests.proof.disk import living
from tests.proof.gate import Gate
from tests.proof.lifeline import Lifeline
from tests.proof.stage import Stage
from tests.proof.wires import HttpWire, PostgresWire, RedisWire, Wire

_INSIST_S = 0.01


@dataclass(frozen=True, slots=True)
class MortalWorker:
    """Parts that many workers live with, one after the other, and the gates in front of them.

    Only parts that know nothing of deliveries outlive a worker; no connection does.
    """

    deps: Deps
    gates: tuple[Gate, ...]
    engine: Callable[[Deps, WorkerLife], Engine] = Engine

    async def live(self, life: Lifeline) -> None:
        """Take what is due and publish it, until done or dead; and be dead then."""
        for gate in self.gates:
            gate.life = life
        working = asyncio.create_task(self._work(life))
        dying = asyncio.create_task(life.dead.wait())
        await asyncio.wait({working, dying}, return_when=asyncio.FIRST_COMPLETED)
        dying.cancel()
        while not working.done():
            working.cancel()
            await asyncio.wait({working}, timeout=_INSIST_S)
        with suppress(asyncio.CancelledError):
            working.result()
        await self.forget_connections()

    async def _work(self, life: Lifeline) -> None:
        living.set((life, self.deps.settings.data_dir))
        async with worker_life(self.deps, kind="worker", on_lost=life.die) as me:
            life.counting = True
            # As its loop would: a lost database is no reason to end.
            with suppress(DBAPIError, OSError):
                await self.engine(self.deps, me).turn()
            life.counting = False
            life.die()

    async def forget_connections(self) -> None:
        """Drop what is left of them, so that every life begins with none."""
        for gate in self.gates:
            gate.life.die()
        await self.deps.db.engine.dispose()
        # Redis' pool notices a lost connection only when it is used, and the bell may fail.
        await self.deps.bell.ring()


@asynccontextmanager
async def mortal_worker(stage: Stage) -> AsyncIterator[MortalWorker]:
    """A worker of this stage who reaches everything through gates."""
    settings = stage.settings
    async with AsyncExitStack() as stack:
        gates: list[Gate] = []

        async def through(name: str, url: str, wire: type[Wire]) -> str:
            parts = urlsplit(url)
            assert parts.port is not None
            gate = await stack.enter_async_context(
                Gate(name, parts.port, wire, keeps=name == "postgresql")
            )
            gates.append(gate)
            netloc = parts.netloc.replace(f":{parts.port}", f":{gate.port}")
            return urlunsplit(parts._replace(netloc=netloc))

        behind = settings.model_copy(
            update={
                "database_url": await through("postgresql", settings.database_url, PostgresWire),
                "redis_url": await through("redis", settings.redis_url, RedisWire),
                "telegram_api_url": await through("telegram", settings.telegram_api_url, HttpWire),
            }
        )
        addresses = sandbox_addresses(settings.telegram_api_url)
        vk_url = await through("vk", addresses["VK_API_URL"], HttpWire)
        deps = await stack.enter_async_context(open_deps(behind, stage.clock))
        vk = VkNetwork(behind, stage.clock, deps.limiter.wait, VkSettings(api_url=vk_url))
        stack.push_async_callback(vk.close)
        networks = {**deps.networks, vk.key: vk, stage.shelf.key: stage.shelf}
        worker = MortalWorker(replace(deps, networks=networks), tuple(gates))
        await worker.forget_connections()
        yield worker
