"""Proving a token and what it may do, by calls of which nobody sees anything.

Source: https://developers.pinterest.com/docs/api/v5/user_account-get
"""

from collections.abc import Mapping

from services.errors import AccessDenied, Transient
from services.networks.base import Identity, Json
from services.networks.pinterest.client import PinterestClient

_ONE = {"page_size": "1"}


async def identity(client: PinterestClient, credentials: Mapping[str, str]) -> Identity:
    """Whose token it is, and what it can do.

    Raises:
        NetworkError: It does not work, or may not even list boards.
    """
    user = await client.ask(credentials, "GET", "user_account")
    username, number = user.get("username"), user.get("id")
    if not isinstance(username, str):
        raise Transient("Pinterest", "it did not say whose token this is")
    await client.ask(credentials, "GET", "boards", query=_ONE)
    may_write = await _can(client, credentials, "POST", "media", body={"media_type": "video"})
    return Identity(
        target=number if isinstance(number, str) else username,
        title=str(user.get("business_name") or username),
        url=f"https://www.pinterest.com/{username}/",
        capabilities={
            "text": False,
            "photo": may_write,
            "album": may_write,
            "video": may_write,
            "look": await _can(client, credentials, "GET", "pins", query=_ONE),
            "delete": may_write,
        },
    )


async def _can(
    client: PinterestClient,
    credentials: Mapping[str, str],
    method: str,
    path: str,
    *,
    query: Mapping[str, str] | None = None,
    body: Json | None = None,
) -> bool:
    try:
        await client.ask(credentials, method, path, query=query, body=body)
    except AccessDenied:
        return False
    return True
