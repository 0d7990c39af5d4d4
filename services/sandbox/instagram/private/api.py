"""Instagram's hosts behind the front: each call of the app, its journal, its faults.

Source: https://github.com/subzeroid/instagrapi/blob/master/instagrapi/mixins/private.py
"""

import json
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from services.sandbox.instagram.private import reading
from services.sandbox.instagram.private.caller import (
    Caller,
    caller,
    session_of,
    signed,
    signed_body,
)
from services.sandbox.instagram.private.configuring import Configurer
from services.sandbox.instagram.private.errors import PrivateError, stricter
from services.sandbox.instagram.private.orders import ordered
from services.sandbox.instagram.private.twin import PrivateTwin
from services.sandbox.instagram.private.uploading import Uploader, chunks
from services.sandbox.perform import Answer, Call, perform

_API: Final = "/instagram/private/i.instagram.com"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Effect = Callable[[Caller, Call], Awaitable[Answer]]


class PrivateApi:
    """Answers calls of the private API."""

    def __init__(self, twin: PrivateTwin) -> None:
        self._twin = twin

    def routes(self) -> list[web.RouteDef]:
        """Everything that the app may ask; of the hosts' other paths there are none."""
        return [
            web.get(f"{_API}/api/v1/users/{{pk}}/info/", self._answering("info", self._info)),
            web.get(f"{_API}/api/v1/feed/user/{{pk}}/", self._answering("feed", self._feed)),
            web.post(f"{_API}/api/v1/feed/reels_tray/", self._answering("reels_tray", self._tray)),
            web.post(f"{_API}/api/v1/feed/timeline/", self._answering("timeline", self._timeline)),
            web.post(f"{_API}/api/v1/accounts/logout/", self._answering("logout", self._leave)),
            self._configuring("configure", Configurer.photo),
            self._configuring("configure_sidecar", Configurer.album),
            self._configuring("configure_to_clips", Configurer.reel),
            web.post(
                f"{_API}/api/v1/media/{{id}}/delete/", self._answering("delete", self._delete)
            ),
            web.post(
                f"{_API}/upload_settings/{{name}}",
                self._answering("upload_settings", self._settings),
            ),
            web.post(
                f"{_API}/rupload_igphoto/{{name}}",
                self._answering("rupload_igphoto", self._photo),
            ),
            web.get(
                f"{_API}/rupload_igvideo/{{name}}",
                self._answering("rupload_igvideo.announce", self._announce),
            ),
            web.post(
                f"{_API}/rupload_igvideo/{{name}}",
                self._answering("rupload_igvideo", self._video),
            ),
            web.route("*", "/instagram/private/{path:.*}", self._answering("unknown", _unknown)),
        ]

    def _answering(self, name: str, effect: Effect) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            session = session_of(self._twin.store, request.headers)
            call = Call(
                request=request,
                network="instagram",
                method=f"private.{name}",
                params={**request.match_info, **request.query},
                target=session.pk if session else None,
                token_hint=f"session …{session.cookie[-4:]}" if session else "",
            )

            async def run() -> Answer:
                return await self._run(effect, call)

            said = await perform(self._twin.world, call, run, lambda fault: ordered(fault, call))
            # Over HTTP/2 curl takes an answer that overtakes its upload for a broken stream.
            await request.release()
            return said

        return answer

    def _configuring(self, name: str, publish: Callable[[Configurer], Answer]) -> web.RouteDef:
        async def effect(who: Caller, call: Call) -> Answer:
            told = signed_body(await call.request.text(), who.session)
            call.params |= {name: told.get(name) for name in ("upload_id", "caption")}
            call.params |= {"fields": sorted(told)}
            return publish(Configurer(self._twin, who, told, call))

        return web.post(f"{_API}/api/v1/media/{name}/", self._answering(name, effect))

    async def _run(self, effect: Effect, call: Call) -> Answer:
        headers = call.request.headers
        try:
            who = caller(self._twin.store, headers)
            self._twin.patience.admit(who.session, self._twin.now)
            answer = await effect(who, call)
        except PrivateError as refused:
            return refused.answer()
        if "X-MID" not in headers:
            answer.headers |= {"ig-set-x-mid": who.session.mid}
        answer.headers |= {"Set-Cookie": f"rur=RVA-{call.request_id}; Domain=.instagram.com"}
        return answer

    async def _info(self, who: Caller, call: Call) -> Answer:
        return reading.info(self._twin, who, call.request.match_info["pk"], call)

    async def _feed(self, who: Caller, call: Call) -> Answer:
        return reading.feed(self._twin, who, call.request.match_info["pk"], call)

    async def _tray(self, who: Caller, call: Call) -> Answer:
        return reading.tray(who, signed(await call.request.text()))

    async def _timeline(self, who: Caller, call: Call) -> Answer:
        return reading.timeline(who, await call.request.text())

    async def _leave(self, who: Caller, call: Call) -> Answer:
        signed(await call.request.text())
        who.session.trouble = "logged_out"
        return Answer(payload={"status": "ok"}, effect=True)

    async def _delete(self, who: Caller, call: Call) -> Answer:
        signed_body(await call.request.text(), who.session)
        return reading.delete(self._twin, who, call.request.match_info["id"], call)

    async def _settings(self, who: Caller, call: Call) -> Answer:
        try:
            told = json.loads(await call.request.text())
        except ValueError:
            raise stricter("upload_settings are JSON") from None
        return self._uploader(who, call).settings(told)

    async def _photo(self, who: Caller, call: Call) -> Answer:
        return await self._uploader(who, call).photo(chunks(call.request))

    async def _announce(self, who: Caller, call: Call) -> Answer:
        return self._uploader(who, call).announce()

    async def _video(self, who: Caller, call: Call) -> Answer:
        return await self._uploader(who, call).video(chunks(call.request))

    def _uploader(self, who: Caller, call: Call) -> Uploader:
        name, headers = call.request.match_info["name"], call.request.headers
        uploader = Uploader(self._twin, who, name, headers)
        call.params |= {"headers": sorted({one.lower() for one in headers})}
        if uploader.announces:
            call.params |= {"told": uploader.params}
        return uploader


async def _unknown(_who: Caller, call: Call) -> Answer:
    raise PrivateError(f"sandbox: the app asks nothing of {call.request.path}", 404)
