"""Where people come in by name and password: a client for each try, in a thread of its own."""

from collections.abc import Callable, Mapping

from pydantic import SecretStr

from services.clock import Clock
from services.errors import NetworkError
from services.networks.base import AskKind, Asks, Grant, Login
from services.networks.instagram.private.entering import Entering, Knock
from services.networks.instagram.private.errors import AT_THE_DOOR, failure
from services.networks.instagram.private.line import Line
from services.networks.instagram.private.session import SESSION, Session, device
from services.networks.instagram.private.wayout import Directions
from services.networks.threads import Threads

_AT_ONCE = 2
_CALL_S = 20.0
_WHOLE_S = 90.0
_KINDS: Mapping[str, AskKind] = {"totp": "app", "sms": "sms", "email": "email"}

Job = Callable[[Entering], Session | Knock]


class Door:
    """Lets people in; nothing that is done here is ever done again by itself.

    Args:
        clock: Tells until when Instagram wants somebody to wait.
        directions: By which way calls leave.
        secret: From which devices follow: whoever comes back by the same name has the same.
        limit_s: How long one call may take at most.
        sandbox: Whether Instagram is pretended.
    """

    def __init__(
        self, clock: Clock, directions: Directions, secret: bytes, *, limit_s: float, sandbox: bool
    ) -> None:
        self._clock = clock
        self._directions = directions
        self._secret = secret
        self._limit_s = min(limit_s, _CALL_S)
        self._sandbox = sandbox
        self._threads = Threads("instagram door", _AT_ONCE, _WHOLE_S)

    async def sign_in(self, login: Login) -> Grant | Asks:
        """Try to get in: with the password, or with the code that was asked for then.

        Raises:
            NetworkError: Nobody gets in; `LoginNeeded` where something else could be typed.
        """
        knock = Knock.read(login.state) if login.state else None
        if knock and login.code:
            came = await self._at(
                knock.name, knock.settings, lambda at: at.by_code(knock, login.code)
            )
        else:
            came = await self._by_password(login.name.strip(), login.password, knock)
        if isinstance(came, Session):
            return Grant({SESSION: came.kept()})
        kind = _KINDS.get(came.method, "approval")
        return Asks(kind, came.kept(), hint=came.hint, link=came.link)

    async def close(self) -> None:
        """Let the threads go; whoever is at the door is waited for."""
        await self._threads.close()

    async def _by_password(
        self, name: str, password: SecretStr, before: Knock | None
    ) -> Session | Knock:
        """Whoever was sent to the app comes back on the same device."""
        is_back = before is not None and before.name == name
        settings = before.settings if before and is_back else device(name, self._secret)
        return await self._at(name, settings, lambda at: at.by_password(password))

    async def _at(self, name: str, settings: dict[str, object], job: Job) -> Session | Knock:
        way, line = await self._directions.way(), Line(self._limit_s)

        def enter() -> Session | Knock | NetworkError:
            from services.networks.instagram.private.library import QuietClient, use  # noqa: PLC0415

            client = QuietClient(settings, proxy=way.proxy, ca=way.ca, sandbox=self._sandbox)
            try:
                return job(Entering(use(client, line), name))
            except Exception as error:  # noqa: BLE001 - the library raises anything, also its own bugs
                now = self._clock.now()
                return failure(getattr(error, "error", error), line, now, AT_THE_DOOR)
            finally:
                client.close()

        came = await self._threads.run(line, enter)
        # Raised in the thread, it would carry the library's frames, and the password in them.
        if isinstance(came, NetworkError):
            raise came
        return came
