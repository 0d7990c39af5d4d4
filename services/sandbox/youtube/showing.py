"""Videos as the API and the ledger show them.

Source: https://developers.google.com/youtube/v3/docs/videos#resource
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from services.sandbox.ledger import Entry
from services.sandbox.youtube.objects import Channel, Json, Video

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_MARKS = {"private": "🔒", "unlisted": "🔗"}


def resource(video: Video, channel: Channel, parts: Iterable[str]) -> Json:
    """A video with the parts that somebody asked for."""
    made: dict[str, Callable[[], Json]] = {
        "snippet": lambda: _snippet(video, channel),
        "status": lambda: _status(video),
        "processingDetails": lambda: _processing(video),
        "contentDetails": lambda: _content(video),
        "statistics": lambda: {"viewCount": "0", "likeCount": "0", "commentCount": "0"},
    }
    shown: Json = {"kind": "youtube#video", "etag": _etag(video), "id": video.id}
    return shown | {part: made[part]() for part in parts if part in made}


def entry(video: Video, channel: Channel) -> Entry:
    """The ledger's entry; who may not be found by everybody bears a sign."""
    sign = _MARKS.get(video.privacy)
    text = str(video.snippet.get("description", ""))
    return Entry(
        network="youtube",
        target=channel.id,
        post_id=video.id,
        title=str(video.snippet["title"]),
        text=text,
        entities=_links(text),
        attachments=[_attachment(video)],
        url=f"https://www.youtube.com/watch?v={video.id}",
        from_name=f"{channel.title} {sign}" if sign else channel.title,
        state=ledger_state(video),
    )


def ledger_state(video: Video) -> str:
    """How the ledger calls what has become of a video: `visible` is what anybody can find."""
    if video.deleted:
        return "deleted"
    if video.upload_status in {"failed", "rejected"}:
        return video.upload_status
    return "visible" if video.privacy == "public" else video.privacy


def moment(timestamp: float) -> str:
    """A time as Google writes it."""
    return f"{datetime.fromtimestamp(int(timestamp), UTC):%Y-%m-%dT%H:%M:%SZ}"


def _snippet(video: Video, channel: Channel) -> Json:
    texts = {name: video.snippet.get(name, "") for name in ("title", "description")}
    thumbnail = {
        "url": f"https://i.ytimg.com/vi/{video.id}/default.jpg",
        "width": 120,
        "height": 90,
    }
    return {
        **video.snippet,
        **texts,
        "publishedAt": moment(video.published_at or video.uploaded_at),
        "channelId": channel.id,
        "channelTitle": channel.title,
        "thumbnails": {"default": thumbnail},
        "liveBroadcastContent": "none",
        "localized": texts,
    }


def _status(video: Video) -> Json:
    kids = video.status.get("selfDeclaredMadeForKids", False)
    status = {**video.status, "uploadStatus": video.upload_status, "madeForKids": kids}
    how, _, reason = video.verdict.partition(":")
    if video.upload_status in {"failed", "rejected"}:
        status["failureReason" if how == "failed" else "rejectionReason"] = reason
    return status


def _processing(video: Video) -> Json:
    states = {"uploaded": "processing", "processed": "succeeded"}
    details: Json = {
        "processingStatus": states.get(video.upload_status, "failed"),
        "fileDetailsAvailability": "available",
    }
    if video.upload_status == "uploaded":
        details["processingProgress"] = {"partsTotal": "100", "partsProcessed": "40"}
    return details


def _content(video: Video) -> Json:
    return {
        "duration": f"PT{video.duration_s or 0}S",
        "dimension": "2d",
        "definition": "sd",
        "caption": "false",
        "licensedContent": False,
        "projection": "rectangular",
    }


def _attachment(video: Video) -> Json:
    return {
        "kind": "video",
        "file_id": video.file_id,
        "width": video.width,
        "height": video.height,
        "duration_s": video.duration_s,
        "processing": video.upload_status == "uploaded",
        "failed": video.upload_status in {"failed", "rejected"},
        "cover_id": video.cover_id,
    }


def _links(text: str) -> list[Json]:
    return [
        {"type": "url", "offset": _utf16(text[: one.start()]), "length": _utf16(one[0])}
        for one in _ADDRESS.finditer(text)
    ]


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _etag(video: Video) -> str:
    return f"etag-{video.id}-{video.privacy}-{video.upload_status}"
