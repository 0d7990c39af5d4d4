"""Publishing with an access token: containers first, then one request that makes them public.

Source: https://developers.facebook.com/documentation/instagram-platform/content-publishing
"""

from collections.abc import Mapping
from dataclasses import dataclass

from services.clock import Clock
from services.content import Content
from services.errors import AccessDenied, NetworkError, Rejected, Unconfirmed
from services.networks.base import (
    Accepted,
    Account,
    Consent,
    Finding,
    Found,
    Grant,
    Identity,
    Json,
    Part,
    Prepared,
    Work,
)
from services.networks.instagram.official import finding, probing
from services.networks.instagram.official.client import GraphClient
from services.networks.instagram.official.consenting import Consenting
from services.networks.instagram.official.containers import Containers
from services.networks.instagram.official.finding import Traces
from services.networks.instagram.official.posts import PostMaker
from services.networks.instagram.official.quota import need_room
from services.networks.instagram.official.token import Token, access_token
from services.networks.instagram.settings import InstagramSettings
from services.networks.instagram.shapes import LIMITS
from services.networks.window import SendWindow
from services.rates import Pace, Rate
from services.text.fitting import cut
from services.text.instagram import Caption


@dataclass(frozen=True, slots=True)
class _Request:
    """One request that makes something public; `done` says that it has been made before."""

    path: str
    fields: Json
    traces: Traces
    done: bool = False


class OfficialWay:
    """Instagram API with Instagram Login. Credentials: the `access_token` of a profile.

    Args:
        settings: Where Instagram is, and how long a call may take.
        clock: Tells when something was made, and until when Instagram wants us to wait.
        pace: Waits until harmless calls may leave.
        sandbox: Whether Instagram is pretended.
        reachable: Whether Instagram can fetch media from us.
    """

    def __init__(
        self,
        settings: InstagramSettings,
        clock: Clock,
        pace: Pace,
        *,
        sandbox: bool,
        reachable: bool,
    ) -> None:
        self._clock = clock
        self._reachable = reachable
        self._client = GraphClient(settings, clock, pace, sandbox=sandbox)
        self._consenting = Consenting(settings, clock, self._client)

    def authorize_url(self, consent: Consent) -> str:
        """Instagram's own page.

        Raises:
            AccessDenied: There is no app, or no address under which media could be fetched.
        """
        self._need_address()
        return self._consenting.address(consent)

    async def exchange(self, consent: Consent, answer: Mapping[str, str]) -> Grant:
        """A token for 60 days.

        Raises:
            NetworkError: There is none, or it allows too little.
        """
        return await self._consenting.exchange(consent, answer)

    async def refresh(self, credentials: Mapping[str, str]) -> Grant:
        """The next token for one that is still good.

        Raises:
            NetworkError: `LoginNeeded` when it is good no more.
        """
        return await self._consenting.refresh(credentials)

    async def identity(self, credentials: Mapping[str, str]) -> Identity:
        """Whom the token belongs to, and what it can do.

        Raises:
            NetworkError: It does not work, its account is a personal one, or this house has no
                address under which Instagram could fetch media.
        """
        self._need_address()
        return await probing.identity(self._client, access_token(credentials))

    def rates(self, account: Account) -> list[Rate]:
        """The token's pace, whoever uses it, and one post in two seconds on a profile."""
        profile = Rate(f"instagram:profile:{account.target}", count=1, per_s=2.0)
        return [access_token(account.credentials).rate, profile]

    async def prepare(
        self, part: Part, content: Content, account: Account, work: Work, words: Caption
    ) -> Prepared:
        """Get a container finished, or a comment written.

        Raises:
            NetworkError: Of any class; `NotYet` while Instagram works on the media.
        """
        if part.kind == "comment":
            request = self._comment(work, words)
        else:
            request = await self._post(part, content, account, work, words.text)
        return Prepared(request, request.traces.stored())

    async def publish(self, prepared: Prepared, account: Account, window: SendWindow) -> Accepted:
        """Make the one request; a container that is public already is only looked for.

        Raises:
            NetworkError: As the tree says.
        """
        request: _Request = prepared.payload
        token = access_token(account.credentials)
        if request.done:
            return await self._published_before(request, account.target, token)
        answer = await self._client.post(token, request.path, request.fields, window)
        number = answer.get("id")
        if not isinstance(number, str) or not number:
            raise Unconfirmed("Instagram", "it did not say what it made")
        comment = request.traces.kind == "comment"
        return Accepted((number,), None if comment else await self._address(token, number))

    async def find(self, evidence: Json, account: Account) -> Finding:
        """Look whether a request with this evidence arrived."""
        token = access_token(account.credentials)
        return await finding.find(self._client, token, account.target, Traces.read(evidence))

    async def delete(self, ids: tuple[str, ...], account: Account) -> None:
        """Say that only people can: the API has no way to delete a post.

        Raises:
            AccessDenied: Always, with what to do.
        """
        del ids, account
        raise AccessDenied("Instagram", advice="instagram-advice-delete-by-hand")

    async def _post(
        self, part: Part, content: Content, account: Account, work: Work, caption: str
    ) -> _Request:
        self._need_address()
        token = access_token(account.credentials)
        await need_room(self._client, token, account.target, self._clock.now())
        caption = caption if part.plan["caption"] else ""
        containers = Containers(self._client, self._clock, token, account.target)
        ready = await PostMaker(containers, part, content, work, caption).ready()
        return _Request(
            path=f"{account.target}/media_publish",
            fields={"creation_id": ready.container.id},
            traces=Traces.of("post", ready.container.id, caption, ready.container.at),
            done=ready.is_public,
        )

    def _need_address(self) -> None:
        if not self._reachable:
            raise AccessDenied("Instagram", advice="instagram-no-address")

    def _comment(self, work: Work, words: Caption) -> _Request:
        if not work.posted:
            raise Rejected("Instagram", advice="instagram-advice-no-post")
        post, text = work.posted[0], cut(words.rest, LIMITS.text, LIMITS.text_unit)
        traces = Traces.of("comment", post, text, self._clock.now())
        return _Request(f"{post}/comments", {"message": text}, traces)

    async def _published_before(self, request: _Request, target: str, token: Token) -> Accepted:
        """What an earlier request has made of the container."""
        found = await finding.published(self._client, token, target, request.traces)
        if not isinstance(found, Found):
            raise Unconfirmed("Instagram", "the container is published, the post not to be seen")
        return Accepted(found.ids, found.url)

    async def _address(self, token: Token, number: str) -> str | None:
        """Where people see a post; one that is public stays so if nobody tells where."""
        try:
            answer = await self._client.ask(token, number, fields="permalink")
        except NetworkError:
            return None
        address = answer.get("permalink")
        return address if isinstance(address, str) else None
