"""What people do: they make accounts, tokens expire, apps are removed, rights are taken back."""

from aiohttp import web

from services.sandbox.control import json_body
from services.sandbox.instagram.about import keys_of
from services.sandbox.instagram.section import InstagramSection

_TROUBLES = {None, "expired", "revoked"}


class InstagramControl:
    """The part of the control API that only Instagram needs."""

    def __init__(self, section: InstagramSection) -> None:
        self._section = section

    def routes(self) -> list[web.RouteDef]:
        """`POST /control/instagram/accounts`, `.../tokens` and `.../apps/remove`."""
        return [
            web.post("/control/instagram/accounts", self._join),
            web.post("/control/instagram/tokens", self._tokens),
            web.post("/control/instagram/apps/remove", self._remove_app),
        ]

    async def _join(self, request: web.Request) -> web.Response:
        """Somebody makes a professional profile: `name`."""
        name = str((await json_body(request))["name"])
        store, now = self._section.store, self._section.now
        profile = store.add_profile(name.lower().replace(" ", "_"), now)
        self._section.world.touch()
        self._section.world.events.publish("state")
        return web.json_response(keys_of(profile, store.key(profile, now).value))

    async def _remove_app(self, request: web.Request) -> web.Response:
        """The person of a profile (`account`) removes the app."""
        account = str((await json_body(request))["account"])
        for token in self._section.store.tokens.values():
            if token.profile_id == account:
                token.trouble = "revoked"
        self._section.world.touch()
        self._section.world.events.publish("state")
        return web.json_response({"ok": True})

    async def _tokens(self, request: web.Request) -> web.Response:
        """Let a token expire, revoke it, mend it, or change what it may do.

        `token`; `trouble` (`expired`, `revoked`, `null`); `scopes`, a list.
        """
        asked = await request.json()
        token = self._section.store.tokens.get(str(asked.get("token")))
        if token is None:
            raise ValueError("no such token")
        if asked.get("trouble") not in _TROUBLES:
            raise ValueError("trouble is expired, revoked or null")
        token.trouble = asked.get("trouble")
        if "scopes" in asked:
            token.scopes = tuple(map(str, asked["scopes"]))
        self._section.world.touch()
        return web.json_response({"ok": True})
