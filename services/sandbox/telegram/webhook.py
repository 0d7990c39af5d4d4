"""Delivers updates to the bot's webhook as the real server does.

Source: https://core.telegram.org/bots/api#setwebhook
"""

import asyncio
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from typing import Any, Final

import aiohttp

from services.sandbox.state import World
from services.sandbox.telegram.model import Json
from services.sandbox.telegram.updates import Pending, Updates

_LOOK_S: Final = 0.05
_ANSWER_TIMEOUT_S: Final = 60
_LONGEST_WAIT_S: Final = 60.0
_LONGEST_ASKED_WAIT_S: Final = 3600.0
_GONE: Final = 410
_GONE_AFTER_S: Final = 23 * 3600


@dataclass
class WebhookSettings:
    """Where updates go, and how the last delivery failed."""

    url: str = ""
    secret_token: str = ""
    max_connections: int = 40
    ip_address: str | None = None
    last_error_date: int | None = None
    last_error_message: str | None = None
    gone_since: float | None = None


@dataclass
class Webhook:
    """The delivery of updates: one at a time per chat, many chats at once."""

    world: World
    updates: Updates
    settings: WebhookSettings = field(default_factory=WebhookSettings)
    _busy: dict[int, asyncio.Task[None]] = field(default_factory=dict)

    def change(self, settings: WebhookSettings) -> None:
        """Deliver elsewhere from now on, or nowhere."""
        self.settings = settings
        self.updates.webhook_url = settings.url
        for task in self._busy.values():
            task.cancel()
        self._busy.clear()
        self.world.touch()

    def info(self) -> Json:
        """A Bot API `WebhookInfo`."""
        settings = self.settings
        shown: Json = {
            "url": settings.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.living()),
        }
        if settings.url:
            shown |= {"max_connections": settings.max_connections}
            shown |= {"ip_address": settings.ip_address} if settings.ip_address else {}
        if settings.last_error_date:
            shown |= {
                "last_error_date": settings.last_error_date,
                "last_error_message": settings.last_error_message,
            }
        if self.updates.allowed:
            shown["allowed_updates"] = self.updates.allowed
        return shown

    async def deliver(self) -> None:
        """Deliver for ever."""
        async with aiohttp.ClientSession(trust_env=False) as session:
            while True:
                await asyncio.sleep(_LOOK_S)
                if self.settings.url:
                    self._start(session)

    def dump(self) -> dict[str, Any]:
        """The settings as JSON."""
        return asdict(self.settings)

    def restore(self, saved: dict[str, Any]) -> None:
        """Take over what `dump` gave."""
        self.change(WebhookSettings(**saved))

    def _start(self, session: aiohttp.ClientSession) -> None:
        self._busy = {lane: task for lane, task in self._busy.items() if not task.done()}
        for item in self.updates.living():
            if len(self._busy) >= self.settings.max_connections:
                return
            if item.lane not in self._busy:
                self._busy[item.lane] = asyncio.create_task(self._bring(session, item))

    async def _bring(self, session: aiohttp.ClientSession, item: Pending) -> None:
        wait_s = 1.0
        while item in self.updates.living() and self.settings.url:
            asked_s = await self._try(session, item)
            if asked_s is None:
                return self.updates.forget(item)
            await self.world.clock.sleep(asked_s or wait_s)
            wait_s = min(wait_s * 2, _LONGEST_WAIT_S)
        return None

    async def _try(self, session: aiohttp.ClientSession, item: Pending) -> float | None:
        """One delivery: None when it was taken, else the wait that was asked for (or 0)."""
        settings = self.settings
        headers = (
            {"X-Telegram-Bot-Api-Secret-Token": settings.secret_token}
            if settings.secret_token
            else {}
        )
        timeout = aiohttp.ClientTimeout(total=_ANSWER_TIMEOUT_S)
        try:
            async with session.post(
                settings.url,
                json=item.update,
                headers=headers,
                timeout=timeout,
                allow_redirects=False,
            ) as answer:
                await answer.read()
                status, reason = answer.status, answer.reason
                asked = answer.headers.get("Retry-After", "")
        except (aiohttp.ClientError, TimeoutError) as error:
            self._note_failure(f"Connection failed: {type(error).__name__}")
            return 0.0
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            settings.gone_since = None
            return None
        self._note_failure(f"Wrong response from the webhook: {status} {reason}")
        self._note_gone(status)
        return min(float(asked), _LONGEST_ASKED_WAIT_S) if asked.isdigit() else 0.0

    def _note_failure(self, sentence: str) -> None:
        self.settings.last_error_date = int(self.world.clock.timestamp())
        self.settings.last_error_message = sentence
        self.world.touch()

    def _note_gone(self, status: int) -> None:
        now = self.world.clock.timestamp()
        if status != _GONE:
            self.settings.gone_since = None
            return
        self.settings.gone_since = self.settings.gone_since or now
        if now - self.settings.gone_since >= _GONE_AFTER_S:
            self.change(WebhookSettings())
