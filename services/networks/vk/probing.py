"""Proving a community's credentials and what they can do, by calls that change nothing.

No token that a new app can get does everything, so an account holds a set of them and a map of
what was proved.

Source: https://dev.vk.com/method/groups.getTokenPermissions, https://dev.vk.com/method/groups.getById
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from services.errors import AccessDenied, AccountTrouble, LoginNeeded, Rejected, Transient
from services.networks.base import Identity
from services.networks.vk.client import Value, VkClient, as_object, items_of
from services.networks.vk.tokens import Token

_EDITOR = 2


class Probe:
    """Asks VK about one community with the credentials given.

    Args:
        client: Asks VK.
        credentials: `community_key`, and `user_token` if an administrator gave one, or
            `vkid_token` if somebody signed in with VK ID.
    """

    def __init__(self, client: VkClient, credentials: Mapping[str, str]) -> None:
        self._client = client
        self._credentials = credentials
        self._user = user_token(credentials)

    async def identity(self) -> Identity:
        """The community that the key belongs to, and what all credentials together can do.

        Raises:
            NetworkError: A credential does not work, or belongs to somebody else. A token of VK ID
                that does not work only adds nothing.
        """
        key = community_key(self._credentials)
        rights, group = await self._community(key)
        group_id = int(group["id"])
        proved = await self._by_key(key, group_id, may_post="wall" in rights)
        if self._user and self._user.kind == "vkid":
            with suppress(AccountTrouble):
                proved |= await self._by_user(self._user, group_id)
        elif self._user:
            await self._prove_editor(self._user, group_id)
            proved |= await self._by_user(self._user, group_id)
        return _named(group, proved)

    async def guest(self, target: str) -> Identity:
        """A community that somebody who signed in with VK ID may read.

        Raises:
            NetworkError: Their token does not work, or reads nothing there.
        """
        if self._user is None or not target:
            raise AccessDenied("VK", advice="vk-advice-key-first")
        group_id = -int(target)
        group = _only_group(await self._client.ask(self._user, "groups.getById", group_id=group_id))
        proved = await self._by_user(self._user, group_id)
        if not proved["look"]:
            raise AccessDenied("VK", advice="vk-advice-vkid-reads-nothing")
        return _named(group, proved)

    async def _community(self, key: Token) -> tuple[set[str], Mapping[str, Any]]:
        try:
            told = await self._client.ask(key, "groups.getTokenPermissions")
            group = _only_group(await self._client.ask(key, "groups.getById"))
        except (AccessDenied, Rejected) as error:
            advice = "vk-advice-not-community-key"
            raise AccessDenied(error.code, error.detail, advice=advice) from None
        rights = as_object(told).get("permissions", [])
        return {str(as_object(right).get("name")) for right in rights}, group

    async def _by_key(self, key: Token, group_id: int, *, may_post: bool) -> dict[str, bool]:
        documents = await self._can(key, "docs.getWallUploadServer", group_id=group_id)
        return {
            "text": may_post,
            "link": may_post,
            "document": may_post and documents,
            "photo": False,
            "video": False,
            "look": False,
            "delete": False,
            "stats": False,
        }

    async def _prove_editor(self, token: Token, group_id: int) -> None:
        group = _only_group(await self._client.ask(token, "groups.getById", group_id=group_id))
        if not group.get("is_admin") or int(group.get("admin_level", 0)) < _EDITOR:
            raise AccessDenied("VK", advice="vk-advice-not-editor")

    async def _by_user(self, token: Token, group_id: int) -> dict[str, bool]:
        owner_id = -group_id
        newest = await self._newest(token, owner_id)
        return {
            "photo": await self._can(token, "photos.getWallUploadServer", group_id=group_id),
            "video": await self._can(token, "video.get", owner_id=owner_id, count=1),
            "look": newest is not None,
            "delete": await self._can(
                token, "wall.checkCopyrightLink", link=f"https://vk.com/wall{owner_id}_1"
            ),
            "stats": await self._can(
                token, "stats.getPostReach", owner_id=owner_id, post_ids=newest or 1
            ),
        }

    async def _newest(self, token: Token, owner_id: int) -> int | None:
        """The number of a recent post, 0 on an empty wall, None where the wall cannot be read."""
        try:
            wall = await self._client.ask(token, "wall.get", owner_id=owner_id, count=1)
        except (AccessDenied, Rejected):
            return None
        return max((int(post["id"]) for post in items_of(wall)), default=0)

    async def _can(self, token: Token, method: str, **params: Value) -> bool:
        try:
            await self._client.ask(token, method, **params)
        except AccessDenied:
            return False
        except Rejected as error:
            return error.code == "VK 3102"
        return True


def community_key(credentials: Mapping[str, str]) -> Token:
    """The community's own key.

    Raises:
        LoginNeeded: There is none.
    """
    value = credentials.get("community_key")
    if not value:
        raise LoginNeeded("VK", advice="vk-advice-key-missing")
    return Token(value, "community")


def user_token(credentials: Mapping[str, str]) -> Token | None:
    """The administrator's token if one was given, else that of whoever signed in with VK ID."""
    if value := credentials.get("user_token"):
        return Token(value, "user")
    value = credentials.get("vkid_token")
    return Token(value, "vkid") if value else None


def _named(group: Mapping[str, Any], proved: Mapping[str, bool]) -> Identity:
    name = group.get("screen_name") or f"club{group['id']}"
    return Identity(
        target=f"-{group['id']}",
        title=str(group.get("name", name)),
        url=f"https://vk.com/{name}",
        capabilities=proved,
    )


def _only_group(answer: Any) -> Mapping[str, Any]:
    groups = as_object(answer).get("groups")
    if not groups or not isinstance(as_object(groups[0]).get("id"), int):
        raise Transient("VK", "VK did not say which community this is")
    return as_object(groups[0])
