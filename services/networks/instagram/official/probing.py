"""Proving a token and what it can do, by calls that change nothing.

Source: https://developers.facebook.com/documentation/instagram-platform/instagram-api-with-instagram-login/get-started
"""

from services.errors import AccessDenied, Rejected, Transient
from services.networks.base import Identity, Json
from services.networks.instagram.official.client import GraphClient, items_of
from services.networks.instagram.official.token import Token

_PROFILE = "user_id,username,account_type"


async def identity(client: GraphClient, token: Token) -> Identity:
    """Whom a token belongs to, and what it can do.

    Raises:
        NetworkError: It does not work, or its account is a personal one.
    """
    profile = _profile(await client.ask(token, "me", fields=_PROFILE))
    if str(profile.get("account_type", "")).upper() == "PERSONAL":
        raise AccessDenied("Instagram", advice="instagram-advice-personal")
    target, name = str(profile["user_id"]), str(profile["username"])
    newest = await _newest(client, token, target)
    publishes = await _may(client, token, f"{target}/content_publishing_limit")
    comments = bool(newest) and await _may(client, token, f"{newest}/comments")
    return Identity(
        target=target,
        title=name,
        url=f"https://www.instagram.com/{name}/",
        capabilities={
            "text": False,
            **dict.fromkeys(("photo", "video", "album"), publishes),
            "comment": comments,
            "look": newest is not None,
            "delete": False,
        },
    )


def _profile(answer: Json) -> Json:
    """The profile itself: some pages of the vendor show it in a list of one."""
    listed = items_of(answer)
    profile = listed[0] if listed else answer
    if not profile.get("user_id") or not profile.get("username"):
        raise Transient("Instagram", "it did not say whose token this is")
    return profile


async def _newest(client: GraphClient, token: Token, target: str) -> str | None:
    """The id of the newest post, empty without any, None where they may not be read.

    Comments can only be tried on a post: without one, nothing proves that they are allowed.
    """
    try:
        found = items_of(await client.ask(token, f"{target}/media", fields="id", limit=1))
    except (AccessDenied, Rejected):
        return None
    return str(found[0].get("id", "")) if found else ""


async def _may(client: GraphClient, token: Token, path: str) -> bool:
    try:
        await client.ask(token, path)
    except (AccessDenied, Rejected):
        return False
    return True
