"""`python -m services.sandbox`: runs the pretend internet until it is told to stop."""

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

from aiohttp import web

from services.sandbox.app import create_app
from services.sandbox.state import World

SANDBOX_BOT_ID = "7000000001"
_GRACE_S = 2.0


def main() -> None:
    """Read the command line, refuse real credentials, serve."""
    options = _options()
    if sentence := real_credentials(os.environ.get("TELEGRAM_TOKEN", "")):
        _refuse(sentence)
    try:
        asyncio.run(_serve(options))
    except OSError as error:
        _refuse(f"the sandbox cannot start: {error.strerror or error}")


def real_credentials(token: str) -> str | None:
    """One sentence why the sandbox must not start beside this bot token, if there is one."""
    bot_id = token.strip().partition(":")[0]
    if bot_id in {"", SANDBOX_BOT_ID}:
        return None
    return "the sandbox does not start beside a real TELEGRAM_TOKEN; unset it first"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m services.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8780)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--data", type=Path, required=True, help="folder of its state")
    parser.add_argument("--clock", type=Path, help="clock file that others share")
    return parser.parse_args()


def _refuse(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.exit(2)


async def _serve(options: argparse.Namespace) -> None:
    stop = asyncio.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signal_number, stop.set)
    app = create_app(World(options.data, options.clock))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_GRACE_S)
    await runner.setup()
    try:
        await web.TCPSite(runner, options.host, options.port).start()
        await stop.wait()
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    main()
