"""`/vk/method/{name}`: the API over HTTP, errors with status 200.

Source: https://dev.vk.com/api/api-requests
"""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from services.sandbox.faults import Fault
from services.sandbox.perform import Answer, Call, perform
from services.sandbox.vk.caller import Caller
from services.sandbox.vk.challenges import answered, challenge, need_no_human
from services.sandbox.vk.errors import VkError
from services.sandbox.vk.methods import METHODS
from services.sandbox.vk.parameters import API_VERSION, Values, read
from services.sandbox.vk.section import VkSection
from services.sandbox.vk.tokens import Token, authorise

_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
_SECRETS = {"access_token", "success_token"}


class VkApi:
    """Answers calls of methods."""

    def __init__(self, section: VkSection) -> None:
        self._section = section

    def routes(self) -> list[web.RouteDef]:
        """The one route of the API."""
        return [web.route("*", "/vk/method/{name}", self._method)]

    async def _method(self, request: web.Request) -> web.StreamResponse:
        name, sent = request.match_info["name"], await _sent(request)
        token = _token_of(request, sent)
        call = Call(
            request=request,
            network="vk",
            method=name,
            params={key: "***" if key in _SECRETS else value for key, value in sent.items()},
            target=sent.get("owner_id") or _group(sent) or self._own_wall(token),
            token_hint=self._hint(token),
        )
        origin = f"{request.scheme}://{request.host}"
        self._section.ripen()

        async def effect() -> Answer:
            try:
                return self._run(call, token, sent, origin)
            except VkError as error:
                return _refused(error, name, sent)

        def refusal(fault: Fault) -> Answer:
            error = self._ordered(fault, token, sent, origin)
            if error is None or fault.params.get("after_effect"):
                return self._despite(call, token, sent, origin, error)
            return _refused(error, name, sent)

        return await perform(self._section.world, call, effect, refusal)

    def _own_wall(self, token: str) -> str | None:
        known = self._section.store.tokens.get(token)
        return f"-{known.group_id}" if known and known.group_id else None

    def _hint(self, token: str) -> str:
        """Enough to tell tokens apart, too little to use one."""
        known = self._section.store.tokens.get(token)
        return f"{known.kind if known else 'unknown'} …{token[-4:]}" if token else ""

    def _run(self, call: Call, token: str, sent: Mapping[str, str], origin: str) -> Answer:
        if call.method not in METHODS:
            raise VkError(3)
        if "v" not in sent:
            raise VkError(8, "v (version) is required")
        if sent["v"] != API_VERSION:
            raise VkError(8, f"the sandbox speaks version {API_VERSION} only, not {sent['v']}")
        caller = self._caller(call, token, sent, origin)
        done = METHODS[call.method](caller)
        return Answer(payload={"response": done.response}, effect=done.effect)

    def _caller(self, call: Call, token: str, sent: Mapping[str, str], origin: str) -> Caller:
        known = self._section.store.tokens.get(token)
        if known is None:
            raise VkError(5, "invalid access_token (4).")
        if known.expires_at is not None and known.expires_at <= self._section.now:
            raise VkError(5, "access_token has expired.")
        need_no_human(self._section.store, known, Values(sent), origin)
        authorise(known, call.method)
        self._section.pace.admit(known, call.method, self._section.now)
        return Caller(self._section, call, known, read(call.method, sent), origin)

    def _despite(
        self,
        call: Call,
        token: str,
        sent: Mapping[str, str],
        origin: str,
        error: VkError | None,
    ) -> Answer:
        """Do what was asked, and say what was ordered."""
        try:
            answer = self._run(call, token, sent, origin)
        except VkError as refused:
            return _refused(refused, call.method, sent)
        if error is None:
            return answer
        return Answer(payload=error.body(call.method, sent), effect=answer.effect)

    def _ordered(
        self, fault: Fault, token: str, sent: Mapping[str, str], origin: str
    ) -> VkError | None:
        """VK's words for a fault; None when a captcha has been answered already."""
        params = fault.params
        store = self._section.store
        if fault.kind == "captcha":
            known: Token | None = store.tokens.get(token)
            if known and answered(store, known, Values(sent)):
                return None
            return challenge(store, token, params.get("form", "new"), origin)
        if fault.kind == "login_expired":
            return VkError(5, "access_token has expired.")
        if fault.kind == "rate_limit":
            return VkError(int(params.get("error_code", 6)))
        return _worded(params)


def _worded(params: Mapping[str, Any]) -> VkError:
    """An ordered refusal: its code, its words, and any further fields of the error object."""
    ours = {"error_code", "error_msg", "description", "after_effect", "form"}
    extra = {key: value for key, value in params.items() if key not in ours}
    words = str(params.get("error_msg") or params.get("description") or "")
    return VkError(int(params.get("error_code", 100)), words, **extra)


async def _sent(request: web.Request) -> dict[str, str]:
    """What was sent as text; a JSON body counts as nothing, as VK has it."""
    sent = dict(request.query)
    if request.method == "POST" and request.content_type in _FORMS:
        form = await request.post()
        sent |= {name: value for name, value in form.items() if isinstance(value, str)}
    return sent


def _token_of(request: web.Request, sent: Mapping[str, str]) -> str:
    bearer = request.headers.get("Authorization", "")
    return sent.get("access_token") or bearer.removeprefix("Bearer ")


def _group(sent: Mapping[str, str]) -> str | None:
    group_id = sent.get("group_id", "").removeprefix("-")
    return f"-{group_id}" if group_id else None


def _refused(error: VkError, method: str, sent: Mapping[str, str]) -> Answer:
    return Answer(payload=error.body(method, sent), executed=False)
