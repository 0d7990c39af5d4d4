"""A person's browser on our page for signing in."""

import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp

_FORM = re.compile(r'name="form" value="([0-9a-f]+)"')
_FIELD = re.compile(r'<label for="(\w+)">')
_HEADING = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)
_TROUBLE = re.compile(r'role="alert">(.*?)</p>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the browser shows; `fields` are those to be filled in."""

    status: int
    text: str
    fields: tuple[str, ...]
    form: str

    @property
    def heading(self) -> str:
        """What stands above it all."""
        found = _HEADING.search(self.text)
        return html.unescape(found[1]) if found else ""

    @property
    def trouble(self) -> str:
        """Why the last try did not work; empty if there is nothing to say."""
        found = _TROUBLE.search(self.text)
        return html.unescape(found[1]) if found else ""


@dataclass
class Browser:
    """One browser with its cookies, at one address."""

    http: aiohttp.ClientSession
    address: str
    headers: dict[str, str] = field(default_factory=dict)

    async def look(self) -> Shown:
        """Open the page, or look at it again."""
        async with self.http.get(self.address) as answer:
            return await _shown(answer)

    async def type(self, **typed: str) -> Shown:
        """Open the page, fill it in and press its button; what is shown then."""
        page = await self.look()
        return await self.send(form=page.form, **typed)

    async def send(self, **form: str) -> Shown:
        """Send a form as it is."""
        async with self.http.post(self.address, data=form, headers=self.headers) as answer:
            return await _shown(answer)


@asynccontextmanager
async def open_browser(address: str) -> AsyncIterator[Browser]:
    """Another browser."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as http:
        yield Browser(http, address)


async def _shown(answer: aiohttp.ClientResponse) -> Shown:
    text = await answer.text()
    found = _FORM.search(text)
    return Shown(answer.status, text, tuple(_FIELD.findall(text)), found[1] if found else "")
