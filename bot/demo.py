"""`make demo`: the whole product on a pretended internet, in one terminal."""

import asyncio
import http.client
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.loopback import stay_on_loopback
from bot.migrating import is_current
from bot.parts import ROOT, Part, bare_environment, say
from bot.supervisor import Supervisor
from services.embedded import Urls, owned
from services.embedded.folder import LOOPBACK, free_port, is_free
from services.errors import StartError
from services.networks.registry import sandbox_addresses

_TOKEN = "7000000001:SANDBOX-not-a-real-token-AAAAAAAAAAAA"  # noqa: S105 - the sandbox's own
_LEDGER_CHAT_ID = "-1001000000009"
_LOOK_S = 0.05
_PATIENCE_S = 60.0
_ANSWER_TIMEOUT_S = 5.0

Requests = list[dict[str, Any]] | None


@dataclass(frozen=True)
class Demo:
    """One demo: where its page is and where everything of it lies."""

    port: int
    data_dir: Path

    def run(self) -> None:
        """Run until told to stop.

        Raises:
            StartError: One line that says what is in the way.
        """
        stay_on_loopback()
        if not is_free(self.port):
            raise StartError(
                f"Port {self.port} is taken, perhaps by a demo that already runs: "
                f"make demo ARGS='--port {self.port + 1}'"
            )
        say("Starting...")
        with owned(self.data_dir):
            asyncio.run(Supervisor(self.data_dir).run(self._prepare))
        say("Stopped. Your posts are kept: start it again and they are there.")

    async def _prepare(self, supervisor: Supervisor) -> None:
        """Loading the bot's code takes the longest, so it begins first and has a core to itself.

        The worker comes last: nobody can publish before the bot has answered.
        """
        await supervisor.keep(self._part("bot", self._common()))
        await supervisor.keep(self._sandbox())
        urls = supervisor.start_servers()
        environment = self._environment(urls)
        if not await is_current(urls.database_url):
            migrating = self._part("migration", {**self._common(), **environment}, "migrate")
            await supervisor.once(migrating)
        seen = await self._last_request()
        supervisor.gate.open(environment)
        await self._bot_calls(seen)
        await supervisor.keep(self._part("worker", self._common()))
        self._welcome()

    def _welcome(self) -> None:
        say(f"""
CrossPoster is ready: open http://{LOOPBACK}:{self.port} and write to the bot.

Everything there is pretended: no token, no account, and nothing leaves this machine.
Data and logs are in {self.data_dir}. Ctrl-C stops it.
""")

    def _sandbox(self) -> Part:
        where = ["--port", str(self.port), "--data", str(self.data_dir / "sandbox")]
        return Part(
            name="sandbox",
            arguments=["-m", "services.sandbox", *where, "--clock", str(self._clock)],
            environment=self._common(),
            cwd=self.data_dir,
            log_path=self.data_dir / "sandbox.log",
            foundation=True,
        )

    def _part(self, name: str, environment: dict[str, str], command: str = "") -> Part:
        return Part(
            name=name,
            arguments=["-m", "bot", command or name],
            environment=environment,
            cwd=self.data_dir,
            log_path=self.data_dir / f"{name}.log",
        )

    @property
    def _clock(self) -> Path:
        return self.data_dir / "clock"

    def _common(self) -> dict[str, str]:
        """Processes work in the data folder, so that nobody reads the `.env` of a real bot."""
        return {
            **bare_environment(),
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "SANDBOX": "1",
        }

    def _environment(self, urls: Urls) -> dict[str, str]:
        """The settings of the product: its own servers, and the sandbox for every network."""
        origin = f"http://{LOOPBACK}:{self.port}"
        return {
            "DATABASE_URL": urls.database_url,
            "REDIS_URL": urls.redis_url,
            "DATA_DIR": str(self.data_dir),
            "CLOCK_FILE": str(self._clock),
            "TELEGRAM_TOKEN": _TOKEN,
            "TELEGRAM_LEDGER_CHAT_ID": _LEDGER_CHAT_ID,
            **sandbox_addresses(origin),
            "WEB_PORT": str(free_port()),
        }

    async def _last_request(self) -> int:
        """The number of the last request in the sandbox's journal, once it answers."""
        requests = await self._journal(0, lambda found: found is not None)
        return max((request["id"] for request in requests or []), default=0)

    async def _bot_calls(self, seen: int) -> None:
        """Wait until the bot has spoken to its Telegram."""
        await self._journal(seen, bool)

    async def _journal(self, since: int, enough: Callable[[Requests], bool]) -> Requests:
        """The sandbox's journal after a request, once there is enough of it."""
        path = f"/control/journal?since={since}"
        until = time.monotonic() + _PATIENCE_S
        while time.monotonic() < until:
            answer = await asyncio.to_thread(_get_json, self.port, path)
            requests = answer["requests"] if answer else None
            if enough(requests):
                return requests
            await asyncio.sleep(_LOOK_S)
        raise StartError(f"The demo does not get going; the logs are in {self.data_dir}.")


def _get_json(port: int, path: str) -> dict[str, Any] | None:
    """What the sandbox answers; None while it does not."""
    wire = http.client.HTTPConnection(LOOPBACK, port, timeout=_ANSWER_TIMEOUT_S)
    try:
        wire.request("GET", path)
        answer = wire.getresponse()
        return dict(json.load(answer)) if answer.status == http.HTTPStatus.OK else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        wire.close()
