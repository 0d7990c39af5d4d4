"""Which kind of token may call which method, as VK has it since VK ID took over sign-in.

A community key posts and uploads documents but reads no wall and uploads no wall photo; a token
of VK ID reads what is public; an old-style token of an administrator does everything it has
scopes for.

Source: https://dev.vk.com/api/access-token/getting-started
"""

from dataclasses import dataclass
from typing import Literal

from services.sandbox.vk.errors import VkError

Kind = Literal["community", "user", "vkid", "service"]
Trouble = Literal["expired", "other_ip", "captcha_old", "captcha_new", "validation"]
Role = Literal["administrator", "editor", "none"]

COMMUNITY_MASK = {
    "stories": 1,
    "photos": 4,
    "messages": 4096,
    "wall": 8192,
    "docs": 131072,
    "manage": 262144,
    "market": 134217728,
}
"""Permissions of a community key with their bits."""

USER_SCOPES = ("photos", "video", "wall", "docs", "groups", "stats", "offline")
"""What a full user token of an administrator holds."""

CALLS_A_SECOND = {"community": 20, "user": 3, "vkid": 3, "service": 3}


@dataclass(slots=True)
class Token:
    """One access token: whose it is and what it may do; `trouble` is what ails it now.

    One of VK ID ends at `expires_at`, and a `refresh_token` brings the next for the same `device`.
    """

    value: str
    kind: Kind
    user_id: int | None = None
    group_id: int | None = None
    scopes: tuple[str, ...] = ()
    trouble: Trouble | None = None
    expires_at: float | None = None
    refresh_token: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class Access:
    """Who may call a method.

    `user` and `community` name the scope that is needed: "" needs none, None refuses the kind.
    `vkid` is the error that a token of VK ID gets, None if it may call.
    """

    user: str | None = ""
    community: str | None = None
    service: bool = False
    vkid: int | None = None


ACCESS = {
    "users.get": Access(community="", service=True),
    "groups.getById": Access(community="", service=True),
    "groups.getTokenPermissions": Access(user=None, community="", vkid=15),
    "groups.getMembers": Access(community="", service=True),
    "groups.get": Access(user="groups", service=True, vkid=1051),
    "utils.resolveScreenName": Access(community="", service=True),
    "wall.post": Access(user="wall", community="wall", vkid=1051),
    "wall.edit": Access(user="wall", vkid=1051),
    "wall.delete": Access(user="wall", vkid=1051),
    "wall.get": Access(service=True),
    "wall.getById": Access(),
    "wall.checkCopyrightLink": Access(user="wall", vkid=1051),
    "photos.getWallUploadServer": Access(user="photos", vkid=15),
    "photos.saveWallPhoto": Access(user="photos", vkid=15),
    "photos.getMessagesUploadServer": Access(user="photos", community="photos", vkid=15),
    "photos.saveMessagesPhoto": Access(user="photos", community="photos", vkid=15),
    "docs.getWallUploadServer": Access(user="docs", community="docs", vkid=15),
    "docs.save": Access(user="docs", community="docs", vkid=15),
    "video.save": Access(user="video", vkid=15),
    "video.get": Access(user="video", vkid=15),
    "stats.getPostReach": Access(user="stats", vkid=15),
    "execute": Access(community=""),
}
"""One line per imitated method."""


def authorise(token: Token, method: str) -> None:
    """Let the call through or refuse it as VK does for this kind of token.

    Raises:
        VkError: 27, 28, 1051 for the wrong kind; 15 with subcode 1133 for a missing scope.
    """
    access = ACCESS[method]
    if token.kind == "community":
        _need(access.community, token, 27, "method is unavailable with group auth.")
    elif token.kind == "service":
        if not access.service:
            raise VkError(28, "method is unavailable with service token.")
    elif token.kind == "vkid" and access.vkid is not None:
        raise _vk_id_refusal(access.vkid)
    elif token.kind == "user":
        _need(access.user, token, 15, "method is available with group auth only.")


def _vk_id_refusal(code: int) -> VkError:
    if code == 1051:
        return VkError(1051, "method is unavailable with current profile type")
    return _no_scope()


def _need(scope: str | None, token: Token, code: int, detail: str) -> None:
    if scope is None:
        raise VkError(code, detail)
    if scope and scope not in token.scopes:
        raise _no_scope()


def _no_scope() -> VkError:
    return VkError(
        15,
        "no access to call this method. It cannot be called with current scopes.",
        subcode=1133,
    )
