"""The control API's half for sessions: log somebody out, ask for a human, be that human."""

import typing

from aiohttp import web

from services.sandbox.control import ControlError, json_body
from services.sandbox.instagram.private.objects import Member, Session, Trouble
from services.sandbox.instagram.private.twin import PrivateTwin

_TROUBLES: tuple[str, ...] = typing.get_args(Trouble)


class PrivateControl:
    """Handlers with which tests and the page act on sessions."""

    def __init__(self, twin: PrivateTwin) -> None:
        self._twin = twin

    def routes(self) -> list[web.RouteDef]:
        """The routes of this half."""
        return [
            web.post("/control/instagram/sessions", self._trouble),
            web.post("/control/instagram/members/{pk}/post", self._post),
            web.post("/control/instagram/members/{pk}/approve", self._approve),
        ]

    async def _trouble(self, request: web.Request) -> web.Response:
        """What is wrong with a session; `how` of null puts it right."""
        body = await json_body(request)
        session = self._session(str(body.get("session")))
        how = body.get("how")
        if how is not None and how not in _TROUBLES:
            raise ControlError(f"how is null or one of {', '.join(_TROUBLES)}")
        session.trouble = how
        self._changed()
        return web.json_response({"session": session.cookie, "how": session.trouble})

    async def _post(self, request: web.Request) -> web.Response:
        """A picture that the owner posts by hand, with the app in their pocket."""
        member = self._member(request)
        caption = str((await json_body(request)).get("caption", ""))
        pk = self._twin.by_hand(member, caption).pk
        self._changed()
        return web.json_response({"pk": pk})

    async def _approve(self, request: web.Request) -> web.Response:
        """The owner says in the app that it was them who knocked."""
        member, approved = self._member(request), self._twin.store.approved
        knocked = [name for name in approved if name.startswith(f"{member.pk} ")]
        approved |= dict.fromkeys(knocked, True)
        self._changed()
        return web.json_response({"devices": len(knocked)})

    def _member(self, request: web.Request) -> Member:
        member = self._twin.store.members.get(request.match_info["pk"])
        if member is None:
            raise ControlError("there is no such member", 404)
        return member

    def _session(self, cookie: str) -> Session:
        session = self._twin.store.sessions.get(cookie)
        if session is None:
            raise ControlError("there is no such session", 404)
        return session

    def _changed(self) -> None:
        self._twin.world.touch()
        self._twin.world.events.publish("state")
