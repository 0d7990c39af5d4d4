"""The page on which a network asks a person whether an app may act for them. No script runs there.

It says plainly that it is a pretended one. Who opens it is anybody of the pretended network: there
is a button for each account.
"""

import html
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from services.sandbox.codes import Codes
from services.sandbox.faults import Fault
from services.sandbox.perform import Answer, Call, perform
from services.sandbox.state import World
from services.sandbox.words import Words

_Effect = Callable[[], Awaitable[Answer]]

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_ALWAYS = frozenset({"client_id", "redirect_uri", "response_type", "scope", "state"})
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Type": "text/html; charset=utf-8",
    # A browser follows an answer to a form only where that is allowed: back to the product.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none';"
        " form-action 'self' http://127.0.0.1:* http://localhost:*"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_ASK = Words(
    "SANDBOX: allow CrossPoster to use {network}?",
    "ПЕСОЧНИЦА: разрешить CrossPoster доступ к {network}?",
)
_NOTE = Words(
    "This page only pretends: no real account, no real {network}.",
    "Страница ненастоящая: ни настоящего аккаунта, ни настоящего {network}.",
)
_RIGHTS = Words("It asks for", "Запрошено")
_ALLOW = Words("Allow as {account}", "Разрешить как {account}")
_DENY = Words("Deny", "Не разрешать")
_WRONG = Words("SANDBOX: {network} does not ask this", "ПЕСОЧНИЦА: {network} так не спросит")
_OTHER = Words("Русский", "English")
_PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{heading}</title>
<style>
:root {{ color-scheme: light dark; font: 17px/1.5 system-ui, sans-serif; }}
body {{ display: grid; min-height: 90vh; margin: 0 16px; place-items: center; }}
main {{ max-width: 28em; border: 3px dashed #d97706; border-radius: 16px; padding: 8px 24px 24px; }}
h1 {{ font-size: 21px; }}
fieldset {{ border: 0; padding: 0; margin: 0 0 16px; }}
label {{ display: block; margin: 6px 0; }}
code {{ opacity: .65; overflow-wrap: anywhere; }}
button {{ display: block; width: 100%; margin: 8px 0; padding: 10px; font: inherit; }}
</style>
<main>
<h1>{heading}</h1>
{body}
</main>
</html>
"""


@dataclass(frozen=True, kw_only=True)
class Asker:
    """How one network asks.

    Args:
        key: The network's key, which stands in the redirect address as well.
        title: What people call it.
        path: Where its page is.
        client_id: The one app that there is.
        scopes: What may be asked for, and what people read of it.
        accounts: Whoever may answer: names by id.
        separator: What stands between scopes.
        extras: Parameters that may come with those that always do.
        denied: What comes back when the person does not allow it.
        brings: What comes back beside a code, and has to be named with it later.
        state_length: How long `state` has to be at least.
        fragment: What the network hangs to the address of an answer.
    """

    key: str
    title: str
    path: str
    client_id: str
    scopes: Mapping[str, Words]
    accounts: Callable[[], dict[str, str]]
    separator: str = ","
    extras: frozenset[str] = frozenset()
    denied: Mapping[str, str] = field(default_factory=lambda: {"error": "access_denied"})
    brings: Callable[[], Mapping[str, str]] = dict[str, str]
    state_length: int = 1
    fragment: str = ""


class ConsentPage:
    """Shows the question, and sends the person back with their answer.

    Args:
        world: The pretend internet.
        asker: How this network asks.
        codes: Where the codes of this network are kept.
    """

    def __init__(self, world: World, asker: Asker, codes: Codes) -> None:
        self._world = world
        self._asker = asker
        self._codes = codes

    def routes(self) -> list[web.RouteDef]:
        """The page, and where its form goes."""
        path = self._asker.path
        return [web.get(path, self._show), web.post(path, self._decide)]

    async def _show(self, request: web.Request) -> web.StreamResponse:
        async def effect() -> Answer:
            wrong = self._wrong(request)
            return self._refusal(request, wrong) if wrong else self._question(request)

        return await self._perform(request, "authorize", {}, effect)

    async def _decide(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        scopes = [str(one) for one in form.getall("scope", [])]
        account = str(form.get("account", ""))

        async def effect() -> Answer:
            if wrong := self._wrong(request):
                return self._refusal(request, wrong)
            if "deny" in form:
                return self._back(request, dict(self._asker.denied))
            if account not in self._asker.accounts():
                return self._refusal(request, "sandbox: no such account")
            asked = {name: request.query[name] for name in request.query if name != "state"}
            granted = [one for one in self._asked_scopes(request) if one in scopes]
            now = self._world.clock.timestamp()
            brought = dict(self._asker.brings())
            code = self._codes.issue(account, granted, {**asked, **brought}, now=now)
            return self._back(request, {"code": code.value, **brought})

        told = {"account": account, "scopes": scopes, "denied": "deny" in form}
        return await self._perform(request, "consent", told, effect)

    async def _perform(
        self, request: web.Request, method: str, told: dict[str, object], effect: _Effect
    ) -> web.StreamResponse:
        shown = {name: request.query.get(name) for name in ("client_id", "redirect_uri", "scope")}
        call = Call(
            request=request, network=self._asker.key, method=method, params={**shown, **told}
        )

        def ordered(fault: Fault) -> Answer:
            return self._refusal(request, f"sandbox: {fault.kind}")

        return await perform(self._world, call, effect, ordered)

    def _wrong(self, request: web.Request) -> str:
        """What the network would show its own error page for; empty if nothing is wrong."""
        return next(self._faults(request), "")

    def _faults(self, request: web.Request) -> Iterator[str]:
        query, asker = request.query, self._asker
        if missing := sorted(one for one in _ALWAYS if not query.get(one)):
            yield f"missing {', '.join(missing)}"
        if unknown := sorted(set(query) - _ALWAYS - asker.extras - {"lang"}):
            yield f"sandbox: unknown parameter {', '.join(unknown)}"
        if len(query) > len(set(query)):
            yield "sandbox: a parameter is there twice"
        if query["client_id"] != asker.client_id:
            yield "invalid_client: there is no such app"
        if not is_registered(query["redirect_uri"], asker.key):
            yield "redirect_uri_mismatch: the app has not registered this address"
        if len(query["state"]) < asker.state_length:
            yield f"invalid_request: state is shorter than {asker.state_length}"
        if query["response_type"] != "code":
            yield "unsupported_response_type"
        if unknown := sorted(set(self._asked_scopes(request)) - set(asker.scopes)):
            yield f"invalid_scope: {', '.join(unknown)}"
        if "code_challenge" in query and query.get("code_challenge_method") != "S256":
            yield "invalid_request: code_challenge_method must be S256"

    def _asked_scopes(self, request: web.Request) -> list[str]:
        return request.query["scope"].split(self._asker.separator)

    def _question(self, request: web.Request) -> Answer:
        boxes = "".join(
            f'<label><input type="checkbox" name="scope" value="{html.escape(scope)}" checked>'
            f" {self._say(request, self._asker.scopes[scope])}"
            f" <code>{html.escape(scope)}</code></label>"
            for scope in self._asked_scopes(request)
        )
        people = "".join(
            f'<button name="account" value="{html.escape(number)}">'
            f"{self._say(request, _ALLOW, account=name)}</button>"
            for number, name in self._asker.accounts().items()
        )
        other = request.rel_url.update_query(lang="en" if _language(request) == "ru" else "ru")
        body = (
            f'<p>{self._say(request, _NOTE)}</p><form method="post">'
            f"<fieldset><legend>{self._say(request, _RIGHTS)}:</legend>{boxes}</fieldset>"
            f'{people}<button name="deny" value="1">{self._say(request, _DENY)}</button></form>'
            f'<p><a href="{html.escape(str(other))}">{self._say(request, _OTHER)}</a></p>'
        )
        return self._page(request, _ASK, body)

    def _refusal(self, request: web.Request, words: str) -> Answer:
        answer = self._page(request, _WRONG, f"<p>{html.escape(words)}</p>")
        answer.status, answer.executed = 400, False
        return answer

    def _page(self, request: web.Request, heading: Words, body: str) -> Answer:
        page = _PAGE.format(
            language=_language(request), heading=self._say(request, heading), body=body
        )
        return Answer(payload=page, headers=dict(_HEADERS))

    def _back(self, request: web.Request, told: dict[str, str]) -> Answer:
        query = urlencode({**told, "state": request.query["state"]})
        address = f"{request.query['redirect_uri']}?{query}{self._asker.fragment}"
        headers = {"Location": address, "Referrer-Policy": "no-referrer"}
        return Answer(payload="", status=302, headers=headers, effect="code" in told)

    def _say(self, request: web.Request, words: Words, **more: str) -> str:
        text = words.as_json()[_language(request)]
        return html.escape(text.format(network=self._asker.title, **more))


def is_registered(address: str, key: str) -> bool:
    """Whether the one app has this redirect address: any of this machine, with the known path."""
    try:
        parts = urlsplit(address)
        is_here = parts.scheme == "http" and parts.hostname in _LOOPBACK
    except ValueError:
        return False
    plain = f"http://{parts.netloc}/oauth/{key}/callback"
    return is_here and "@" not in parts.netloc and address == plain


def _language(request: web.Request) -> str:
    """As asked for in the address, else as the browser prefers."""
    asked = request.query.get("lang", request.headers.get("Accept-Language", ""))
    return "ru" if asked.strip().lower().startswith("ru") else "en"
