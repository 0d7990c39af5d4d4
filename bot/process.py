"""How every process of the product starts, stops and says why it did not start."""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable

from bot.logs import configure_logs
from bot.wiring import open_deps
from services.deps import Deps
from services.errors import SettingsError, StartError
from services.settings import Settings

_CANNOT_START = 2


def run_process(run: Callable[[Deps], Awaitable[None]]) -> int:
    """Open everything, run until told to stop, close everything; the exit code.

    What keeps it from starting is one line on standard error, without a traceback.
    """
    configure_logs()
    try:
        asyncio.run(_until_signalled(run))
    except (SettingsError, StartError) as error:
        sys.stderr.write(f"crossposter: {error}\n")
        return _CANNOT_START
    return 0


async def _until_signalled(run: Callable[[Deps], Awaitable[None]]) -> None:
    running = asyncio.create_task(_run(run))
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, running.cancel)
    try:
        await running
    except asyncio.CancelledError:
        return


async def _run(run: Callable[[Deps], Awaitable[None]]) -> None:
    async with open_deps(Settings.load()) as deps:
        await run(deps)
