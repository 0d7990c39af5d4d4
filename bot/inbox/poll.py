"""The poll loop: raw getUpdates, acknowledged only after the commit.

aiogram's own polling acknowledges a batch while its handlers still run, and stops for ever at an
update that it cannot decode.

Source: https://core.telegram.org/bots/api#getupdates
"""

import asyncio
import json
from http import HTTPStatus
from typing import Any

import aiohttp
import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.inbox.reading import split_updates
from bot.inbox.store import ALLOWED_UPDATES, Inbox
from services.deps import Deps

log = structlog.get_logger()

_BATCH = 100
_LONG_POLL_S = 25
_CALL_TIMEOUT = aiohttp.ClientTimeout(total=_LONG_POLL_S + 15, sock_connect=10)
_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 30.0
_REFUSED_PAUSE_S = 60.0


class PollTrouble(Exception):  # noqa: N818 - the loop's own word for a call that brought nothing
    """A call brought no updates.

    Args:
        why: One line for the log, without the token.
        pause_s: How long Telegram wants us to wait, if it said so.
    """

    def __init__(self, why: str, pause_s: float | None = None) -> None:
        super().__init__(why)
        self.pause_s = pause_s


class Poller:
    """Fetches updates until cancelled."""

    def __init__(self, deps: Deps, inbox: Inbox) -> None:
        self._inbox = inbox
        self._offset: int | None = None
        self._webhook_gone = False
        self._troubled = False
        self._pause_s = _FIRST_PAUSE_S
        base = deps.settings.telegram_api_url.rstrip("/")
        self._url = f"{base}/bot{deps.settings.telegram_token.get_secret_value()}/"

    async def run(self) -> None:
        """Poll; after trouble, pause a little longer each time."""
        async with aiohttp.ClientSession(timeout=_CALL_TIMEOUT) as http:
            while True:
                try:
                    await self._fetch(http)
                except PollTrouble as trouble:
                    await self._pause(str(trouble), trouble.pause_s)
                except (SQLAlchemyError, OSError) as error:
                    await self._pause(f"not stored: {type(error).__name__}", None)
                else:
                    self._recover()

    async def _fetch(self, http: aiohttp.ClientSession) -> None:
        """One batch. The next call acknowledges it, because by then it is committed."""
        if not self._webhook_gone:
            await self._call(http, "deleteWebhook", {"drop_pending_updates": False})
            self._webhook_gone = True
        updates = _split(await self._call(http, "getUpdates", self._question()))
        ids = [number for number in await self._inbox.keep(updates) if number >= 0]
        if updates and not ids:
            raise PollTrouble("updates without numbers cannot be acknowledged")
        # An offset is given once: after a quiet week numbers start anew, maybe below the old ones.
        self._offset = max(ids) + 1 if ids else None

    def _question(self) -> dict[str, Any]:
        question: dict[str, Any] = {
            "limit": _BATCH,
            "timeout": _LONG_POLL_S,
            "allowed_updates": ALLOWED_UPDATES,
        }
        return question if self._offset is None else {**question, "offset": self._offset}

    async def _call(self, http: aiohttp.ClientSession, method: str, body: dict[str, Any]) -> bytes:
        try:
            async with http.post(self._url + method, json=body) as response:
                answer = await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise PollTrouble(f"{method}: {type(error).__name__}") from None
        if response.status != HTTPStatus.OK:
            raise _trouble(method, response.status, answer)
        return answer

    async def _pause(self, why: str, pause_s: float | None) -> None:
        if not self._troubled:
            log.warning("poll.trouble", why=why)
            self._troubled = True
        await asyncio.sleep(pause_s or self._pause_s)
        self._pause_s = min(_LONGEST_PAUSE_S, self._pause_s * 2)

    def _recover(self) -> None:
        if self._troubled:
            log.info("poll.recovered")
        self._troubled, self._pause_s = False, _FIRST_PAUSE_S


def _split(answer: bytes) -> list[bytes]:
    try:
        return split_updates(answer)
    except ValueError as error:
        raise PollTrouble(f"getUpdates: {error}") from None


def _trouble(method: str, status: int, answer: bytes) -> PollTrouble:
    told = _told(answer)
    why = f"{method}: {status} {told.get('description', '')}".strip()
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND}:
        return PollTrouble(f"TELEGRAM_TOKEN is refused ({why})", _REFUSED_PAUSE_S)
    retry_after = told.get("parameters", {}).get("retry_after")
    return PollTrouble(why, float(retry_after) if retry_after else None)


def _told(answer: bytes) -> dict[str, Any]:
    try:
        told = json.loads(answer)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
