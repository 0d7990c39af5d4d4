"""YouTube: videos on channels, through `google-api-python-client`. Data API v3.

A video is uploaded as private, in one session that survives interruptions; then one request makes
it as visible as the person wants. That request may be repeated, and the video's status tells
whether it arrived, so no video is ever there twice.

Source: https://developers.google.com/youtube/v3/docs/videos
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from services.clock import Clock
from services.content import Content
from services.errors import NotYet, Rejected, Unconfirmed
from services.networks.base import (
    Absent,
    Accepted,
    Account,
    Consent,
    Finding,
    Found,
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
    Work,
)
from services.networks.originals import original_bytes
from services.networks.window import SendWindow
from services.networks.youtube.client import YoutubeClient, items_of
from services.networks.youtube.covers import MISSING, Covering
from services.networks.youtube.errors import GONE
from services.networks.youtube.films import LIMITS, SHAPE, TASTE
from services.networks.youtube.planning import OPTIONS, Fitting, status_of, video_of
from services.networks.youtube.probing import prove
from services.networks.youtube.quota import charges
from services.networks.youtube.settings import YoutubeSettings
from services.networks.youtube.state import State, video_url
from services.networks.youtube.uploading import Uploader, draft_of
from services.networks.youtube.uploads import Film, UploadHost
from services.rates import Charge, Pace, Rate
from services.settings import Settings

_SEEN_AFTER = timedelta(hours=1)
"""By then YouTube shows a new video to its owner, or it has been deleted."""

_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Release:
    """One `videos.update` ready to leave."""

    video: str
    status: Json


class YoutubeNetwork(Network):
    """Publishing to YouTube channels. Credentials: the `refresh_token` of the channel's person.

    Args:
        settings: Whether YouTube is pretended, and how large originals may be fetched.
        clock: Tells how old a token is, and until when YouTube wants us to wait.
        pace: Waits until harmless calls may leave.
        youtube: YouTube's own settings; read from the environment if not given.
    """

    key: ClassVar[str] = "youtube"
    title: ClassVar[str] = "YouTube"
    link_method: ClassVar[LinkMethod] = "secrets"
    limits: ClassVar[Limits] = LIMITS
    pasted_secrets: ClassVar[tuple[str, ...]] = ("refresh_token",)
    options: ClassVar[tuple[Option, ...]] = OPTIONS
    consents: ClassVar[bool] = True
    loopback: ClassVar[bool] = True
    renews_access: ClassVar[bool] = True
    revokes_all: ClassVar[bool] = True

    def __init__(
        self, settings: Settings, clock: Clock, pace: Pace, youtube: YoutubeSettings | None = None
    ) -> None:
        self._settings = youtube or YoutubeSettings.load()
        self._clock = clock
        self._client = YoutubeClient(self._settings, clock, pace, sandbox=settings.sandbox)
        self._host = UploadHost(self._settings, clock)
        self._original_bytes = original_bytes(settings)

    def authorize_url(self, consent: Consent) -> str:
        """Google's own page."""
        return self._client.consenting.address(consent)

    async def exchange(self, consent: Consent, answer: Mapping[str, str]) -> Grant:
        """Get a refresh token, if all that is needed was allowed."""
        return await self._client.consenting.exchange(consent, answer)

    async def refresh(self, credentials: Mapping[str, str]) -> Grant:
        """An access token for the refresh token, which stays as it is."""
        return await self._client.tokens.grant(credentials)

    async def whoami(self, target: str, credentials: Mapping[str, str]) -> Identity:
        """Prove a refresh token, the rights that it stands for, and the channel behind it."""
        return await prove(self._client, target, credentials)

    async def revoke(self, credentials: Mapping[str, str]) -> bool:
        """Take the refresh token back, and with it all that its person allowed this project."""
        return await self._client.consenting.revoke(credentials)

    def check(self, content: Content, account: Account) -> list[Notice]:
        """Say what YouTube would show differently, leave out or refuse."""
        return self._fitting(account).check(content)

    def plan(self, content: Content, account: Account) -> list[Part]:
        """One video after the other: YouTube has no albums."""
        fitting = self._fitting(account)
        refused = [one for one in fitting.check(content) if one.level == "refuse"]
        if refused:
            raise Rejected("YouTube", advice="youtube-advice-refused")
        return fitting.plan(content)

    def rates(self, account: Account, part: Part) -> list[Rate]:
        """One publication in two seconds on a channel."""
        del part
        return [Rate(f"youtube:channel:{account.target}", count=1, per_s=2.0)]

    def budgets(self, account: Account, part: Part, now: datetime) -> list[Charge]:
        """One of the day's uploads, of the project and of the channel, and the units beside it."""
        covered = part.plan.get("cover") is not None
        return charges(self._settings, account.target, now, covered=covered)

    async def prepare(self, part: Part, content: Content, account: Account, work: Work) -> Prepared:
        """Upload the video as private, once, and remember it."""
        saved = work.checkpoint
        video = await self._known(account, saved)
        if video is None:
            video = await self._upload(part, content, account, work)
            saved = {"video": video, "uploaded_at": self._clock.now().isoformat()}
            await work.save(saved)
        if (place := part.plan.get("cover")) is not None:
            covering = Covering(self._client, account.credentials)
            saved = await covering.cover(video, content.media[place], work, saved)
        # The one request has two seconds: it must not wait for a token.
        await self._client.tokens.access(account.credentials)
        privacy = part.plan["privacy"]
        release = _Release(video, status_of(part, privacy))
        uncovered = {"uncovered": True} if saved.get("cover") is False else {}
        return Prepared(release, {"video": video, "privacy": privacy, **uncovered})

    async def publish(self, prepared: Prepared, account: Account, window: SendWindow) -> Accepted:
        """Make the video as visible as it shall be, once."""
        release: _Release = prepared.payload
        body = {"id": release.video, "status": release.status}
        answer = await self._client.act(
            account.credentials,
            lambda api: api.videos().update(part="status", body=body),
            window,
        )
        if answer.get("id") != release.video:
            raise Unconfirmed("YouTube", "it did not say which video it changed")
        return Accepted((release.video,), video_url(release.video))

    async def find(self, evidence: Json, account: Account) -> Finding:
        """See whether the video is as visible as it shall be."""
        state = await self._state(evidence["video"], account)
        if state is None or state.privacy != evidence["privacy"]:
            return Absent()
        return Found((evidence["video"],), video_url(evidence["video"]))

    async def missing(self, accepted: Accepted, evidence: Json, account: Account) -> list[str]:
        """Text keys for what YouTube made of a video; `NotYet` while it still works on it."""
        state = await self._state(accepted.ids[0], account)
        if state is None:
            return ["youtube-missing-video"]
        if state.is_in_work:
            raise NotYet("YouTube processing", until=self._clock.now() + _AGAIN)
        uncovered = [MISSING] if evidence.get("uncovered") and not state.trouble else []
        return [*state.missing(evidence["privacy"]), *uncovered]

    async def delete(self, ids: tuple[str, ...], account: Account) -> None:
        """Take videos back."""
        for video in ids:
            await self._delete(video, account)

    async def discard(self, checkpoint: Json, account: Account) -> None:
        """Delete a video that was uploaded and stayed private: Studio would show it for ever."""
        if video := checkpoint.get("video"):
            state = await self._state(video, account)
            if state is None or state.privacy == "private":
                await self._delete(video, account)

    async def close(self) -> None:
        """Wait for the calls that run; give back threads and connections."""
        await self._host.close()
        await self._client.close()

    def _fitting(self, account: Account) -> Fitting:
        return Fitting(account, self._original_bytes)

    async def _known(self, account: Account, checkpoint: Json) -> str | None:
        """The video that an earlier try uploaded, unless somebody has deleted it since.

        Raises:
            Rejected: YouTube cannot make a video of it.
        """
        video: str | None = checkpoint.get("video")
        if video is None:
            return None
        state = await self._state(video, account)
        if state is None:
            uploaded_at = datetime.fromisoformat(checkpoint["uploaded_at"])
            return video if self._clock.now() < uploaded_at + _SEEN_AFTER else None
        state.check_usable()
        return video

    async def _upload(self, part: Part, content: Content, account: Account, work: Work) -> str:
        fitted = await work.fit(content.media[part.plan["media"]], SHAPE, TASTE)
        film = Film(fitted.path, fitted.mime_type, fitted.size_bytes)
        draft = await draft_of(video_of(part, content, account), film)
        uploader = Uploader(self._client, self._host, self._clock, account.credentials)
        return await uploader.upload(draft, work)

    async def _state(self, video: str, account: Account) -> State | None:
        answer = await self._client.ask(
            account.credentials,
            lambda api: api.videos().list(part="status,processingDetails", id=video),
        )
        items = [item for item in items_of(answer) if item.get("id") == video]
        return State.read(items[0]) if items else None

    async def _delete(self, video: str, account: Account) -> None:
        try:
            await self._client.ask(account.credentials, lambda api: api.videos().delete(id=video))
        except Rejected as error:
            if error.code not in GONE:
                raise
