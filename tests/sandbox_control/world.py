"""What tests see and turn: state, clock, walls, journal, faults."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import aiohttp

from tests.sandbox_control.wire import ControlRefusedError, Json, Wire


class World(Wire):
    """The world as a whole."""

    async def state(self) -> Json:
        """People, chats, walls, communities, faults, settings, `now` and `seq`."""
        return await self.get_json("state")

    async def inject(self, update: Json, *, lane: int = 0) -> int:
        """Give the bot an update of any shape, such as one that no library understands."""
        return int((await self.post_json("updates", {"update": update, "lane": lane}))["update_id"])

    async def reset(self) -> None:
        """Start afresh with the seeded people; the clock stays."""
        await self.post_json("reset")

    async def settings(self, **wanted: Any) -> Json:
        """Turn switches; says how all of them stand."""
        return await self.post_json("settings", wanted)

    async def advance(self, seconds: float) -> datetime:
        """Move the clock that everybody shares."""
        answer = await self.post_json("clock", {"advance_s": seconds})
        return datetime.fromisoformat(answer["now"])

    async def now(self) -> datetime:
        """Sandbox time."""
        return datetime.fromisoformat((await self.state())["now"])

    async def wall(self, network: str, target: str | int) -> list[Json]:
        """Entries of one wall, oldest first, deleted ones included."""
        entries: list[Json] = (await self.get_json(f"walls/{network}/{target}"))["entries"]
        return entries

    async def visible(self, network: str, target: str | int, *, ours: bool = True) -> list[Json]:
        """Entries that the public sees now; `ours` leaves out what people posted by hand."""
        return [
            entry
            for entry in await self.wall(network, target)
            if entry["state"] == "visible" and (entry["request_id"] is not None or not ours)
        ]

    async def ledger(self) -> list[Json]:
        """Entries of all walls."""
        entries: list[Json] = (await self.get_json("ledger"))["entries"]
        return entries

    async def journal(
        self, *, since: int = 0, network: str | None = None, method: str | None = None
    ) -> list[Json]:
        """Requests that arrived, oldest first."""
        requests: list[Json] = (await self.get_json(f"journal?since={since}"))["requests"]
        return [
            record
            for record in requests
            if network in {None, record["network"]} and method in {None, record["method"]}
        ]

    async def events(self, since: int = 0) -> AsyncIterator[Json]:
        """What changes, as it changes."""
        timeout = aiohttp.ClientTimeout(total=None)
        address = f"{self.url}/control/events?since={since}"
        async with self.session().get(address, timeout=timeout) as stream:
            async for line in stream.content:
                if line.startswith(b"data: "):
                    yield json.loads(line[len(b"data: ") :])

    async def add_fault(
        self,
        network: str,
        method: str,
        kind: str,
        *,
        times: int | None = 1,
        skip: int = 0,
        target: str | int | None = None,
        **params: Any,
    ) -> Json:
        """Order a fault."""
        fault: Json = {"network": network, "method": method, "kind": kind, "params": params}
        fault |= {"times": times, "skip": skip}
        return await self.post_json(
            "faults", fault | {"target": None if target is None else str(target)}
        )

    async def remove_fault(self, fault_id: int) -> None:
        """Call off a fault; that it has already happened is fine."""
        try:
            await self.call("DELETE", f"faults/{fault_id}")
        except ControlRefusedError as error:
            if error.status != 404:
                raise

    async def remove_faults(self) -> None:
        """Call off all faults."""
        await self.call("DELETE", "faults")

    @asynccontextmanager
    async def fault(
        self, network: str, method: str, kind: str, *, times: int | None = None, **wish: Any
    ) -> AsyncIterator[Json]:
        """A fault that lasts as long as the block (or `times`)."""
        ordered = await self.add_fault(network, method, kind, times=times, **wish)
        try:
            yield ordered
        finally:
            await self.remove_fault(ordered["id"])
