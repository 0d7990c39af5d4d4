"""The control API's YouTube half: channels, what people allow or take back, what owners see."""

import hashlib
from typing import Any

from aiohttp import web

from services.sandbox.control import ControlError, json_body
from services.sandbox.youtube.about import keys_of
from services.sandbox.youtube.objects import Channel, Json, Video
from services.sandbox.youtube.section import YoutubeSection
from services.sandbox.youtube.store import SCOPES


class YoutubeControl:
    """Handlers with which tests and the page act on YouTube."""

    def __init__(self, section: YoutubeSection) -> None:
        self._section = section

    def routes(self) -> list[web.RouteDef]:
        """The routes of this half."""
        return [
            web.post("/control/youtube/accounts", self._join),
            web.get("/control/youtube/videos", self._videos),
            web.delete("/control/youtube/videos/{id}", self._delete),
            web.post("/control/youtube/tokens", self._allow),
            web.post("/control/youtube/tokens/revoke", self._revoke),
            web.post("/control/youtube/tokens/expire", self._expire),
            web.post("/control/youtube/apps/remove", self._remove_app),
            web.post("/control/youtube/sessions/end", self._end),
        ]

    async def _join(self, request: web.Request) -> web.Response:
        """Somebody opens a channel."""
        name = str((await json_body(request))["name"])
        handle = name.lower().replace(" ", "")
        digest = hashlib.sha256(name.encode()).hexdigest()
        channel = Channel(id=f"UC{digest[:22]}", title=name, handle=f"@{handle}")
        return self._changed(keys_of(channel, self._section.store.add_channel(channel)))

    async def _videos(self, _request: web.Request) -> web.Response:
        self._section.ripen()
        store = self._section.store
        videos = [_shown(one) for one in store.videos.values()]
        payload = {"videos": videos, "sessions": len(store.sessions), "used": store.used}
        return web.json_response(payload)

    async def _delete(self, request: web.Request) -> web.Response:
        video = self._section.store.videos.get(request.match_info["id"])
        if video is None or video.deleted:
            raise ControlError("there is no such video", 404)
        video.deleted = True
        self._section.show(video)
        return self._changed({"ok": True})

    async def _allow(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        channel_id = body.get("channel_id")
        if channel_id is not None and channel_id not in self._section.store.channels:
            raise ControlError("there is no such channel", 404)
        grant = self._section.store.allow(channel_id, tuple(body.get("scopes") or SCOPES))
        return self._changed({"refresh_token": grant.token})

    async def _revoke(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        grant = self._section.store.grants.get(str(body["refresh_token"]))
        if grant is None:
            raise ControlError("there is no such token", 404)
        grant.revoked = bool(body.get("revoked", True))
        return self._changed({"ok": True})

    async def _remove_app(self, request: web.Request) -> web.Response:
        """The person of a channel (`account`) removes the project from their Google account."""
        self._section.store.take_back(str((await json_body(request))["account"]))
        return self._changed({"ok": True})

    async def _expire(self, _request: web.Request) -> web.Response:
        """Access tokens die before their time."""
        self._section.store.accesses.clear()
        return self._changed({"ok": True})

    async def _end(self, _request: web.Request) -> web.Response:
        """Upload sessions are forgotten, as after a week."""
        self._section.store.sessions.clear()
        return self._changed({"ok": True})

    def _changed(self, payload: Json) -> web.Response:
        self._section.world.touch()
        self._section.world.events.publish("state")
        return web.json_response(payload)


def _shown(video: Video) -> dict[str, Any]:
    """A video as its owner sees it."""
    return {
        "id": video.id,
        "channel_id": video.channel_id,
        "snippet": video.snippet,
        "status": video.status,
        "upload_status": video.upload_status,
        "digest": video.digest,
        "deleted": video.deleted,
        "cover_id": video.cover_id,
    }
