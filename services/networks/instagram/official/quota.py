"""How many posts Instagram still grants: it counts the last 24 hours, and says how many these are.

Source: https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/content_publishing_limit
"""

from datetime import datetime, timedelta

from services.errors import RateLimited
from services.networks.base import Json
from services.networks.instagram.official.client import GraphClient, items_of
from services.networks.instagram.official.listing import published_at
from services.networks.instagram.official.token import Token

_WINDOW = timedelta(hours=24)
_LATER = timedelta(hours=1)
_MARGIN = timedelta(seconds=30)


async def need_room(client: GraphClient, token: Token, target: str, now: datetime) -> None:
    """Make sure that one more post may go.

    Raises:
        RateLimited: Until the oldest post of the last day is a day old, there is no room.
    """
    answer = await client.ask(
        token, f"{target}/content_publishing_limit", fields="config,quota_usage"
    )
    total, used = _told(answer)
    if total is None or used < total:
        return
    until = await _first_room(client, token, target, now)
    advice = "instagram-advice-day-limit"
    raise RateLimited("Instagram 9", until=until, advice=advice, granted=total)


def _told(answer: Json) -> tuple[int | None, int]:
    """How many posts there are in a day, None where it does not say, and how many are used."""
    for one in items_of(answer):
        config = one.get("config")
        total = config.get("quota_total") if isinstance(config, dict) else None
        used = one.get("quota_usage")
        if isinstance(total, int) and isinstance(used, int):
            return total, used
    return None, 0


async def _first_room(client: GraphClient, token: Token, target: str, now: datetime) -> datetime:
    """When the oldest post of the last day leaves it; posts that are not listed count as well."""
    found = items_of(await client.ask(token, f"{target}/media", fields="timestamp", limit=100))
    times = [at for one in found if (at := published_at(one)) and at > now - _WINDOW]
    return min(times) + _WINDOW + _MARGIN if times else now + _LATER
