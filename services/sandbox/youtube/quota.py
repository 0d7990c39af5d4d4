"""The project's quota: a bucket for uploads, units for everything else, new at midnight Pacific.

Source: https://developers.google.com/youtube/v3/determine_quota_cost
"""

from zoneinfo import ZoneInfo

from services.sandbox.state import World
from services.sandbox.youtube.errors import NO_QUOTA, bad
from services.sandbox.youtube.store import YoutubeStore

_PACIFIC = ZoneInfo("America/Los_Angeles")
_UNITS = {"videos.update": 50, "videos.delete": 50, "thumbnails.set": 50}
_DAY_S = 24 * 3600


class Quota:
    """Counts what the project uses; wrong requests count as well."""

    def __init__(self, world: World, store: YoutubeStore) -> None:
        self._world = world
        self._store = store

    def charge(self, method: str) -> None:
        """Count a call.

        Raises:
            RefusedError: Nothing is left for it today.
        """
        if method == "videos.insert":
            self._take("uploads", 1, int(self._world.settings["youtube_day_uploads"]))
        else:
            units = _UNITS.get(method, 1)
            self._take("units", units, int(self._world.settings["youtube_day_units"]))

    def check_channel(self, channel_id: str) -> None:
        """Refuse a channel that has uploaded as much as one may in a day."""
        since = self._world.clock.timestamp() - _DAY_S
        mine = [one for one in self._store.videos.values() if one.channel_id == channel_id]
        recent = sum(video.uploaded_at > since for video in mine)
        if recent >= int(self._world.settings["youtube_channel_uploads"]):
            raise bad(
                "uploadLimitExceeded", "The user has exceeded the number of videos they may upload."
            )

    def _take(self, bucket: str, amount: int, granted: int) -> None:
        name = f"{self._world.clock.now().astimezone(_PACIFIC).date()} {bucket}"
        used = self._store.used.get(name, 0) + amount
        if used > granted:
            raise NO_QUOTA
        self._store.used[name] = used
