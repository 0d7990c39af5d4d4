"""The bot as a process of its own: it starts, answers, dies, comes back and stops."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession
from sqlalchemy import select

from db.inbox import InboxRow
from services.deps import Deps
from services.embedded.folder import free_port
from services.settings import Settings
from tests.bot import updates
from tests.bot.wire import Wire
from tests.environment import ROOT, quiet_environment
from tests.people import ALICE

PATIENCE_S = 80
SECRET = "a-secret-of-32-characters_or_more-0123456789"

pytestmark = pytest.mark.timeout(300)

Process = asyncio.subprocess.Process


@asynccontextmanager
async def bot_process(settings: Settings, folder: Path, **more: str) -> AsyncIterator[Process]:
    environment = quiet_environment(
        TELEGRAM_TOKEN=settings.telegram_token.get_secret_value(),
        TELEGRAM_API_URL=settings.telegram_api_url,
        DATABASE_URL=settings.database_url,
        REDIS_URL=settings.redis_url,
        DATA_DIR=str(folder),
        SANDBOX="true",
        PYTHONPATH=str(ROOT),
        **more,
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "bot"),
        env=environment,
        cwd=folder,
        stderr=asyncio.subprocess.PIPE,
        stdin=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def until(is_true: Callable[[], bool], process: Process) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not is_true():
            if process.returncode is not None and process.stderr is not None:
                pytest.fail((await process.stderr.read()).decode())
            await asyncio.sleep(0.02)


async def stop(process: Process) -> tuple[int, str]:
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(10):
        _, said = await process.communicate()
    return process.returncode or 0, said.decode()


async def open_rows(deps: Deps) -> list[int]:
    async with deps.db.begin() as session:
        found = select(InboxRow.update_id).where(InboxRow.done_at.is_(None))
        return list((await session.execute(found)).scalars())


async def test_it_answers_with_redis_stopped_and_stops_cleanly(
    deps: Deps, wire: Wire, tmp_path: Path
) -> None:
    wire.updates = {1: updates.message("/help", update_id=1)}
    async with bot_process(deps.settings, tmp_path) as process:
        await until(lambda: bool(wire.texts()), process)
        await until(lambda: len(wire.of("setMyCommands")) == 2, process)
        code, said = await stop(process)
    assert code == 0, said
    assert wire.of("sendMessage")[0]["chat_id"] == str(ALICE)
    assert await open_rows(deps) == []
    assert deps.settings.telegram_token.get_secret_value() not in said
    assert "Traceback" not in said


async def test_a_killed_process_loses_no_update(deps: Deps, wire: Wire, tmp_path: Path) -> None:
    wire.slow_s["sendMessage"] = 60
    wire.updates = {n: updates.message("/help", chat_id=ALICE + n, update_id=n) for n in (1, 2, 3)}
    async with bot_process(deps.settings, tmp_path) as process:
        await until(lambda: len(wire.of("sendMessage")) == 3 and not wire.updates, process)
        process.kill()
        await process.wait()
    assert await open_rows(deps) == [1, 2, 3]
    wire.slow_s.clear()
    async with bot_process(deps.settings, tmp_path) as process:
        await until(lambda: len(wire.of("sendMessage")) == 6, process)
        await stop(process)
    assert await open_rows(deps) == []


async def test_with_a_public_address_updates_come_by_webhook(
    deps: Deps, wire: Wire, tmp_path: Path
) -> None:
    port = free_port()
    more = {
        "PUBLIC_URL": "https://bot.example",
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "WEB_PORT": str(port),
    }
    async with bot_process(deps.settings, tmp_path, **more) as process:
        await until(lambda: bool(wire.of("setWebhook")), process)
        [hook] = wire.of("setWebhook")
        assert hook["url"] == "https://bot.example/telegram/webhook"
        assert hook["secret_token"] == SECRET
        await _bring(port, updates.message("/help"))
        await until(lambda: bool(wire.texts()), process)
        code, said = await stop(process)
    assert code == 0, said
    assert wire.of("getUpdates") == []
    assert SECRET not in said


async def test_a_wrong_setting_is_one_line(deps: Deps, tmp_path: Path) -> None:
    async with bot_process(deps.settings, tmp_path, PUBLIC_URL="https://bot.example") as process:
        async with asyncio.timeout(PATIENCE_S):
            _, said = await process.communicate()
    assert process.returncode == 2
    [line] = said.decode().splitlines()
    assert "TELEGRAM_WEBHOOK_SECRET" in line


async def _bring(port: int, body: bytes) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    address = f"http://127.0.0.1:{port}/telegram/webhook"
    async with ClientSession() as http, http.post(address, data=body, headers=headers) as answer:
        assert answer.status == 200
