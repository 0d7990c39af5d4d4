"""The methods of the API: reading videos, changing who sees them, deleting them.

Source: https://developers.google.com/youtube/v3/docs
"""

from aiohttp import web

from services.sandbox.perform import Answer
from services.sandbox.youtube.checking import (
    check_body,
    check_parts,
    check_snippet,
    check_status,
    with_defaults,
)
from services.sandbox.youtube.errors import NO_VIDEO, NOT_YOURS, RefusedError, bad
from services.sandbox.youtube.gate import Asked, Gate
from services.sandbox.youtube.objects import Json, Video
from services.sandbox.youtube.section import YoutubeSection
from services.sandbox.youtube.showing import moment, resource

_OWNERS = frozenset({"processingDetails", "fileDetails", "suggestions"})
_CHANNEL_PARTS = frozenset({"id", "snippet", "contentDetails", "status", "statistics"})
_LIST_PARTS = frozenset({"id", "snippet", "contentDetails", "status"})
_IDS = 50


class YoutubeApi:
    """The routes of everything but uploading."""

    def __init__(self, section: YoutubeSection) -> None:
        self._section = section
        self._store = section.store

    def routes(self) -> list[web.RouteDef]:
        """The API, and what there is not."""
        gate = Gate(self._section)
        root = "/youtube/youtube/v3"
        return [
            web.get(f"{root}/videos", gate.calling("videos.list", self._list)),
            web.put(f"{root}/videos", gate.calling("videos.update", self._update)),
            web.delete(f"{root}/videos", gate.calling("videos.delete", self._delete)),
            web.get(f"{root}/channels", gate.calling("channels.list", self._channels)),
            web.get(f"{root}/playlistItems", gate.calling("playlistItems.list", self._playlist)),
        ]

    async def _list(self, asked: Asked) -> Answer:
        parts, ids = asked.values("part"), asked.values("id")
        check_parts(set(parts) - {"id"}, "Video")
        if not ids or len(ids) > _IDS:
            raise bad("invalidFilters", "sandbox: name 1 to 50 videos")
        found = [self._store.videos.get(one) for one in ids]
        shown = [one for one in found if one is not None and self._may_see(asked, one)]
        if _OWNERS & set(parts) and any(one.channel_id != asked.channel.id for one in shown):
            raise NOT_YOURS
        items = [resource(one, self._section.channel(one), parts) for one in shown]
        return Answer(payload=_page("youtube#videoListResponse", items))

    async def _update(self, asked: Asked) -> Answer:
        parts = asked.values("part")
        check_parts(parts, "Video")
        body = check_body(asked.body, parts)
        video = self._own(asked, str(body.get("id", "")))
        if "snippet" in parts:
            snippet = body.get("snippet", {})
            check_snippet(snippet)
            video.snippet = snippet
        if "status" in parts:
            self._set_status(video, body.get("status", {}))
        self._section.make_visible(video)
        self._section.show(video, request_id=asked.call.request_id, attempt=asked.call.attempt)
        return Answer(payload=resource(video, asked.channel, parts), effect=True)

    def _set_status(self, video: Video, status: Json) -> None:
        """What an update leaves out falls back to what it is by itself."""
        check_status(status, self._section.world.clock.now())
        video.status = with_defaults(status)
        if self._section.world.settings["youtube_audit"] == "locked":
            video.status["privacyStatus"] = "private"

    async def _delete(self, asked: Asked) -> Answer:
        video = self._own(asked, asked.value("id") or "")
        video.deleted = True
        self._section.show(video)
        return Answer(payload="", status=204, effect=True)

    async def _channels(self, asked: Asked) -> Answer:
        parts = asked.values("part")
        if unknown := set(parts) - _CHANNEL_PARTS:
            raise bad("unknownPart", f"sandbox: unknown part {', '.join(sorted(unknown))}")
        if asked.value("mine") != "true":
            raise bad("missingRequiredParameter", "sandbox: only mine=true is pretended")
        items = [self._channel(asked, parts)] if asked.channel.id else []
        return Answer(payload=_page("youtube#channelListResponse", items))

    def _channel(self, asked: Asked, parts: list[str]) -> Json:
        channel = asked.channel
        since = "2019-05-01T10:00:00Z"
        count = sum(1 for one in self._store.uploads(channel.id) if one.privacy == "public")
        thumbnail = {"url": "https://yt3.ggpht.com/pretended", "width": 88, "height": 88}
        made: Json = {
            "snippet": {
                "title": channel.title,
                "description": "",
                "customUrl": channel.handle,
                "publishedAt": since,
                "thumbnails": {"default": thumbnail},
            },
            "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": channel.uploads}},
            "status": {
                "privacyStatus": "public",
                "isLinked": True,
                "longUploadsStatus": channel.long_uploads,
            },
            "statistics": {"videoCount": str(count), "hiddenSubscriberCount": True},
        }
        shown: Json = {"kind": "youtube#channel", "etag": f"etag-{channel.id}", "id": channel.id}
        return shown | {part: made[part] for part in parts if part in made}

    async def _playlist(self, asked: Asked) -> Answer:
        """The uploads of a channel, newest first; private ones are for their owner."""
        parts = asked.values("part")
        if unknown := set(parts) - _LIST_PARTS:
            raise bad("unknownPart", f"sandbox: unknown part {', '.join(sorted(unknown))}")
        wanted = asked.value("playlistId")
        owner = next((one for one in self._store.channels.values() if one.uploads == wanted), None)
        uploads = list(self._store.uploads(owner.id)) if owner else []
        if not uploads:
            words = "The playlist identified with the request's playlistId cannot be found."
            raise RefusedError(404, "playlistNotFound", words)
        seen = [one for one in uploads if self._may_see(asked, one)]
        count, start = int(asked.value("maxResults") or 5), _start(asked.value("pageToken"))
        items = [self._item(one, parts) for one in seen[start : start + count]]
        page = _page("youtube#playlistItemListResponse", items, total=len(seen), per_page=count)
        if start + count < len(seen):
            page["nextPageToken"] = f"sandbox-{start + count}"
        return Answer(payload=page)

    def _item(self, video: Video, parts: list[str]) -> Json:
        channel = self._section.channel(video)
        made: Json = {
            "snippet": {
                "publishedAt": moment(video.uploaded_at),
                "channelId": channel.id,
                "title": video.snippet["title"],
                "playlistId": channel.uploads,
                "resourceId": {"kind": "youtube#video", "videoId": video.id},
            },
            "contentDetails": {"videoId": video.id},
            "status": {"privacyStatus": video.privacy},
        }
        shown: Json = {"kind": "youtube#playlistItem", "id": f"{channel.uploads}.{video.id}"}
        return shown | {part: made[part] for part in parts if part in made}

    def _may_see(self, asked: Asked, video: Video) -> bool:
        own = video.channel_id == asked.channel.id
        return not video.deleted and (own or video.is_shown)

    def _own(self, asked: Asked, name: str) -> Video:
        video = self._store.videos.get(name)
        if video is None or not self._may_see(asked, video):
            raise NO_VIDEO
        if video.channel_id != asked.channel.id:
            raise NOT_YOURS
        return video


def _page(kind: str, items: list[Json], *, total: int | None = None, per_page: int = 0) -> Json:
    info = {"totalResults": len(items) if total is None else total}
    info["resultsPerPage"] = per_page or len(items)
    return {"kind": kind, "etag": "etag-page", "items": items, "pageInfo": info}


def _start(token: str | None) -> int:
    """Where a page begins."""
    if token is None:
        return 0
    number = token.removeprefix("sandbox-")
    if not number.isdecimal():
        raise bad("invalidPageToken", "The request specifies an invalid page token.")
    return int(number)
