"""Pinterest: pins with pictures, carousels and videos on a person's boards. API version 5.

A pin needs a picture or a video. Pictures travel in the one call that makes the pin; videos are
uploaded and processed before. A pin whose answer got lost is looked for on its board.

Source: https://developers.pinterest.com/docs/api/v5/
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from services.clock import Clock
from services.content import Content
from services.errors import AccessDenied, NetworkError, Rejected, Unconfirmed
from services.media.shapes import Fitted, Shape, Taste, trimming
from services.networks.base import (
    ALBUM,
    FIT,
    LENGTH,
    MORE,
    Absent,
    Accepted,
    Account,
    Choice,
    Consent,
    Finding,
    Grant,
    Identity,
    Json,
    Limits,
    LinkMethod,
    Network,
    Notice,
    Option,
    Part,
    Prepared,
    Unclear,
    Work,
)
from services.networks.originals import original_bytes
from services.networks.pinterest.boards import board_choices, place_of, section_choices
from services.networks.pinterest.body import Body
from services.networks.pinterest.bucket import Bucket
from services.networks.pinterest.checking import Checking, taste_of
from services.networks.pinterest.client import PinterestClient
from services.networks.pinterest.consenting import Consenting
from services.networks.pinterest.errors import GONE
from services.networks.pinterest.finding import Pin, Traces, fingerprint, judge, pin_url
from services.networks.pinterest.media import LIMITS, VIDEO, Sorting
from services.networks.pinterest.pictures import fitting, source, video_source
from services.networks.pinterest.probing import identity
from services.networks.pinterest.settings import PinterestSettings
from services.networks.pinterest.video import Videos
from services.networks.whole import planned, whole_address
from services.networks.window import SendWindow
from services.rates import Charge, Pace, Rate
from services.settings import Settings
from services.text.pinterest import pin_text

_TRIAL_REQUESTS = 900
"""Of the thousand that an app in Trial has for a day: the rest is for linking and looking."""

_REQUESTS = {"pictures": 2, "video": 8}
"""How many a pin takes: one to see what is on the board, one to pin; a video is asked after."""

_KNOWN_PINS = 25
_PAGES = 8


class PinterestNetwork(Network):
    """Publishing to boards. Credentials: `access_token`; with it, from Pinterest's own page, a
    `refresh_token`.

    Args:
        settings: Whether Pinterest is pretended, and how large originals may be fetched.
        clock: Tells when a pin was made ready, and until when Pinterest wants us to wait.
        pace: Waits until harmless calls may leave.
        pinterest: Pinterest's own settings; read from the environment if not given.
    """

    key: ClassVar[str] = "pinterest"
    title: ClassVar[str] = "Pinterest"
    link_method: ClassVar[LinkMethod] = "secrets"
    limits: ClassVar[Limits] = LIMITS
    pasted_secrets: ClassVar[tuple[str, ...]] = ("access_token",)
    options: ClassVar[tuple[Option, ...]] = (
        Option("board"),
        Option("section"),
        FIT,
        LENGTH,
        ALBUM,
        MORE,
    )
    consents: ClassVar[bool] = True

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        pace: Pace,
        pinterest: PinterestSettings | None = None,
    ) -> None:
        pinterest = pinterest or PinterestSettings.load()
        self._clock = clock
        self._client = PinterestClient(pinterest, clock, pace, sandbox=settings.sandbox)
        self._consenting = Consenting(pinterest, clock, self._client)
        self._bucket = Bucket(pinterest)
        access = pinterest.access or ("standard" if settings.sandbox else "trial")
        self._is_trial = access == "trial"
        self._sorting = Sorting(original_bytes(settings))

    def authorize_url(self, consent: Consent) -> str:
        """Pinterest's own page."""
        return self._consenting.address(consent)

    async def exchange(self, consent: Consent, answer: Mapping[str, str]) -> Grant:
        """Get tokens, if all that is needed was allowed."""
        return await self._consenting.exchange(consent, answer)

    async def refresh(self, credentials: Mapping[str, str]) -> Grant:
        """Get a new access token, and a new refresh token if Pinterest gives one."""
        return await self._consenting.refresh(credentials)

    async def whoami(self, target: str, credentials: Mapping[str, str]) -> Identity:
        """Ask whose token it is, and try what it may do without making anything visible."""
        proved = await identity(self._client, credentials)
        if target and target != proved.target:
            raise AccessDenied("Pinterest", advice="pinterest-advice-other-account")
        return proved

    async def choices(self, option: str, account: Account) -> list[Choice]:
        """The boards of the account, or the sections of the one that is chosen."""
        if option == "board":
            return await board_choices(self._client, account.credentials)
        board = account.options.get("board")
        return await section_choices(self._client, account.credentials, board)

    def check(self, content: Content, account: Account) -> list[Notice]:
        """Say what Pinterest would show differently, leave out or refuse."""
        return Checking(self._sorting.of(account), self._is_trial).notices(content, account)

    def plan(self, content: Content, account: Account) -> list[Part]:
        """A pin for each video, and for up to five pictures; all say the same."""
        place = place_of(account)
        if place is None or any(one.level == "refuse" for one in self.check(content, account)):
            raise Rejected("Pinterest", advice="pinterest-advice-not-shown")
        where = {"board": place.board, "section": place.section}
        whole = planned(whole_address(content, account))
        how = {**where, "fit": taste_of(account), "length": LENGTH.chosen(account), **whole}
        groups = self._sorting.of(account).groups(content.media)
        return [
            Part(number, group.kind, {"media": list(group.places), **how})
            for number, group in enumerate(groups, start=1)
        ]

    def shape(self, content: Content, place: int, account: Account) -> Shape | None:
        """What a picture or a video has to be; in a carousel, of the commonest size."""
        sorting = self._sorting.of(account)
        groups = sorting.groups(content.media)
        mine = next((group for group in groups if place in group.places), None)
        return sorting.shape(mine, content.media) if mine else None

    def rates(self, account: Account, part: Part) -> list[Rate]:
        """A pin in three seconds: who pins faster looks like a spammer."""
        del part
        return [Rate(f"pinterest:pins:{account.target}", count=1, per_s=3.0)]

    def budgets(self, account: Account, part: Part, now: datetime) -> list[Charge]:
        """Some of the requests that an app in Trial has for a day; Standard counts by the second.

        Source: https://developers.pinterest.com/docs/reference/rate-limits/
        """
        del account
        if not self._is_trial:
            return []
        starts_at = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        ends_at = starts_at + timedelta(days=1)
        amount = _REQUESTS.get(part.kind, max(_REQUESTS.values()))
        return [Charge("pinterest:requests", starts_at, ends_at, _TRIAL_REQUESTS, amount)]

    async def prepare(self, part: Part, content: Content, account: Account, work: Work) -> Prepared:
        """Fit the pictures, or have the video uploaded and processed; see what the board shows."""
        first, shown = await self._media(part, content, account, work)
        text = pin_text(content.text, content.entities, more=part.plan.get("more", ""))
        traces = Traces(
            board=part.plan["board"],
            section=part.plan["section"],
            words=fingerprint(text.title, text.description),
            is_video=part.kind == "video",
            ratio=first.width / first.height,
            known=(*work.posted, *await self._newest(part, account)),
            started_at=self._clock.now(),
        )
        fields = {
            "board_id": traces.board,
            "board_section_id": traces.section,
            "title": text.title or None,
            "description": text.description or None,
            "link": text.link or None,
            "media_source": shown,
        }
        told = {name: value for name, value in fields.items() if value is not None}
        return Prepared(Body.of(told), traces.stored())

    async def publish(self, prepared: Prepared, account: Account, window: SendWindow) -> Accepted:
        """Make the pin, once."""
        body: Body = prepared.payload
        made = await self._client.post(account.credentials, "pins", body, window)
        number = made.get("id")
        if not isinstance(number, str) or not number.isdecimal():
            raise Unconfirmed("Pinterest", "it did not say which pin it made")
        return Accepted((number,), pin_url(number))

    async def find(self, evidence: Json, account: Account) -> Finding:
        """Look at the young pins of the board, and of the section if one was chosen."""
        if not account.capabilities.get("look"):
            return Unclear("no right to read pins", final=True)
        traces = Traces.read(evidence)
        pins, all_seen = [], True
        for section in dict.fromkeys((traces.section, None)):
            some, is_whole = await self._young(traces, section, account)
            pins += some
            all_seen = all_seen and is_whole
        finding = judge(pins, traces)
        if isinstance(finding, Absent) and not all_seen:
            return Unclear("too many pins on the board")
        return finding

    async def delete(self, ids: tuple[str, ...], account: Account) -> None:
        """Take pins off their board."""
        for number in ids:
            try:
                await self._client.ask(account.credentials, "DELETE", f"pins/{number}")
            except NetworkError as error:
                if error.advice not in GONE:
                    raise

    async def close(self) -> None:
        """Every call has closed its own connection."""

    async def _media(
        self, part: Part, content: Content, account: Account, work: Work
    ) -> tuple[Fitted, Json]:
        """The first file of a pin, and its `media_source`."""
        media = [content.media[place] for place in part.plan["media"]]
        taste: Taste = part.plan["fit"]
        if part.kind == "video":
            videos = Videos(self._client, self._bucket, self._clock, account.credentials)
            shape = trimming(VIDEO, trims=part.plan.get("length") == "trim")
            video = await videos.ready(media[0], shape, taste, work)
            return video.file, video_source(video.media_id, video.file)
        pictures = await fitting(media, taste, work)
        return pictures[0], source(pictures)

    async def _newest(self, part: Part, account: Account) -> list[str]:
        """Pins that are on the board before ours: what is among them is not ours."""
        if not account.capabilities.get("look"):
            return []
        known = []
        for section in dict.fromkeys((part.plan["section"], None)):
            path = _pins_of(part.plan["board"], section)
            async for page in self._client.pages(account.credentials, path, size=_KNOWN_PINS):
                known += [str(pin.get("id")) for pin in page]
                break
        return known

    async def _young(
        self, traces: Traces, section: str | None, account: Account
    ) -> tuple[list[Pin], bool]:
        """Pins of a list that could be ours, and whether these are all."""
        pins: list[Pin] = []
        path, pages = _pins_of(traces.board, section), 0
        async for page in self._client.pages(account.credentials, path):
            pins += page
            pages += 1
            if traces.are_past(pins):
                return pins, True
            if pages == _PAGES:
                return pins, False
        return pins, True


def _pins_of(board: str, section: str | None) -> str:
    within = f"/sections/{section}" if section else ""
    return f"boards/{board}{within}/pins"
