"""A worker that can die, again and again, of anything that it does to the world."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

import pytest
from sqlalchemy.exc import DBAPIError

from bot.wiring import open_deps
from services.delivery.engine import Engine
from services.delivery.life import WorkerLife, worker_life
from services.deps import Deps
from services.networks.registry import load_networks, sandbox_addresses
from tests.proof.disk import living
from tests.proof.gate import Gate
from tests.proof.lifeline import Lifeline
from tests.proof.stage import Stage
from tests.proof.wires import HttpWire, PostgresWire, RedisWire, Wire

_INSIST_S = 0.01
_REMEMBER_NOTHING = frozenset({"telegram", "vk"})
"""Networks that may outlive a worker: to open them takes long, and they keep no tokens."""

Waiting = Callable[[], Awaitable[bool]]
"""Lets time pass if a post waits for its network; whether it did."""


@dataclass(frozen=True, slots=True)
class MortalWorker:
    """Parts that many workers live with, one after the other, and the gates in front of them.

    Only parts that know nothing of deliveries outlive a worker; no connection does, and nothing
    that a network remembers.
    """

    stage: Stage
    deps: Deps
    gates: tuple[Gate, ...]
    engine: Callable[[Deps, WorkerLife], Engine] = Engine

    async def live(self, life: Lifeline, waiting: Waiting) -> None:
        """Take what is due and publish it, until done or dead; and be dead then."""
        self._belong_to(life)
        async with self._networks() as deps:
            working = asyncio.create_task(self._work(deps, life, waiting))
            dying = asyncio.create_task(life.dead.wait())
            await asyncio.wait({working, dying}, return_when=asyncio.FIRST_COMPLETED)
            dying.cancel()
            while not working.done():
                working.cancel()
                await asyncio.wait({working}, timeout=_INSIST_S)
            with suppress(asyncio.CancelledError):
                working.result()
        await self.forget_connections()

    async def _work(self, deps: Deps, life: Lifeline, waiting: Waiting) -> None:
        living.set((life, deps.settings.data_dir))
        async with worker_life(deps, kind="worker", on_lost=life.die) as me:
            life.counting = True
            try:
                engine = self.engine(deps, me)
                await engine.turn()
                while await waiting():
                    await engine.turn()
            except (DBAPIError, OSError):
                # As its loop would: a lost database is no reason to end.
                if not life.is_hurt:
                    raise
            life.counting = False
            life.die()

    @asynccontextmanager
    async def _networks(self) -> AsyncIterator[Deps]:
        """What a worker has, with networks of its own."""
        deps = self.deps
        async with AsyncExitStack() as stack:
            networks = {**deps.networks, self.stage.shelf.key: self.stage.shelf}
            for key, network in load_networks().items():
                if key not in _REMEMBER_NOTHING:
                    opened = network(deps.settings, deps.clock, deps.limiter.wait)
                    stack.push_async_callback(opened.close)
                    networks[key] = opened
            yield replace(deps, networks=networks)

    async def forget_connections(self) -> None:
        """Drop what is left of them, so that every life begins with none."""
        for gate in self.gates:
            gate.life.die()
        await self.deps.db.engine.dispose()
        # Redis' pool notices a lost connection only when it is used, and the bell may fail.
        await self.deps.bell.ring()
        # A network may have named an address behind a gate, where the survivor goes on.
        self._belong_to(Lifeline())

    def _belong_to(self, life: Lifeline) -> None:
        for gate in self.gates:
            gate.life = life


@asynccontextmanager
async def mortal_worker(stage: Stage) -> AsyncIterator[MortalWorker]:
    """A worker of this stage who reaches everything through gates."""
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

        settings = stage.settings
        origin = settings.telegram_api_url
        environment = stack.enter_context(pytest.MonkeyPatch.context())
        urls = {
            name: await through(name.removesuffix("_API_URL").lower(), url, HttpWire)
            for name, url in sandbox_addresses(origin).items()
        }
        for name, url in urls.items():
            environment.setenv(name, url)
        behind = settings.model_copy(
            update={
                "database_url": await through("postgresql", settings.database_url, PostgresWire),
                "redis_url": await through("redis", settings.redis_url, RedisWire),
                "telegram_api_url": urls["TELEGRAM_API_URL"],
            }
        )
        deps = await stack.enter_async_context(open_deps(behind, stage.clock))
        worker = MortalWorker(stage, deps, tuple(gates))
        await worker.forget_connections()
        yield worker
