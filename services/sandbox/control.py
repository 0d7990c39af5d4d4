"""The control API's shared half: state, events, uploads, files, walls, journal, faults, clock."""

import asyncio
import json
from dataclasses import asdict
from typing import Any

from aiohttp import web

from services.sandbox.forms import FilePart, read_multipart
from services.sandbox.media import StoredFile, TooBigError
from services.sandbox.probe import probe
from services.sandbox.state import World

_UPLOAD_LIMIT_BYTES = 2_000 << 20
_KEEP_ALIVE_S = 15.0
_UPLOAD_KINDS = frozenset(
    {"photo", "video", "animation", "document", "voice", "audio", "video_note"}
)
_SHOWN_INLINE = ("image/jpeg", "image/png", "image/gif", "image/webp", "video/", "audio/")


class ControlError(Exception):
    """The control API refuses: a status and one sentence for `{"error": ...}`."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


@web.middleware
async def errors_as_json(request: web.Request, handler: Any) -> web.StreamResponse:
    """Answer every refusal under /control/ as `{"error": sentence}`."""
    if request.path.startswith("/control/"):
        return await _control(request, handler)
    return await _handled(request, handler)


async def _control(request: web.Request, handler: Any) -> web.StreamResponse:
    try:
        return await _handled(request, handler)
    except web.HTTPException as error:
        return _refused(error.reason, error.status)
    except ControlError as error:
        return _refused(str(error), error.status)
    except TooBigError:
        return _refused("the file is too big", 413)
    except ValueError as error:
        return _refused(str(error), 400)
    except (KeyError, TypeError) as error:
        return _refused(f"not understood: {error!r}", 400)


def _refused(sentence: str, status: int) -> web.Response:
    return web.json_response({"error": sentence}, status=status)


async def _handled(request: web.Request, handler: Any) -> web.StreamResponse:
    response: web.StreamResponse = await handler(request)
    return response


async def json_body(request: web.Request) -> dict[str, Any]:
    """The request's JSON object; no body at all counts as an empty one."""
    text = await request.text()
    body = json.loads(text) if text else {}
    if not isinstance(body, dict):
        raise ControlError("the body is a JSON object")
    return body


class SharedControl:
    """Handlers of what belongs to no network in particular."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """The routes of this half."""
        return [
            web.get("/control/health", self._health),
            web.get("/control/state", self._state),
            web.get("/control/events", self._events),
            web.post("/control/uploads", self._upload),
            web.get("/control/files/{file_id}", self._file),
            web.get("/control/walls/{network}/{target}", self._wall),
            web.get("/control/ledger", self._ledger),
            web.get("/control/journal", self._journal),
            web.post("/control/faults", self._add_fault),
            web.delete("/control/faults", self._clear_faults),
            web.delete("/control/faults/{fault_id}", self._remove_fault),
            web.post("/control/settings", self._settings),
            web.post("/control/clock", self._clock),
            web.post("/control/reset", self._reset),
        ]

    async def _health(self, _request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def _state(self, _request: web.Request) -> web.Response:
        world = self._world
        state: dict[str, Any] = {"networks": world.networks()}
        state |= {"people": [], "chats": [], "walls": [], "keys": []}
        for section in world.sections.values():
            for name, value in section.public_state().items():
                state[name] = [*state[name], *value] if name in state else value
        shared = {
            "now": world.clock.now().isoformat(),
            "faults": world.faults.dump(),
            "settings": world.settings.shown(),
            "seq": world.events.seq,
        }
        return web.json_response(state | shared)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        since = request.headers.get("Last-Event-ID") or request.query.get("since") or "0"
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        stream.headers["Cache-Control"] = "no-store"
        await stream.prepare(request)
        await stream.write(b": sandbox\n\n")
        try:
            await self._pour(stream, int(since))
        except ConnectionResetError:
            return stream
        return stream

    async def _pour(self, stream: web.StreamResponse, since: int) -> None:
        events = self._world.events.listen(since)
        coming = asyncio.ensure_future(anext(events, None))
        try:
            while True:
                await asyncio.wait({coming}, timeout=_KEEP_ALIVE_S)
                if not coming.done():
                    await stream.write(b": still here\n\n")
                    continue
                if (event := coming.result()) is None:
                    return
                body = json.dumps(event, ensure_ascii=False)
                await stream.write(f"id: {event['seq']}\ndata: {body}\n\n".encode())
                coming = asyncio.ensure_future(anext(events, None))
        finally:
            coming.cancel()

    async def _upload(self, request: web.Request) -> web.Response:
        form = await read_multipart(request, self._world.media, limit_bytes=_UPLOAD_LIMIT_BYTES)
        part = form.file("file")
        if part is None:
            raise ControlError("the form needs a file in the field 'file'")
        kind = form.fields.get("kind")
        if kind is not None and kind not in _UPLOAD_KINDS:
            raise ControlError(f"kind is one of {', '.join(sorted(_UPLOAD_KINDS))}")
        stored = await asyncio.to_thread(self._store_upload, part, kind)
        self._world.touch()
        return web.json_response(
            {
                "upload_id": stored.file_id,
                "kind": stored.kind,
                "file_name": stored.file_name,
                "mime_type": stored.mime_type,
                "size_bytes": stored.size_bytes,
            }
        )

    def _store_upload(self, part: FilePart, kind: str | None) -> StoredFile:
        found = probe(part.blob.path, part.file_name, part.mime_type)
        return self._world.media.register(
            part.blob,
            network="upload",
            kind=kind or found.kind,
            mime_type=found.mime_type,
            file_name=part.file_name,
            width=found.width,
            height=found.height,
            duration_s=found.duration_s,
        )

    async def _file(self, request: web.Request) -> web.StreamResponse:
        stored = self._world.media.find(request.match_info["file_id"])
        if stored is None:
            raise ControlError("there is no such file", 404)
        shown = stored.mime_type.startswith(_SHOWN_INLINE)
        headers = {
            "Content-Type": stored.mime_type,
            "Content-Disposition": "inline" if shown else "attachment",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox",
            "Cache-Control": "max-age=3600",
        }
        return web.FileResponse(self._world.media.path(stored.digest), headers=headers)

    async def _wall(self, request: web.Request) -> web.Response:
        network, target = request.match_info["network"], request.match_info["target"]
        entries = self._world.ledger.wall(network, target)
        return web.json_response({"entries": [entry.as_json() for entry in entries]})

    async def _ledger(self, _request: web.Request) -> web.Response:
        entries = [entry.as_json() for entry in self._world.ledger.entries]
        return web.json_response({"entries": entries})

    async def _journal(self, request: web.Request) -> web.Response:
        since = int(request.query.get("since", "0"))
        return web.json_response({"requests": self._world.journal.since(since)})

    async def _add_fault(self, request: web.Request) -> web.Response:
        fault = self._world.faults.add(**await json_body(request))
        self._changed()
        return web.json_response(asdict(fault))

    async def _remove_fault(self, request: web.Request) -> web.Response:
        if not self._world.faults.remove(int(request.match_info["fault_id"])):
            raise ControlError("there is no such fault (or it has happened)", 404)
        self._changed()
        return web.json_response({})

    async def _clear_faults(self, _request: web.Request) -> web.Response:
        self._world.faults.clear()
        self._changed()
        return web.json_response({})

    async def _settings(self, request: web.Request) -> web.Response:
        self._world.settings.change(await json_body(request))
        self._changed()
        return web.json_response(self._world.settings.dump())

    async def _clock(self, request: web.Request) -> web.Response:
        wanted, clock = await json_body(request), self._world.clock
        if "offset_s" in wanted:
            clock.set_offset(float(wanted["offset_s"]))
        clock.advance(float(wanted.get("advance_s", 0)))
        now = clock.now().isoformat()
        self._world.events.publish("clock", now=now)
        return web.json_response({"now": now})

    async def _reset(self, _request: web.Request) -> web.Response:
        self._world.reset()
        return web.json_response({})

    def _changed(self) -> None:
        self._world.touch()
        self._world.events.publish("state")
