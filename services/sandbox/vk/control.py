"""The control API's VK half: communities, tokens, and what people do on walls."""

import typing
from typing import Any

from aiohttp import web

from services.sandbox.control import ControlError, json_body
from services.sandbox.vk.objects import Community, Post
from services.sandbox.vk.section import VkSection, shown
from services.sandbox.vk.tokens import Kind, Role, Trouble

_KINDS: tuple[str, ...] = typing.get_args(Kind)
_ROLES: tuple[str, ...] = typing.get_args(Role)
_TROUBLES: tuple[str, ...] = typing.get_args(Trouble)


class VkControl:
    """Handlers with which tests and the page act on VK."""

    def __init__(self, section: VkSection) -> None:
        self._section = section

    def routes(self) -> list[web.RouteDef]:
        """The routes of this half."""
        return [
            web.post("/control/vk/communities", self._found),
            web.post("/control/vk/communities/{id}/keys/replace", self._replace_keys),
            web.post("/control/vk/communities/{id}/post", self._post),
            web.delete("/control/vk/communities/{id}/posts/{post_id}", self._delete),
            web.post("/control/vk/communities/{id}/posts/{post_id}/pin", self._pin),
            web.post("/control/vk/tokens", self._issue),
            web.post("/control/vk/tokens/expire", self._expire),
            web.get("/control/vk/challenges", self._challenges),
        ]

    async def _found(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        community = self._section.store.found(body["name"], body.get("screen_name"))
        self._changed()
        return web.json_response(shown(community))

    async def _replace_keys(self, request: web.Request) -> web.Response:
        """Its administrator deletes the keys that there are, and makes new ones."""
        community = self._community(request)
        self._section.store.replace_keys(community)
        self._changed()
        return web.json_response(shown(community))

    async def _post(self, request: web.Request) -> web.Response:
        community, body = self._community(request), await json_body(request)
        store = self._section.store
        post = Post(
            id=store.number(f"post {community.owner_id}"),
            owner_id=community.owner_id,
            from_id=community.owner_id,
            created_by=next(iter(community.roles), 0),
            date=int(self._section.now),
            text=str(body["text"]),
            media=[],
            post_type="post",
        )
        self._section.publish(post)
        self._changed()
        return web.json_response({"post_id": post.id})

    async def _delete(self, request: web.Request) -> web.Response:
        self._section.take_down(self._post_of(request))
        self._changed()
        return web.json_response({"ok": True})

    async def _pin(self, request: web.Request) -> web.Response:
        pinned = self._post_of(request)
        for post in self._section.store.wall(pinned.owner_id).values():
            post.pinned = post is pinned
        self._changed()
        return web.json_response({"ok": True})

    async def _issue(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        if body["kind"] not in _KINDS:
            raise ControlError(f"kind is one of {', '.join(_KINDS)}")
        scopes = body.get("scopes")
        group_id = body.get("community_id")
        if body.get("role", "none") not in _ROLES:
            raise ControlError(f"role is one of {', '.join(_ROLES)}")
        if group_id not in self._section.store.communities and (
            group_id is not None or body["kind"] == "community"
        ):
            raise ControlError("there is no such community", 404)
        token = self._section.store.issue(
            body["kind"],
            user_id=self._user(body, group_id),
            group_id=group_id,
            scopes=None if scopes is None else tuple(scopes),
        )
        self._changed()
        return web.json_response({"token": token.value})

    async def _expire(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        token = self._section.store.tokens.get(str(body["token"]))
        if token is None:
            raise ControlError("there is no such token", 404)
        how = body.get("how")
        if how is not None and how not in _TROUBLES:
            raise ControlError(f"how is one of {', '.join(_TROUBLES)}, or null")
        token.trouble = how
        self._changed()
        return web.json_response({"ok": True})

    async def _challenges(self, _request: web.Request) -> web.Response:
        asked = [
            {"sid": one.sid, "form": one.form, "answer": one.answer}
            for one in self._section.store.challenges.values()
        ]
        return web.json_response({"challenges": asked})

    def _user(self, body: dict[str, Any], group_id: int | None) -> int | None:
        """Whose token it becomes: somebody with that role in the community."""
        if body["kind"] not in {"user", "vkid"}:
            return None
        user = self._section.store.add_user("Somebody")
        role = body.get("role", "administrator")
        community = self._section.store.communities.get(group_id or 0)
        if community and role != "none":
            community.roles[user.id] = role
        return user.id

    def _community(self, request: web.Request) -> Community:
        found = self._section.store.communities.get(int(request.match_info["id"]))
        if found is None:
            raise ControlError("there is no such community", 404)
        return found

    def _post_of(self, request: web.Request) -> Post:
        wall = self._section.store.wall(self._community(request).owner_id)
        post = wall.get(int(request.match_info["post_id"]))
        if post is None or post.deleted:
            raise ControlError("there is no such post", 404)
        return post

    def _changed(self) -> None:
        self._section.world.touch()
        self._section.world.events.publish("state")
