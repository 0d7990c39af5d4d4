"""The sandbox as one aiohttp application: networks, control API and page on one port."""

import pkgutil
from collections.abc import Awaitable, Callable
from importlib import import_module
from pathlib import Path
from typing import Final

from aiohttp import web

import services.sandbox
from services.sandbox.background import work_alongside
from services.sandbox.control import SharedControl, errors_as_json
from services.sandbox.state import World

_PAGE: Final = Path(__file__).parent / "page" / "static"
# Posts are strangers' texts: nothing on the page may run or load what is not ours.
_PAGE_HEADERS: Final = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:;"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_PLAIN_BODY_LIMIT_BYTES: Final = 16 << 20

SetUp = Callable[[web.Application, World], None]


def twins() -> dict[str, SetUp]:
    """The `setup` of every module beside this one that has one, by the module's name.

    It adds the network's routes and joins its section to the world.
    """
    names = sorted(module.name for module in pkgutil.iter_modules(services.sandbox.__path__))
    modules = {name: import_module(f"services.sandbox.{name}") for name in names if name[0] != "_"}
    return {name: module.setup for name, module in modules.items() if hasattr(module, "setup")}


def create_app(world: World) -> web.Application:
    """Put the pretend internet together.

    Args:
        world: Its state; closed together with the application.
    """
    app = web.Application(middlewares=[errors_as_json], client_max_size=_PLAIN_BODY_LIMIT_BYTES)
    for setup in twins().values():
        setup(app, world)
    app.add_routes(SharedControl(world).routes())
    app.add_routes([web.get("/", _page), web.static("/static", _PAGE)])
    app.on_shutdown.append(_stop_waiting(world))
    work_alongside(app, world.keep_saved, world.close)
    return app


async def _page(_request: web.Request) -> web.FileResponse:
    return web.FileResponse(_PAGE / "index.html", headers=_PAGE_HEADERS)


def _stop_waiting(world: World) -> Callable[[web.Application], Awaitable[None]]:
    async def stop(_app: web.Application) -> None:
        world.stop()

    return stop
