"""Publishing with a session, as the app on a phone does: unofficial, and off by default.

Files go up unseen, one request makes them public, and the newest posts tell what became of it.
Instagram forbids programs to do this and may challenge or block the account, so posts are few and
far between, and each sign of displeasure stops the account for hours.

Source: https://github.com/subzeroid/instagrapi/blob/master/docs/usage-guide/best-practices.md
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from services.clock import Clock
from services.content import Content
from services.errors import LoginNeeded, NetworkError, NotYet, Rejected
from services.networks.base import (
    Accepted,
    Account,
    Asks,
    Finding,
    Grant,
    Identity,
    Json,
    Login,
    Part,
    Prepared,
    Work,
)
from services.networks.instagram.private.client import PrivateClient
from services.networks.instagram.private.door import Door
from services.networks.instagram.private.errors import UPLOAD_AGAIN
from services.networks.instagram.private.finding import PAGE, Traces, judge
from services.networks.instagram.private.posting import Post, accepted
from services.networks.instagram.private.seats import Seats
from services.networks.instagram.private.session import SESSION, Session
from services.networks.instagram.private.settings import PrivateSettings
from services.networks.instagram.private.uploads import Shelf, Uploader
from services.networks.instagram.private.wayout import Directions
from services.networks.instagram.settings import InstagramSettings
from services.networks.window import SendWindow
from services.rates import Charge, Pace, Rate
from services.settings import Settings
from services.text.instagram import Caption

POSTS_A_DAY = 10
"""How many posts a session makes in a day (UTC) at most."""

_APART_S = 180.0
_UNREADY_FOR = timedelta(minutes=30)
_GONE = frozenset({"Instagram MediaUnavailable", "Instagram MediaNotFound"})
_CAN = ("photo", "video", "album", "look", "delete", "private")


@dataclass(frozen=True, slots=True)
class _Request:
    """What `publish` sends, with which session."""

    session: Session
    post: Post


class PrivateWay:
    """The private API through instagrapi. Credentials: the `session` of a member.

    Args:
        settings: The house's; devices follow from the bot's token.
        private: This way's own.
        instagram: Where Instagram is, in a sandbox its twin, and how long a call may take.
        clock: Tells when something was made, and until when Instagram wants us to wait.
        pace: Waits until harmless calls may leave.
    """

    def __init__(
        self,
        settings: Settings,
        private: PrivateSettings,
        instagram: InstagramSettings,
        clock: Clock,
        pace: Pace,
    ) -> None:
        secret = settings.telegram_token.get_secret_value().encode()
        directions = Directions(private, instagram.api_url, sandbox=settings.sandbox)
        seats = Seats(secret, sandbox=settings.sandbox)
        self._clock = clock
        self._client = PrivateClient(
            clock, pace, seats, directions, limit_s=instagram.call_timeout_s
        )
        self._door = Door(
            clock, directions, secret, limit_s=instagram.call_timeout_s, sandbox=settings.sandbox
        )
        self._spent: set[str] = set()

    async def sign_in(self, login: Login) -> Grant | Asks:
        """Open a session by name and password.

        Raises:
            NetworkError: There is none.
        """
        return await self._door.sign_in(login)

    async def identity(self, credentials: Mapping[str, str]) -> Identity:
        """Whose session it is; it comes back as what has to be kept of it.

        Raises:
            NetworkError: It does not work.
        """
        session = _session(credentials)
        member = await self._client.member(session)
        pk, username = str(member.get("pk")), str(member.get("username"))
        if pk != session.pk:
            raise LoginNeeded("Instagram", advice="instagram-private-advice-cookie")
        used = session.after(await self._client.settings(session))
        return Identity(
            target=pk,
            title=f"@{username}",
            url=f"https://www.instagram.com/{username}/",
            capabilities=dict.fromkeys(_CAN, True),
            secrets={SESSION: used.kept()},
        )

    async def revoke(self, credentials: Mapping[str, str]) -> bool:
        """End a session that was opened here; False for a cookie: it is a browser's, too.

        Raises:
            NetworkError: Nobody knows whether it is over.
        """
        session = _session(credentials)
        if session.own:
            with suppress(LoginNeeded):
                await self._client.log_out(session)
        return session.own

    def rates(self, account: Account) -> list[Rate]:
        """One post in three minutes."""
        return [Rate(f"instagram:private:posts:{account.target}", count=1, per_s=_APART_S)]

    def budgets(self, account: Account, now: datetime) -> list[Charge]:
        """Ten posts in a day."""
        starts_at = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        ends_at = starts_at + timedelta(days=1)
        scope = f"instagram:private:{account.target}"
        return [Charge(scope, starts_at, ends_at, POSTS_A_DAY)]

    async def prepare(
        self, part: Part, content: Content, account: Account, work: Work, words: Caption
    ) -> Prepared:
        """Look at what is there, upload what is not yet, and keep what the session has become.

        Raises:
            NetworkError: Of any class; `NotYet` while a video is too fresh to be asked for.
        """
        session = _session(account.credentials)
        shelf = Shelf.read(work, self._clock.now())
        known = await self._known(session)
        uploader = Uploader(self._client, session, self._clock, work, shelf)
        uploads = await uploader.all(part, content, without=self._spent)
        await self._keep(session, work)
        shelf.need_rest(self._clock.now())
        post = Post(tuple(uploads), words.text if part.plan["caption"] else "")
        traces = Traces.of(post, self._clock.now(), known)
        return Prepared(_Request(session, post), traces.stored())

    async def publish(self, prepared: Prepared, account: Account, window: SendWindow) -> Accepted:
        """Make the uploads public, once.

        Raises:
            NetworkError: As the tree says; `NotYet` when Instagram says that a video is not ready.
        """
        del account
        request: _Request = prepared.payload
        try:
            answer = await self._client.post(request.session, request.post.configure, window)
        except NotYet as error:
            self._give_up_late(request.post, error)
            raise
        except NetworkError as error:
            if error.code == UPLOAD_AGAIN:
                self._spent.update(upload.id for upload in request.post.uploads)
            raise
        return accepted(answer)

    async def find(self, evidence: Json, account: Account) -> Finding:
        """Look through the newest posts."""
        session = _session(account.credentials)
        return judge(await self._client.newest(session, PAGE), Traces.read(evidence))

    async def delete(self, ids: tuple[str, ...], account: Account) -> None:
        """Take posts back."""
        session = _session(account.credentials)
        for pk in ids:
            try:
                await self._client.delete(session, pk)
            except NetworkError as error:
                if error.code not in _GONE:
                    raise

    async def close(self) -> None:
        """Let every client and thread go."""
        await self._door.close()
        await self._client.close()

    async def _known(self, session: Session) -> list[str]:
        page = await self._client.newest(session, PAGE)
        return [str(one.get("pk")) for one in page["items"] if isinstance(one, dict)]

    async def _keep(self, session: Session, work: Work) -> None:
        """A session that is not kept as it has become looks like a stolen one next time."""
        used = session.after(await self._client.settings(session))
        if used != session:
            await work.keep({SESSION: used.kept()})

    def _give_up_late(self, post: Post, error: NotYet) -> None:
        sent_at = datetime.fromtimestamp(max(one.at for one in post.uploads), UTC)
        if self._clock.now() > sent_at + _UNREADY_FOR:
            raise Rejected(error.code, advice="instagram-private-advice-media") from None


def _session(credentials: Mapping[str, str]) -> Session:
    return Session.read(credentials.get(SESSION, ""))
