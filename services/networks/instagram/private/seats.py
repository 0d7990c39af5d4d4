"""Where clients sit: each in a thread of its own, which nobody else enters.

instagrapi's client is synchronous and not made for two threads. The library is loaded in the first
of them, when the first personal account is used.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.networks.instagram.private.line import Line
from services.networks.instagram.private.session import Session, opening
from services.networks.instagram.private.wayout import WayOut
from services.networks.threads import Answer, to_its_end

if TYPE_CHECKING:
    from services.networks.instagram.private.library import QuietClient

_MOST = 64

Job = Callable[["QuietClient"], Answer]


@dataclass(slots=True)
class _Seat:
    """One client and its thread; `users` are the calls that wait for it or run."""

    thread: ThreadPoolExecutor
    client: "QuietClient | None" = None
    users: int = 0


class Seats:
    """The clients of this process, by session.

    Args:
        secret: From which the devices follow.
        sandbox: Whether Instagram is pretended.
    """

    def __init__(self, secret: bytes, *, sandbox: bool) -> None:
        self._secret = secret
        self._sandbox = sandbox
        self._seats: dict[str, _Seat] = {}

    async def run(self, session: Session, way: WayOut, line: Line, job: Job[Answer]) -> Answer:
        """Do a job with a session's client; returns or raises only when its thread is done.

        An irrevocable call is not stopped by cancellation; its time limit ends it.
        """
        seat = self._seat(f"{session.name} {way.proxy} {way.ca}")
        seat.users += 1
        try:
            loop = asyncio.get_running_loop()
            work = loop.run_in_executor(seat.thread, self._work, seat, session, way, line, job)
            return await to_its_end(work, line)
        finally:
            seat.users -= 1

    async def close(self) -> None:
        """Let every client and thread go; calls that run are waited for."""
        seats, self._seats = list(self._seats.values()), {}
        await asyncio.gather(*(asyncio.to_thread(_leave, seat) for seat in seats))

    def _work(
        self, seat: _Seat, session: Session, way: WayOut, line: Line, job: Job[Answer]
    ) -> Answer:
        from services.networks.instagram.private.library import QuietClient, use  # noqa: PLC0415

        if seat.client is None:
            known = session.settings or opening(session, self._secret)
            seat.client = QuietClient(known, proxy=way.proxy, ca=way.ca, sandbox=self._sandbox)
        return job(use(seat.client, line))

    def _seat(self, name: str) -> _Seat:
        """The seat of a session on its way; whoever has not been used for longest makes room."""
        seat = self._seats.pop(name, None)
        if seat is None:
            seat = _Seat(ThreadPoolExecutor(1, thread_name_prefix="instagram"))
        self._seats[name] = seat
        idle = [known for known, one in self._seats.items() if not one.users and one is not seat]
        for known in idle[: max(0, len(self._seats) - _MOST)]:
            _leave(self._seats.pop(known))
        return seat


def _leave(seat: _Seat) -> None:
    """A client is closed where it worked: its connections belong to that thread."""
    if seat.client:
        seat.thread.submit(seat.client.close)
    seat.thread.shutdown(wait=True)
