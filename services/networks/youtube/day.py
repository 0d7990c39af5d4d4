"""Google's day, for quotas that it counts by the day: it begins at midnight Pacific.

A minute is left after midnight, so that a clock of ours that is a little fast asks no day too
early.

Source: https://developers.google.com/youtube/v3/determine_quota_cost
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

_PACIFIC = ZoneInfo("America/Los_Angeles")
_AFTER_MIDNIGHT = timedelta(minutes=1)


def day_of(now: datetime) -> tuple[datetime, datetime]:
    """The beginning and the end of the day that a moment belongs to, in UTC.

    A day of the change to or from summer time has 23 or 25 hours.
    """
    day = (now - _AFTER_MIDNIGHT).astimezone(_PACIFIC).date()
    begins_at, ends_at = (
        datetime.combine(one, time(), _PACIFIC).astimezone(UTC) + _AFTER_MIDNIGHT
        for one in (day, day + timedelta(days=1))
    )
    return begins_at, ends_at
