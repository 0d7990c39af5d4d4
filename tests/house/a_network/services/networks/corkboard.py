"""Corkboard: notes with a heading, a text and pictures. There is no such network.

It is the smallest whole one, kept to show what belongs to a network and to prove that nothing
else does. Notes carry a reference of ours, so that a note whose answer was lost can be found.

Source: https://corkboard.example/api/v1
"""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, ClassVar

import aiohttp
from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.clock import Clock
from services.content import Content, utf16_len
from services.errors import (
    AccessDenied,
    LoginNeeded,
    NetworkError,
    NotSent,
    RateLimited,
    Rejected,
    Unconfirmed,
)
from services.networks.base import (
    Absent,
    Accepted,
    Account,
    Finding,
    Found,
    Identity,
    Json,
    Limits,
    LinkMethod,
    Network,
    Notice,
    Part,
    Prepared,
    Work,
)
from services.networks.line import Line
from services.networks.settings import Address, NetworkSettings
from services.networks.window import SendWindow, attempt_header
from services.rates import Pace, Rate
from services.settings import Settings

_REFERENCES = uuid.UUID("5b0c3c7e-98a4-5d0e-8a63-1f2b9c9d7a11")
_HEADING_LIMIT = 80
_SPANS = {"bold": "bold", "italic": "italic", "text_link": "link"}

LIMITS = Limits(
    text=2000,
    caption=2000,
    text_unit="utf16",
    album=4,
    photo_bytes=5 << 20,
    video_bytes=0,
    document_bytes=0,
    call_timeout_s=20.0,
    grace_s=10.0,
)


class CorkboardSettings(NetworkSettings):
    """Variables that begin with `CORKBOARD_`; everything has a default."""

    model_config = SettingsConfigDict(env_prefix="CORKBOARD_")

    api_url: Address = Field(
        default="https://api.corkboard.example", description="The API's server."
    )


class CorkboardNetwork(Network):
    """Publishing to boards. Credentials: the `board_key`, which may do everything on its board.

    Args:
        settings: Whether the networks are pretended.
        clock: From whose now the network's delays count.
        pace: Waits until a harmless call may leave.
    """

    key: ClassVar[str] = "corkboard"
    title: ClassVar[str] = "Corkboard"
    link_method: ClassVar[LinkMethod] = "secrets"
    limits: ClassVar[Limits] = LIMITS
    pasted_secrets: ClassVar[tuple[str, ...]] = ("board_key",)

    def __init__(self, settings: Settings, clock: Clock, pace: Pace) -> None:
        self._api_url = CorkboardSettings.load().api_url
        self._sandbox = settings.sandbox
        self._clock = clock
        self._pace = pace

    async def whoami(self, target: str, credentials: Mapping[str, str]) -> Identity:
        """Ask which board the key opens; when linking again it has to be the same one."""
        board = await self._ask(credentials, "GET", "board")
        if target and board["id"] != target:
            raise AccessDenied("Corkboard", advice="corkboard-other-board")
        proved = {"text": True, "photo": True, "look": True, "delete": True}
        return Identity(board["id"], board["name"], board["url"], proved)

    def check(self, content: Content, account: Account) -> list[Notice]:
        """Say what the board leaves out, changes or refuses."""
        del account
        left_out = len(content.media) - len(_pictures(content))
        notices = []
        if (over := utf16_len(content.text) - LIMITS.text) > 0:
            notices.append(Notice("refuse", "corkboard-too-long", {"over": over}))
        if not content.text.strip() and not _pictures(content):
            notices.append(Notice("refuse", "corkboard-empty"))
        if left_out:
            notices.append(Notice("change", "corkboard-left-out", {"count": left_out}))
        return notices

    def plan(self, content: Content, account: Account) -> list[Part]:
        """One note."""
        refused = [each for each in self.check(content, account) if each.level == "refuse"]
        if refused:
            raise Rejected("Corkboard", advice=refused[0].text)
        return [Part(1, "note", {"media": _pictures(content)})]

    def rates(self, account: Account, part: Part) -> list[Rate]:
        """One note a second on a board."""
        del part
        return [Rate(f"corkboard:board:{account.target}", count=1, per_s=1.0)]

    async def prepare(self, part: Part, content: Content, account: Account, work: Work) -> Prepared:
        """Upload the pictures, each remembered at once; the reference is the part's own."""
        ready: dict[str, str] = dict(work.checkpoint.get("pictures", {}))
        places: list[int] = part.plan["media"]
        for done, place in enumerate(places, start=1):
            if str(place) not in ready:
                picture = (await work.file(content.media[place])).read_bytes()
                answer = await self._ask(account.credentials, "POST", "pictures", picture)
                ready[str(place)] = answer["id"]
                await work.save({"pictures": ready})
            await work.progress(done / len(places))
        reference = str(uuid.uuid5(_REFERENCES, work.key))
        pictures = [ready[str(place)] for place in places]
        note = {**_note(content), "pictures": pictures, "reference": reference}
        return Prepared(note, {"reference": reference})

    async def publish(self, prepared: Prepared, account: Account, window: SendWindow) -> Accepted:
        """Pin the note, once."""
        made = await self._call(account.credentials, "POST", "notes", prepared.payload, window)
        if not isinstance(made.get("id"), str):
            raise Unconfirmed("Corkboard", "it did not say which note it made")
        return Accepted((made["id"],), made.get("url"))

    async def find(self, evidence: Json, account: Account) -> Finding:
        """Look for the note that bears our reference."""
        where = f"notes?reference={evidence['reference']}"
        notes = (await self._ask(account.credentials, "GET", where))["notes"]
        return Found((notes[0]["id"],), notes[0]["url"]) if notes else Absent()

    async def delete(self, ids: tuple[str, ...], account: Account) -> None:
        """Take notes down."""
        for note in ids:
            try:
                await self._ask(account.credentials, "DELETE", f"notes/{note}")
            except Rejected as error:
                if error.code != "Corkboard not_found":
                    raise

    async def close(self) -> None:
        """Every call has closed its own connection."""

    async def _ask(
        self, credentials: Mapping[str, str], method: str, path: str, body: bytes | None = None
    ) -> Json:
        """Make a call that may be repeated."""
        await self._pace([Rate("corkboard:calls", count=10, per_s=1.0)])
        return await self._call(credentials, method, path, body)

    async def _call(
        self,
        credentials: Mapping[str, str],
        method: str,
        path: str,
        body: Json | bytes | None,
        window: SendWindow | None = None,
    ) -> Json:
        """Make a call; with a window, one that must not be repeated.

        An error is made anew and raised here: aiohttp's own hold the request with its key.
        """
        line = Line("Corkboard", window)
        headers = {"Authorization": f"Bearer {credentials.get('board_key', '')}"}
        headers |= attempt_header(window, sandbox=self._sandbox)
        timeout = aiohttp.ClientTimeout(total=LIMITS.call_timeout_s, sock_connect=5)
        url = f"{self._api_url}/v1/{path}"
        sent: dict[str, Any] = {"json" if isinstance(body, dict) else "data": body}
        try:
            async with (
                aiohttp.ClientSession(connector=line, timeout=timeout) as http,
                http.request(method, url, headers=headers, **sent) as response,
            ):
                status, answer = response.status, await response.json()
        except NotSent as error:
            failure: NetworkError = error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            failure = line.lost(type(error).__name__)
        else:
            if status < HTTPStatus.MULTIPLE_CHOICES and isinstance(answer, dict):
                return answer
            refusal = _refusal(answer, status, self._clock.now())
            failure = refusal if refusal is not None else line.lost(f"HTTP {status}")
        raise failure


def _pictures(content: Content) -> list[int]:
    """The places of the media that the board can show."""
    photos = [place for place, each in enumerate(content.media) if each.kind == "photo"]
    return photos[: LIMITS.album]


def _note(content: Content) -> Json:
    """A short first line becomes the heading, and the formatting of the rest moves along."""
    first, _, rest = content.text.partition("\n")
    heading = first if rest.strip() and utf16_len(first) <= _HEADING_LIMIT else ""
    text = rest.lstrip("\n") if heading else content.text
    cut = utf16_len(content.text) - utf16_len(text)
    spans = [
        {"type": _SPANS[one.kind], "offset": one.offset_utf16 - cut, "length": one.length_utf16}
        | ({"url": one.url} if one.url else {})
        for one in content.entities
        if one.kind in _SPANS and one.offset_utf16 >= cut
    ]
    return {"heading": heading, "text": text, "spans": spans}


_RULES: Mapping[str, tuple[type[NetworkError], str]] = {
    "bad_key": (LoginNeeded, "corkboard-bad-key"),
    "read_only": (AccessDenied, "corkboard-read-only"),
    "too_long": (Rejected, ""),
    "bad_picture": (Rejected, "corkboard-bad-picture"),
}
"""What each code of the vendor means; an explicit refusal that is not here is `Rejected`."""


def _refusal(answer: Any, status: int, now: datetime) -> NetworkError | None:
    """What the network refuses, and why; None where it does not say."""
    error = answer.get("error") if isinstance(answer, dict) else None
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or not isinstance(error, dict):
        return None
    name, words = f"Corkboard {error.get('code')}", str(error.get("message", ""))
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        wait_s = float(error.get("retry_after_s") or 30)
        return RateLimited(name, words, until=now + timedelta(seconds=wait_s))
    kind, advice = _RULES.get(str(error.get("code")), (Rejected, ""))
    return kind(name, words, advice=advice)
