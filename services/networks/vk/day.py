"""VK's day, for limits that it counts by the day.

VK does not say when it counts anew; its own clocks show Moscow's time. A minute is left after
midnight, so that a clock of ours that is a little fast asks no day too early.
"""

from datetime import datetime, timedelta, timezone

_MOSCOW = timezone(timedelta(hours=3))
_AFTER_MIDNIGHT = timedelta(minutes=1)
_DAY = timedelta(days=1)


def day_of(now: datetime) -> tuple[datetime, datetime]:
    """The beginning and the end of the day that a moment belongs to, in the moment's own zone."""
    local = now.astimezone(_MOSCOW) - _AFTER_MIDNIGHT
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    begins_at = (midnight + _AFTER_MIDNIGHT).astimezone(now.tzinfo)
    return begins_at, begins_at + _DAY
