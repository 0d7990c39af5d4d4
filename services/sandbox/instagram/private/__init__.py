"""The pretend private API of Instagram, as its app speaks it: HTTP/2 over TLS, behind a proxy.

Source: https://github.com/subzeroid/instagrapi (imitated as version 3.2.2 speaks)
"""

from aiohttp import web

from services.sandbox.instagram.private.about import METHODS, SWITCHES
from services.sandbox.instagram.private.api import PrivateApi
from services.sandbox.instagram.private.control import PrivateControl
from services.sandbox.instagram.private.entrances import Entrances
from services.sandbox.instagram.private.gate import Gate
from services.sandbox.instagram.private.twin import PrivateTwin

__all__ = ["METHODS", "SWITCHES", "PrivateTwin", "add_routes"]


def add_routes(app: web.Application, twin: PrivateTwin) -> None:
    """Add the private API, its gate and its control to the sandbox."""
    gate = Gate(twin.world)
    app.cleanup_ctx.append(gate.live)
    app.add_routes(gate.routes())
    app.add_routes(Entrances(twin).routes())
    app.add_routes(PrivateApi(twin).routes())
    app.add_routes(PrivateControl(twin).routes())
