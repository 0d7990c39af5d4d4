"""Proving a refresh token: what it allows, and whose channel it opens.

Source: https://developers.google.com/youtube/v3/docs/channels/list,
https://developers.google.com/youtube/v3/guides/auth/server-side-web-apps
"""

from collections.abc import Mapping

from services.errors import AccessDenied
from services.networks.base import Identity, Json
from services.networks.youtube.client import YoutubeClient, items_of
from services.networks.youtube.consenting import FULL


async def prove(client: YoutubeClient, target: str, credentials: Mapping[str, str]) -> Identity:
    """The channel behind a refresh token, and what may be done there.

    Raises:
        NetworkError: It does not work, allows too little, or belongs to another channel.
    """
    access = await client.tokens.access(credentials)
    if access.scopes and not access.scopes & FULL:
        raise AccessDenied("YouTube", advice="youtube-advice-scopes")
    answer = await client.ask(
        credentials, lambda api: api.channels().list(part="snippet,status", mine=True)
    )
    channels = items_of(answer)
    if not channels:
        raise AccessDenied("YouTube", advice="youtube-advice-signup")
    identity = _identity(channels[0])
    if target and identity.target != target:
        raise AccessDenied("YouTube", advice="youtube-advice-other-channel")
    return identity


def _identity(channel: Json) -> Identity:
    name = str(channel.get("id"))
    long = channel.get("status", {}).get("longUploadsStatus") == "allowed"
    return Identity(
        target=name,
        title=str(channel.get("snippet", {}).get("title") or name),
        url=f"https://www.youtube.com/channel/{name}",
        capabilities={
            "video": True,
            "long": long,
            "look": True,
            "delete": True,
            "text": False,
            "photo": False,
        },
    )
