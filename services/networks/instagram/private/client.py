"""Calls of the private API: each in its session's own thread, each ending in one of our errors.

The library's helpers for reading swallow refusals (a 429 becomes an empty list, a medium is
remembered for ever), so reading goes through its one plain request.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import requests

from services.clock import Clock
from services.errors import NetworkError, Transient
from services.networks.base import Json
from services.networks.instagram.private.errors import failure, not_taken
from services.networks.instagram.private.line import Line
from services.networks.instagram.private.seats import Seats
from services.networks.instagram.private.session import Session
from services.networks.instagram.private.uploading import NotTakenError
from services.networks.instagram.private.wayout import Directions
from services.networks.window import SendWindow
from services.rates import Pace, Rate

if TYPE_CHECKING:
    from services.networks.instagram.private.library import QuietClient

Answer = TypeVar("Answer")


class PrivateClient:
    """Asks Instagram, and posts to it, with sessions.

    Args:
        clock: Tells until when a refused call has to wait.
        pace: Waits for a harmless call's turn; irrevocable ones have theirs booked before.
        seats: Where the library's clients sit.
        directions: By which way calls leave.
        limit_s: How long one call may take.
    """

    def __init__(
        self, clock: Clock, pace: Pace, seats: Seats, directions: Directions, *, limit_s: float
    ) -> None:
        self._limit_s = limit_s
        self._clock = clock
        self._pace = pace
        self._seats = seats
        self._directions = directions

    async def member(self, session: Session) -> Json:
        """Who the member is.

        Raises:
            NetworkError: The session does not work.
        """

        def ask(client: "QuietClient") -> Json:
            return client.private_request(f"users/{session.pk}/info/")

        return _object(await self.ask(session, ask), "user")

    async def newest(self, session: Session, count: int) -> Json:
        """The newest posts of the member, with the page that they came in.

        Raises:
            NetworkError: Nobody can say; an empty list is one that Instagram has sent.
        """

        def ask(client: "QuietClient") -> Json:
            return client.private_request(
                f"feed/user/{session.pk}/", params={"count": count, "exclude_comment": "true"}
            )

        page = await self.ask(session, ask)
        if not isinstance(page.get("items"), list):
            raise Transient("Instagram", "an answer of another shape")
        return page

    async def delete(self, session: Session, pk: str) -> None:
        """Take down a post.

        Raises:
            NetworkError: As the tree says.
        """

        def ask(client: "QuietClient") -> Json:
            name = f"{pk}_{session.pk}"
            told = client.with_default_data({"media_id": name})
            return client.private_request(f"media/{name}/delete/", told)

        await self.ask(session, ask)

    async def log_out(self, session: Session) -> None:
        """End the session.

        Raises:
            NetworkError: `LoginNeeded` if it is over already.
        """

        def ask(client: "QuietClient") -> Json:
            return client.private_request("accounts/logout/", {"one_tap_app_login": True})

        await self.ask(session, ask)

    async def ask(self, session: Session, job: "Callable[[QuietClient], Answer]") -> Answer:
        """Do a job that may be repeated.

        Raises:
            NetworkError: Of any class but `Unconfirmed`.
        """
        await self._pace([Rate(f"instagram:private:{session.pk}", count=2, per_s=3.0, burst=2)])
        return await self._do(session, Line(self._limit_s), job)

    async def post(
        self, session: Session, job: "Callable[[QuietClient], Answer]", window: SendWindow
    ) -> Answer:
        """Do a job that must not be repeated, unless its window has been missed.

        Raises:
            NetworkError: `Unconfirmed` when nobody can know whether Instagram acted.
        """
        return await self._do(session, Line(self._limit_s, window), job)

    async def settings(self, session: Session) -> dict[str, Any]:
        """The library's settings as they are now."""
        way = await self._directions.way()
        return await self._seats.run(
            session, way, Line(self._limit_s), lambda client: client.get_settings()
        )

    async def close(self) -> None:
        """Let every client go; calls that run are waited for."""
        await self._seats.close()
        self._directions.forget()

    async def _do(
        self, session: Session, line: Line, job: "Callable[[QuietClient], Answer]"
    ) -> Answer:
        way = await self._directions.way()

        def safely(client: "QuietClient") -> Answer | NetworkError:
            return self._answer(client, line, job)

        answer = await self._seats.run(session, way, line, safely)
        if isinstance(answer, NetworkError):
            raise answer
        return answer

    def _answer(
        self, client: "QuietClient", line: Line, job: "Callable[[QuietClient], Answer]"
    ) -> Answer | NetworkError:
        """The job's answer, or the error to raise: raised here, it would carry the library's."""
        now = self._clock.now()
        try:
            return job(client)
        except NotTakenError as error:
            response = error.response
            return not_taken(response.status_code, _told(response), line, now)
        except Exception as error:  # noqa: BLE001 - the library raises anything, also its own bugs
            return failure(getattr(error, "error", error), line, now)


def _told(response: requests.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return None


def _object(answer: Json, name: str) -> Json:
    told = answer.get(name)
    if not isinstance(told, dict):
        raise Transient("Instagram", "an answer of another shape")
    return told
