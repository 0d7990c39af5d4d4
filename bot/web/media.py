"""Media that a network fetches from us: by signed addresses, and by nothing else."""

import asyncio

from aiohttp import web

from services.deps import Deps
from services.links import PATH

_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def media_route(deps: Deps) -> web.RouteDef:
    """Serves one file to whoever has its address, whole or in ranges, as long as that is good."""

    async def serve(request: web.Request) -> web.StreamResponse:
        linked = deps.links.read(request.match_info["token"], deps.clock.now())
        if linked is None or not await asyncio.to_thread(linked.path.is_file):
            raise web.HTTPNotFound
        return web.FileResponse(linked.path, headers={**_HEADERS, "Content-Type": linked.mime_type})

    return web.get(f"{PATH}/{{token}}", serve)
