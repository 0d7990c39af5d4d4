"""Instagram: pictures, carousels and reels with captions. API version 26.0.

An account is linked the official way (Instagram API with Instagram Login): Instagram fetches the
media from us, makes containers of them, and one request makes a container public. A container is
the proof of what became of it, so nothing is published twice.

Source: https://developers.facebook.com/documentation/instagram-platform/content-publishing
"""

from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import urlsplit

from services.clock import Clock
from services.content import Content
from services.errors import AccessDenied
from services.media.shapes import TASTES
from services.networks.base import (
    Accepted,
    Account,
    Finding,
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
from services.networks.instagram.official import OfficialWay
from services.networks.instagram.planning import Planning
from services.networks.instagram.settings import InstagramSettings, load_instagram_settings
from services.networks.instagram.shapes import LIMITS
from services.networks.window import SendWindow
from services.rates import Pace, Rate
from services.settings import Settings

_ORIGINAL_BYTES = {"telegram": 20 << 20}
"""What a Bot API server that is not our own hands out at most."""


class InstagramNetwork(Network):
    """Publishing to professional accounts. Credentials: an `access_token`.

    Args:
        settings: Where networks fetch media from us, and how large originals may be fetched.
        clock: Tells when something was made, and until when Instagram wants us to wait.
        pace: Waits until harmless calls may leave.
        instagram: Instagram's own settings; read from the environment if not given.
    """

    key: ClassVar[str] = "instagram"
    title: ClassVar[str] = "Instagram"
    link_method: ClassVar[LinkMethod] = "secrets"
    limits: ClassVar[Limits] = LIMITS
    pasted_secrets: ClassVar[tuple[str, ...]] = ("access_token",)
    options: ClassVar[tuple[Option, ...]] = (Option("fit", TASTES),)

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        pace: Pace,
        instagram: InstagramSettings | None = None,
    ) -> None:
        instagram = instagram or load_instagram_settings()
        reachable = _reachable(settings)
        self._planning = Planning(
            reachable=reachable,
            original_bytes={} if settings.telegram_api_local else _ORIGINAL_BYTES,
            hashtags=instagram.hashtags,
        )
        self._official = OfficialWay(
            instagram, clock, pace, sandbox=settings.sandbox, reachable=reachable
        )

    async def whoami(self, target: str, credentials: Mapping[str, str]) -> Identity:
        """Prove a token of a professional account; when linking again it has to be the same one."""
        identity = await self._official.identity(credentials)
        if target and identity.target != target:
            raise AccessDenied("Instagram", advice="instagram-advice-other-account")
        return identity

    def check(self, content: Content, account: Account) -> list[Notice]:
        """Say what Instagram would show differently, leave out or refuse."""
        return self._planning.check(content, account)

    def plan(self, content: Content, account: Account) -> list[Part]:
        """A post for every ten media, and a comment for the text that does not fit."""
        return self._planning.plan(content, account)

    def rates(self, account: Account, part: Part) -> list[Rate]:
        """The token's pace, and one post in two seconds on a profile."""
        del part
        profile = Rate(f"instagram:profile:{account.target}", count=1, per_s=2.0)
        return [self._official.rate(account.credentials), profile]

    async def prepare(self, part: Part, content: Content, account: Account, work: Work) -> Prepared:
        """Let Instagram fetch the media and finish a container of them."""
        words = self._planning.words(content)
        return await self._official.prepare(part, content, account, work, words)

    async def publish(self, prepared: Prepared, account: Account, window: SendWindow) -> Accepted:
        """Make the container public, once."""
        return await self._official.publish(prepared, account, window)

    async def find(self, evidence: Json, account: Account) -> Finding:
        """Ask the container what became of it, then look for the post."""
        return await self._official.find(evidence, account)

    async def delete(self, ids: tuple[str, ...], account: Account) -> None:
        """Say that only people can: the API has no way to delete a post.

        Raises:
            AccessDenied: Always, with what to do.
        """
        del ids, account
        raise AccessDenied("Instagram", advice="instagram-advice-delete-by-hand")

    async def close(self) -> None:
        """Every call has closed its own connection."""


def _reachable(settings: Settings) -> bool:
    """Whether Instagram can fetch media from us: from outside it wants https."""
    origin = settings.web_origin
    return origin is not None and (settings.sandbox or urlsplit(origin).scheme == "https")
