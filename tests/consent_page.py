"""A person's browser on a network's consent page in the sandbox."""

import html
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import aiohttp

_SCOPE = re.compile(r'name="scope" value="([^"]+)" checked')
_ACCOUNT = re.compile(r'name="account" value="([^"]+)">([^<]+)<')


@dataclass(frozen=True, slots=True)
class Page:
    """What the browser shows; `accounts` are ids by the words on their buttons."""

    status: int
    text: str
    scopes: tuple[str, ...]
    accounts: Mapping[str, str]


async def look(address: str, language: str = "en") -> Page:
    """Open the page."""
    async with (
        aiohttp.ClientSession(headers={"Accept-Language": language}) as http,
        http.get(address) as answer,
    ):
        text = await answer.text()
    accounts = {html.unescape(label): number for number, label in _ACCOUNT.findall(text)}
    return Page(answer.status, text, tuple(map(html.unescape, _SCOPE.findall(text))), accounts)


async def allow(address: str, account: int = 0, *, without: Collection[str] = ()) -> str:
    """Allow it as one of the people, perhaps not everything; where the browser is sent."""
    page = await look(address)
    number = list(page.accounts.values())[account]
    boxes = [("scope", scope) for scope in page.scopes if scope not in without]
    return await _press(address, [*boxes, ("account", number)])


async def deny(address: str) -> str:
    """Do not allow it; where the browser is sent."""
    return await _press(address, [("deny", "1")])


def answer_of(address: str) -> dict[str, str]:
    """The parameters with which the browser arrives."""
    return dict(parse_qsl(urlsplit(address).query))


async def _press(address: str, form: list[tuple[str, str]]) -> str:
    async with (
        aiohttp.ClientSession() as http,
        http.post(address, data=aiohttp.FormData(form), allow_redirects=False) as answer,
    ):
        assert answer.status == 302, await answer.text()
        return answer.headers["Location"]
