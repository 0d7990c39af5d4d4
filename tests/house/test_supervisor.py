"""The supervisor: what dies comes back, what stops stops in order, what cannot start says why."""

import asyncio
import os
import signal
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

from bot.parts import Part, bare_environment
from bot.supervisor import Supervisor
from services.embedded import EmbeddedServers
from services.errors import StartError

ENDS_AT_ONCE = "print('going', flush=True)"
NOTES_ITS_END = """
import pathlib, signal, sys, time
def end(*_):
    if sys.argv[2] == 'slowly':
        time.sleep(0.3)
    pathlib.Path(sys.argv[1]).open('a').write(sys.argv[2] + ' ')
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
pathlib.Path(sys.argv[1]).open('a').write('up ')
time.sleep(60)
"""


def part(name: str, code: str, *arguments: str, **more: Any) -> Part:
    return Part(name, ["-c", code, *arguments], bare_environment(), **more)


async def run(servers: EmbeddedServers, *parts: Part, until: Coroutine[Any, Any, None]) -> None:
    """Supervise some parts, and send Ctrl-C when a condition has come true."""

    async def prepare(supervisor: Supervisor) -> None:
        for one in parts:
            await supervisor.keep(one)
        supervisor.gate.open()
        await until
        os.kill(os.getpid(), signal.SIGINT)

    await asyncio.wait_for(Supervisor(servers.home, servers=servers).run(prepare), 30)


async def text_in(path: Path, word: str, times: int = 1) -> None:
    while not (path.exists() and path.read_text().count(word) >= times):
        await asyncio.sleep(0.02)


async def test_a_part_that_ends_comes_back_and_it_is_said(
    servers: EmbeddedServers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "worker.log"
    worker = part("worker", ENDS_AT_ONCE, log_path=log)
    await run(servers, worker, until=text_in(log, "going", times=2))
    assert "The worker ended with code 0; it starts again in 0.5 s." in capsys.readouterr().out


async def test_what_the_product_stands_on_stops_last(
    servers: EmbeddedServers, tmp_path: Path
) -> None:
    notes = tmp_path / "notes"
    sandbox = part("sandbox", NOTES_ITS_END, str(notes), "foundation", foundation=True)
    bot = part("bot", NOTES_ITS_END, str(notes), "slowly")
    await run(servers, sandbox, bot, until=text_in(notes, "up", times=2))
    assert notes.read_text().split() == ["up", "up", "slowly", "foundation"]


async def test_a_part_that_cannot_start_ends_all_with_its_own_reason(
    servers: EmbeddedServers, tmp_path: Path
) -> None:
    code = "import sys; print('crossposter: TELEGRAM_TOKEN is missing'); sys.exit(2)"
    bot = part("bot", code, log_path=tmp_path / "bot.log")
    with pytest.raises(StartError, match="The bot cannot start: TELEGRAM_TOKEN is missing"):
        await run(servers, bot, until=asyncio.sleep(60))


async def test_a_failed_preparation_stops_what_already_runs(
    servers: EmbeddedServers, tmp_path: Path
) -> None:
    notes, log = tmp_path / "notes", tmp_path / "migration.log"
    failing = part("migration", "import sys; sys.exit('the database is away')", log_path=log)

    async def prepare(supervisor: Supervisor) -> None:
        await supervisor.keep(part("bot", NOTES_ITS_END, str(notes), "ended"))
        await text_in(notes, "up")
        await supervisor.once(failing)

    with pytest.raises(StartError, match="The migration cannot start: the database is away"):
        await Supervisor(servers.home, servers=servers).run(prepare)
    assert notes.read_text().split() == ["up", "ended"]


async def test_a_killed_server_comes_back_under_the_supervisor(
    servers: EmbeddedServers, capsys: pytest.CaptureFixture[str]
) -> None:
    assert servers.valkey

    async def again() -> None:
        assert servers.valkey
        servers.valkey.kill()
        while not servers.valkey.is_alive():
            await asyncio.sleep(0.02)

    await run(servers, until=again())
    assert "Valkey had ended and was started again." in capsys.readouterr().out


async def test_parts_wait_at_the_gate_until_all_is_ready(
    servers: EmbeddedServers, tmp_path: Path
) -> None:
    log = tmp_path / "bot.log"
    code = (
        "from bot.parts import wait_at_gate; print('loaded', flush=True); wait_at_gate();"
        "import os; print('through', os.environ['URL'], flush=True); import time; time.sleep(60)"
    )

    async def prepare(supervisor: Supervisor) -> None:
        await supervisor.keep(part("bot", code, log_path=log))
        await text_in(log, "loaded")
        await asyncio.sleep(0.2)
        assert log.read_text() == "loaded\n"
        supervisor.gate.open({"URL": "somewhere"})
        await text_in(log, "through")
        os.kill(os.getpid(), signal.SIGINT)

    await asyncio.wait_for(Supervisor(servers.home, servers=servers).run(prepare), 30)
    assert log.read_text() == "loaded\nthrough somewhere\n"
