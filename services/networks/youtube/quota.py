"""What publishing a video takes of the project's quota, which all people of the bot share.

Google counts uploads in a bucket of their own, 100 a day, and everything else in units. All of it
is taken here with the attempt, although the upload happens before: while preparing, the engine
looks first whether enough is left, so a used-up day uploads nothing. A try that surely never left
gives back what it took. One that Google refused, or that was looked for and not found, has taken
its share, and the next try takes another, though the video goes up once: counting too much, rarely,
is better than finding the day over before its time. Should Google count more than we do, it says
`quotaExceeded`, and the post waits for its midnight all the same.

Source: https://developers.google.com/youtube/v3/determine_quota_cost
"""

from datetime import datetime

from services.networks.youtube.day import day_of
from services.networks.youtube.settings import YoutubeSettings
from services.rates import Charge

_UPDATE_UNITS = 50
_THUMBNAIL_UNITS = 50
_READING_UNITS = 10
"""Looking once a minute whether YouTube has finished a video, a unit each; most take less."""


def charges(
    settings: YoutubeSettings, channel: str, now: datetime, *, covered: bool
) -> list[Charge]:
    """What one video, with a thumbnail or without, takes of the project's day and the channel's."""
    starts_at, ends_at = day_of(now)
    units = _UPDATE_UNITS + _READING_UNITS + (_THUMBNAIL_UNITS if covered else 0)
    return [
        Charge(f"youtube:{name}", starts_at, ends_at, granted, amount)
        for name, granted, amount in (
            ("uploads", settings.daily_uploads, 1),
            (f"uploads:{channel}", settings.daily_uploads_per_channel, 1),
            ("units", settings.daily_units, units),
        )
    ]
