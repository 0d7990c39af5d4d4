"""VK: posts on the walls of communities, through `vk-api`. API version 5.199.

The community's own key makes the post; pictures and videos are uploaded with the token of an
administrator, because a community key may not. Looking, reading back and deleting need that token
too: without it VK shows us nothing, and an unknown outcome becomes a question.

Source: https://dev.vk.com/method/wall.post, https://dev.vk.com/api/upload/overview
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from services.clock import Clock
from services.content import Content
from services.errors import AccessDenied, LoginNeeded, NetworkError, Rejected, Unconfirmed
from services.networks.base import (
    ALBUM,
    MORE,
    Absent,
    Accepted,
    Account,
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
from services.networks.vk.attaching import Attacher
from services.networks.vk.checking import check, message_of, shows_less
from services.networks.vk.client import Value, VkClient, items_of
from services.networks.vk.consenting import DEVICE, REFRESH, TOKEN, Consenting
from services.networks.vk.day import day_of
from services.networks.vk.finding import Post, Traces, dropped, judge, post_url
from services.networks.vk.media import LIMITS, Fitting
from services.networks.vk.packing import Packing
from services.networks.vk.probing import Probe, community_key, user_token
from services.networks.vk.settings import VkSettings
from services.networks.vk.tokens import Token
from services.networks.vk.uploads import UploadHosts
from services.networks.whole import planned, whole_address
from services.networks.window import SendWindow
from services.rates import Charge, Pace, Rate
from services.settings import Settings
from services.text.vk import fingerprint

_GUIDS = uuid.UUID("0e3f6d0c-6f55-5c8b-9d5f-2f6f3a6f4f4e")
_PAGE = 100
_PAGES = 3
_GONE = {"VK 104"}


@dataclass(frozen=True, slots=True)
class _WallPost:
    """One `wall.post` ready to leave."""

    owner_id: int
    params: Mapping[str, Value]
    token: Token


class VkNetwork(Network):
    """Publishing to VK communities.

    Credentials: `community_key`; `user_token` if given; what VK ID brought if somebody signed in.

    Args:
        settings: Whether VK is pretended, and how large originals may be fetched.
        clock: Tells when a post was made ready, and until when VK wants us to wait.
        pace: Waits until harmless calls may leave.
        vk: VK's own settings; read from the environment if not given.
    """

    key: ClassVar[str] = "vk"
    title: ClassVar[str] = "VK"
    link_method: ClassVar[LinkMethod] = "secrets"
    limits: ClassVar[Limits] = LIMITS
    pasted_secrets: ClassVar[tuple[str, ...]] = ("community_key", "user_token")
    options: ClassVar[tuple[Option, ...]] = (ALBUM, MORE)
    consents: ClassVar[bool] = True
    adds: ClassVar[tuple[str, ...]] = (TOKEN, REFRESH, DEVICE)

    def __init__(
        self, settings: Settings, clock: Clock, pace: Pace, vk: VkSettings | None = None
    ) -> None:
        vk = vk or VkSettings.load()
        self._clock = clock
        self._client = VkClient(vk, clock, pace, sandbox=settings.sandbox)
        self._consenting = Consenting(vk, clock)
        self._hosts = UploadHosts(vk)
        self._original_bytes = original_bytes(settings)

    def may_ask(self) -> bool:
        """Whether there is an app to ask in the name of."""
        return self._consenting.is_set_up

    def authorize_url(self, consent: Consent) -> str:
        """The page of VK ID."""
        return self._consenting.address(consent)

    async def exchange(self, consent: Consent, answer: Mapping[str, str]) -> Grant:
        """Get tokens of VK ID."""
        return await self._consenting.exchange(consent, answer)

    async def refresh(self, credentials: Mapping[str, str]) -> Grant:
        """Get new ones for the old."""
        return await self._consenting.refresh(credentials)

    async def whoami(self, target: str, credentials: Mapping[str, str]) -> Identity:
        """Prove a community key, and a person's token for the same community.

        `target` may be empty when linking; otherwise the key has to belong to it. A token of
        VK ID alone proves that it reads the wall of `target`.
        """
        probe = Probe(self._client, credentials)
        if TOKEN in credentials and "community_key" not in credentials:
            return await probe.guest(target)
        identity = await probe.identity()
        if target and identity.target != target:
            raise AccessDenied("VK", advice="vk-advice-other-community")
        return identity

    async def revoke(self, credentials: Mapping[str, str]) -> bool:
        """End the sign-in; keys and other tokens are ended by people, on VK."""
        return await self._consenting.end(credentials)

    def check(self, content: Content, account: Account) -> list[Notice]:
        """Say what VK would show differently, leave out or refuse."""
        return check(content, account, self._fitting(account))

    def plan(self, content: Content, account: Account) -> list[Part]:
        """One post for the text and ten attachments, and more posts for more attachments."""
        if any(notice.level == "refuse" for notice in self.check(content, account)):
            raise Rejected("VK", advice="vk-advice-refused")
        fitting = self._fitting(account)
        fates = fitting.fates(content)
        kept = [[place, fate.shown_as] for place, fate in enumerate(fates) if fate.shown_as]
        posts = [kept[start : start + LIMITS.album] for start in range(0, len(kept), LIMITS.album)]
        if fitting.only_first:
            posts = posts[:1]
        more = whole_address(content, account) if shows_less(content, fitting) else ""
        return [
            Part(number, "post", {"text": number == 1, "media": media, **planned(more)})
            for number, media in enumerate(posts or [[]], start=1)
        ]

    def rates(self, account: Account, part: Part) -> list[Rate]:
        """The key's pace, and one post in two seconds on a wall."""
        del part
        wall = Rate(f"vk:wall:{account.target}", count=1, per_s=2.0)
        return [community_key(account.credentials).rate, wall]

    def budgets(self, account: Account, part: Part, now: datetime) -> list[Charge]:
        """One of the posts that a wall may get in a day; how many these are, VK's error 214 says.

        Source: https://dev.vk.com/method/wall.post (error 214); the numbers that people report
        are 50 and 500.
        """
        del part
        starts_at, ends_at = day_of(now)
        return [Charge(f"vk:posts:{account.target}", starts_at, ends_at, granted=None)]

    async def prepare(self, part: Part, content: Content, account: Account, work: Work) -> Prepared:
        """Upload what the part attaches, one medium after the other, each remembered at once."""
        owner_id = int(account.target)
        packing = Packing(
            Attacher(self._client, self._hosts, -owner_id),
            community_key(account.credentials),
            user_token(account.credentials),
        )
        attachments = await packing.attachments(part, content, work)
        more = part.plan.get("more", "")
        message = message_of(content, more)[0] if part.plan["text"] else ""
        guid = str(uuid.uuid5(_GUIDS, work.key))
        traces = Traces(
            owner_id=owner_id,
            attachments=tuple(attachments),
            text=fingerprint(message) if message else "",
            last_known=int(work.last_known) if work.last_known else None,
            started_at=self._clock.now(),
        )
        params: dict[str, Value] = {
            "owner_id": owner_id,
            "from_group": True,
            "guid": guid,
            "message": message or None,
            "attachments": attachments or None,
        }
        post = _WallPost(owner_id, params, packing.poster(attachments))
        return Prepared(post, {**traces.stored(), "guid": guid})

    async def publish(self, prepared: Prepared, account: Account, window: SendWindow) -> Accepted:
        """Make the post, once."""
        del account
        post: _WallPost = prepared.payload
        answer = await self._client.post(post.token, "wall.post", post.params, window)
        number = answer.get("post_id") if isinstance(answer, dict) else None
        if not isinstance(number, int) or number <= 0:
            raise Unconfirmed("VK", "VK did not say which post it made")
        return Accepted((str(number),), post_url(post.owner_id, number))

    async def find(self, evidence: Json, account: Account) -> Finding:
        """Look through the newest posts of the wall, and through what waits to be published."""
        token = self._reader(account)
        if token is None:
            return Unclear("no right to read the wall", final=True)
        traces = Traces.read(evidence)
        try:
            posts, all_seen = await self._newest(token, traces)
        except LoginNeeded:
            if token.kind == "user":
                raise
            return Unclear("VK ID lets nobody in any more", final=True)
        finding = judge(posts, traces)
        if not isinstance(finding, Absent):
            return finding
        if not all_seen:
            return Unclear("too many new posts on the wall")
        if account.capabilities.get("delete"):
            waiting = await self._page(token, traces.owner_id, 0, "postponed")
            if not isinstance(judge(waiting, traces), Absent):
                return Unclear("a post that waits to be published looks like this one", final=True)
        return finding

    async def missing(self, accepted: Accepted, evidence: Json, account: Account) -> list[str]:
        """Text keys for what VK left out of an accepted post; nothing where it may not be read."""
        token = self._reader(account)
        if token is None:
            return []
        names = [f"{account.target}_{number}" for number in accepted.ids]
        try:
            posts = items_of(await self._client.ask(token, "wall.getById", posts=names))
        except LoginNeeded:
            if token.kind == "user":
                raise
            return []
        if not posts:
            return ["vk-missing-post"]
        return dropped(posts[0], evidence)

    async def delete(self, ids: tuple[str, ...], account: Account) -> None:
        """Take posts back with the administrator's token."""
        token = user_token(account.credentials)
        if token is None or not account.capabilities.get("delete"):
            raise AccessDenied("VK", advice="vk-advice-delete-needs-token")
        for number in ids:
            await self._delete(token, account.target, number)

    async def close(self) -> None:
        """Wait for the calls that run; give back threads and connections."""
        await self._hosts.close()
        await self._client.close()

    def _fitting(self, account: Account) -> Fitting:
        only_first = ALBUM.chosen(account) == "first"
        return Fitting(account.capabilities, self._original_bytes, only_first=only_first)

    def _reader(self, account: Account) -> Token | None:
        token = user_token(account.credentials)
        return token if account.capabilities.get("look") else None

    async def _newest(self, token: Token, traces: Traces) -> tuple[list[Post], bool]:
        """Posts young enough to be ours, and whether these are all."""
        posts: dict[int, Post] = {}
        for page in range(_PAGES):
            items = await self._page(token, traces.owner_id, page * _PAGE, "all")
            posts |= {post["id"]: post for post in items if traces.may_be(post)}
            older = any(not traces.may_be(post) and not post.get("is_pinned") for post in items)
            if older or len(items) < _PAGE:
                return list(posts.values()), True
        return list(posts.values()), False

    async def _page(self, token: Token, owner_id: int, offset: int, which: str) -> list[Post]:
        answer = await self._client.ask(
            token, "wall.get", owner_id=owner_id, offset=offset, count=_PAGE, filter=which
        )
        return list(items_of(answer))

    async def _delete(self, token: Token, target: str, number: str) -> None:
        try:
            await self._client.ask(token, "wall.delete", owner_id=int(target), post_id=number)
        except NetworkError as error:
            if error.code not in _GONE:
                raise
