"""Case 8: the webhook's secret has leaked, and somebody speaks for Telegram."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession
from sqlalchemy import select

from bot.web.webhook import PATH
from db.database import Database
from db.inbox import InboxRow
from services.settings import Settings
from tests.bot import updates
from tests.environment import ROOT, quiet_environment
from tests.people import ALICE
from tests.sandbox_control import SandboxControl, eventually

LEAKED, FRESH = "leaked-" + "x" * 30, "fresh-" + "y" * 30
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@contextmanager
def bot_process(settings: Settings, secret: str, log_path: Path) -> Iterator[None]:
    """The bot as people run it, behind a webhook with this secret."""
    environment = quiet_environment(
        TELEGRAM_TOKEN=settings.telegram_token.get_secret_value(),
        TELEGRAM_API_URL=settings.telegram_api_url,
        TELEGRAM_WEBHOOK_SECRET=secret,
        PUBLIC_URL=f"http://127.0.0.1:{settings.web_port}",
        WEB_PORT=str(settings.web_port),
        DATABASE_URL=settings.database_url,
        REDIS_URL=settings.redis_url,
        DATA_DIR=str(settings.data_dir),
        CLOCK_FILE=str(settings.clock_file),
        SANDBOX="1",
    )
    with log_path.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "bot"], cwd=ROOT, env=environment, stderr=log
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


@pytest.mark.usefixtures("networks_pretended")
async def test_case_08_a_leaked_webhook_secret_is_worthless_within_a_minute(
    settings: Settings, sandbox_url: str, tmp_path: Path
) -> None:
    db = Database(settings.database_url)
    forged = updates.message(update_id=77)
    address = f"http://127.0.0.1:{settings.web_port}{PATH}"

    async def forge(secret: str) -> int:
        async with (
            ClientSession() as http,
            http.post(address, data=forged, headers={HEADER: secret}) as answer,
        ):
            return answer.status

    async def kept() -> list[bytes]:
        async with db.begin() as session:
            return list((await session.execute(select(InboxRow.body))).scalars())

    async with SandboxControl(sandbox_url) as control:
        await control.reset()

        async def arrived(words: str) -> bool:
            return any(words.encode() in body for body in await kept())

        with bot_process(settings, LEAKED, tmp_path / "log"):
            await control.send(ALICE, "before")
            await eventually(lambda: arrived("before"), timeout_s=30)
            assert await forge(LEAKED) == 200
            noticed = time.monotonic()
        with bot_process(settings, FRESH, tmp_path / "log"):
            await control.send(ALICE, "after")
            await eventually(lambda: arrived("after"), timeout_s=60)
            took_s = time.monotonic() - noticed
            count = len(await kept())
            assert await forge(LEAKED) == 401
            assert len(await kept()) == count
        await ClientSession().close()
        token = settings.telegram_token.get_secret_value()
        async with ClientSession() as http, http.post(f"{sandbox_url}/bot{token}/deleteWebhook"):
            pass
    await db.close()
    assert took_s < 60
    assert LEAKED not in (tmp_path / "log").read_text()


def test_case_08_the_readme_says_how() -> None:
    readme = " ".join((ROOT / "README.md").read_text().split())
    assert re.search(r"secret leaked\*\*: set another `TELEGRAM_WEBHOOK_SECRET` and start", readme)
