"""Instagram: pictures, carousels and reels with captions. API version 26.0.

An account is linked the official way (Instagram API with Instagram Login): Instagram fetches the
media from us, makes containers of them, and one request makes a container public. A container is
the proof of what became of it, so nothing is published twice. Where `INSTAGRAM_PRIVATE` allows it,
a personal account may be linked by its session instead. An account goes its own way for ever:
taking the other one for a post that failed could publish it twice.

Source: https://developers.facebook.com/documentation/instagram-platform/content-publishing
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import ClassVar
from urllib.parse import urlsplit

from services.clock import Clock
from services.content import Content
from services.errors import AccessDenied
from services.media.shapes import Shape
from services.networks.base import (
    ALBUM,
    FIT,
    LENGTH,
    MORE,
    Accepted,
    Account,
    Asks,
    Consent,
    Finding,
    Grant,
    Identity,
    Json,
    Limits,
    LinkMethod,
    Login,
    Network,
    Notice,
    Option,
    Part,
    Prepared,
    Work,
)
from services.networks.instagram.official import OfficialWay
from services.networks.instagram.planning import Planning
from services.networks.instagram.private import (
    SESSION,
    PrivateSettings,
    PrivateWay,
)
from services.networks.instagram.settings import InstagramSettings
from services.networks.instagram.shapes import LIMITS
from services.networks.originals import original_bytes
from services.networks.window import SendWindow
from services.rates import Charge, Pace, Rate
from services.settings import Settings


class InstagramNetwork(Network):
    """Publishing to profiles. Credentials: an `access_token`, or the `session` of a member.

    Args:
        settings: Where networks fetch media from us, and how large originals may be fetched.
        clock: Tells when something was made, and until when Instagram wants us to wait.
        pace: Waits until harmless calls may leave.
        instagram: Instagram's own settings; read from the environment if not given.
        private: The settings of the private way; read from the environment if not given.
    """

    key: ClassVar[str] = "instagram"
    title: ClassVar[str] = "Instagram"
    link_method: ClassVar[LinkMethod] = "secrets"
    limits: ClassVar[Limits] = LIMITS
    pasted_secrets: ClassVar[tuple[str, ...]] = ("access_token",)
    options: ClassVar[tuple[Option, ...]] = (FIT, LENGTH, ALBUM, MORE)
    consents: ClassVar[bool] = True

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        pace: Pace,
        instagram: InstagramSettings | None = None,
        private: PrivateSettings | None = None,
    ) -> None:
        instagram = instagram or InstagramSettings.load()
        private = private or PrivateSettings.load()
        reachable = _reachable(settings)
        self._planning = Planning(
            reachable=reachable,
            original_bytes=original_bytes(settings),
            hashtags=instagram.hashtags,
        )
        self._official = OfficialWay(
            instagram, clock, pace, sandbox=settings.sandbox, reachable=reachable
        )
        self._private = PrivateWay(settings, private, instagram, clock, pace)
        self._is_private_on = private.private

    def authorize_url(self, consent: Consent) -> str:
        """Instagram's own page, for the official way."""
        return self._official.authorize_url(consent)

    async def exchange(self, consent: Consent, answer: Mapping[str, str]) -> Grant:
        """Get a token, if publishing was allowed."""
        return await self._official.exchange(consent, answer)

    async def refresh(self, credentials: Mapping[str, str]) -> Grant:
        """Get the next token for one that is at least a day old."""
        return await self._official.refresh(credentials)

    def other_ways(self) -> tuple[str, ...]:
        """The session of a personal account, where whoever runs the bot allows it."""
        return (SESSION,) if self._is_private_on else ()

    def signs_in(self) -> str:
        """The same session, by name and password."""
        return SESSION if self._is_private_on else ""

    async def sign_in(self, login: Login) -> Grant | Asks:
        """Open a session, as the app on a phone does."""
        if not self._is_private_on:
            raise AccessDenied("Instagram", advice="instagram-private-advice-off")
        return await self._private.sign_in(login)

    async def whoami(self, target: str, credentials: Mapping[str, str]) -> Identity:
        """Prove a token or a session; when linking again it has to be of the same account."""
        identity = await self._way(credentials).identity(credentials)
        if target and identity.target != target:
            raise AccessDenied("Instagram", advice="instagram-advice-other-account")
        return identity

    async def revoke(self, credentials: Mapping[str, str]) -> bool:
        """End a session that was opened here; all else only the person can take back."""
        return await self._private.revoke(credentials) if SESSION in credentials else False

    def take_back(self, credentials: Mapping[str, str]) -> str:
        """A session is ended elsewhere than the permission of an app."""
        key = super().take_back(credentials)
        return f"{key}-session" if SESSION in credentials else key

    def check(self, content: Content, account: Account) -> list[Notice]:
        """Say what Instagram would show differently, leave out or refuse."""
        return self._planning_for(account).check(content, account)

    def plan(self, content: Content, account: Account) -> list[Part]:
        """A post for every ten media, and a comment for the text that does not fit."""
        return self._planning_for(account).plan(content, account)

    def shape(self, content: Content, place: int, account: Account) -> Shape | None:
        """What a picture or a video has to be, alone or in a carousel."""
        return self._planning_for(account).shape(content, place, account)

    def rates(self, account: Account, part: Part) -> list[Rate]:
        """The pace of the account's way."""
        del part
        return self._way(account.credentials).rates(account)

    def budgets(self, account: Account, part: Part, now: datetime) -> list[Charge]:
        """What a session may publish in a day; the official way asks Instagram."""
        del part
        return self._private.budgets(account, now) if SESSION in account.credentials else []

    async def prepare(self, part: Part, content: Content, account: Account, work: Work) -> Prepared:
        """Bring the media to Instagram, where nobody sees them yet."""
        words = self._planning.words(content, part.plan.get("more", ""))
        return await self._way(account.credentials).prepare(part, content, account, work, words)

    async def publish(self, prepared: Prepared, account: Account, window: SendWindow) -> Accepted:
        """Make them public, once."""
        return await self._way(account.credentials).publish(prepared, account, window)

    async def find(self, evidence: Json, account: Account) -> Finding:
        """Look what became of a request."""
        return await self._way(account.credentials).find(evidence, account)

    async def delete(self, ids: tuple[str, ...], account: Account) -> None:
        """Take posts back with a session; the official API has no way to.

        Raises:
            AccessDenied: Without a session, with what to do.
        """
        await self._way(account.credentials).delete(ids, account)

    async def close(self) -> None:
        """Let the clients of sessions go; every official call has closed its own connection."""
        await self._private.close()

    def _way(self, credentials: Mapping[str, str]) -> OfficialWay | PrivateWay:
        """The way of an account, known by what it holds.

        Raises:
            AccessDenied: Sessions are not allowed here, or not any more.
        """
        if SESSION not in credentials:
            return self._official
        if not self._is_private_on:
            raise AccessDenied("Instagram", advice="instagram-private-advice-off")
        return self._private

    def _planning_for(self, account: Account) -> Planning:
        """A session uploads the files itself: nobody has to reach us."""
        has_session = account.capabilities.get("private", False)
        return replace(self._planning, reachable=True) if has_session else self._planning


def _reachable(settings: Settings) -> bool:
    """Whether Instagram can fetch media from us: from outside it wants https."""
    origin = settings.web_origin
    return origin is not None and (settings.sandbox or urlsplit(origin).scheme == "https")
