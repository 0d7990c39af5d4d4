"""The command line: `python -m bot demo | run | bot | worker | migrate | rotate-key | …`."""

import argparse
import asyncio
import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from services.errors import CrossPosterError, StartError

_FAILED = 1
_CANNOT_START = 2
_INTERRUPTED = 130


def _demo(options: argparse.Namespace) -> int:
    from bot.demo import Demo

    Demo(port=options.port, data_dir=options.data.resolve()).run()
    return 0


def _run(_: argparse.Namespace) -> int:
    from bot.run import run

    run()
    return 0


def _bot(_: argparse.Namespace) -> int:
    with _loading():
        from bot.app import main

    return _at_the_gate(main)


def _worker(_: argparse.Namespace) -> int:
    with _loading():
        from bot.worker import main

    return _at_the_gate(main)


def _migrate(_: argparse.Namespace) -> int:
    from db.migrate import upgrade
    from services.settings import Settings

    with _database_errors("the database was not migrated"):
        asyncio.run(upgrade(Settings.load().database_url))
    return 0


def _rotate_key(_: argparse.Namespace) -> int:
    from bot.rotating import rotate_key

    with _database_errors("the key was not changed"):
        rotate_key()
    return 0


def _pulse(_: argparse.Namespace) -> int:
    from bot.pulse import pulse
    from services.settings import Settings

    with _database_errors("the database does not answer"):
        return 0 if asyncio.run(pulse(Settings.load().database_url)) else _FAILED


def _migration(options: argparse.Namespace) -> int:
    from bot.writing import write_migration

    write_migration(options.name)
    return 0


@contextmanager
def _database_errors(sentence: str) -> Iterator[None]:
    from asyncpg import PostgresError
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except (OSError, PostgresError, SQLAlchemyError) as error:
        raise StartError(f"{sentence}: {str(error).splitlines()[0]}") from error


def _doctor(_: argparse.Namespace) -> int:
    from bot.doctor import examine

    return 0 if asyncio.run(examine()) else _FAILED


@contextmanager
def _loading() -> Iterator[None]:
    """Import without looking for garbage, and never look there again: it is all code."""
    from services.networks.registry import load_networks

    gc.disable()
    yield
    load_networks()
    gc.freeze()
    gc.enable()


def _at_the_gate(main: Callable[[], int]) -> int:
    """Run a process whose code is loaded by now, when its supervisor is ready too."""
    from bot.loopback import stay_on_loopback
    from bot.parts import wait_at_gate

    if os.environ.get("SANDBOX"):
        stay_on_loopback()
    wait_at_gate()
    return main()


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot", description="CrossPoster")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    demo = commands.add_parser("demo", help="play with it in the browser; nothing real is touched")
    demo.add_argument("--port", type=int, default=8780, help="of the page (default: 8780)")
    demo.add_argument("--data", type=Path, default=Path("data/demo"), help="folder for its data")
    demo.set_defaults(act=_demo)
    for name, act, text in (
        ("run", _run, "everything for a small server, with the token from .env"),
        ("bot", _bot, "only the chat and the web server"),
        ("worker", _worker, "only the worker that publishes"),
        ("migrate", _migrate, "bring the database to this version's tables"),
        ("rotate-key", _rotate_key, "seal all credentials anew with the first key of the vault"),
        ("pulse", _pulse, "exit with 0 if a worker lives on this machine; for health checks"),
        ("doctor", _doctor, "check settings, servers, clock and token, one line each"),
    ):
        commands.add_parser(name, help=text).set_defaults(act=act)
    migration = commands.add_parser("migration", help="for developers: write the next migration")
    migration.add_argument("name", help='what it does, such as "add routes"')
    migration.set_defaults(act=_migration)
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Run a command; what keeps it from starting is one line, never a traceback."""
    options = _options(arguments)
    try:
        return int(options.act(options))
    except CrossPosterError as error:
        sys.stderr.write(f"crossposter: {error}\n")
        return _CANNOT_START
    except KeyboardInterrupt:
        return _INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
