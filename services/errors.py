"""Every error that CrossPoster raises on purpose, and what its catcher does.

    CrossPosterError
    ├── SettingsError       the start stops; one line names the variable
    ├── StartError          the start stops; one line says what is in the way
    ├── VaultError          a secret cannot be read: the account pauses, the owner is told
    │   └── KeyUnknownError     its key came after this process: again later, nobody is told
    ├── BadInput            a person's input: its text is shown, nothing changes, nothing is lost
    └── NetworkError        how a call to a network ended, other than well
        ├── Transient       surely not accepted: again, with backoff
        │   └── NotSent     surely not even sent: again, and the budget comes back
        ├── RateLimited     surely not accepted; the network named a time: again then, no try used
        ├── NotYet          nothing is public; the network still works on what it was handed: later
        ├── Unconfirmed     it may have been accepted: nobody sends again; look, or ask
        ├── AccountTrouble  the account pauses, the person gets one message with what to do
        │   ├── LoginNeeded     the credential is dead: link again
        │   ├── PersonNeeded    the network wants a human: captcha, confirmation
        │   └── AccessDenied    a right is missing: the exact fix is named
        └── Rejected        the network refuses this content: the person is told what to change

One class, one reaction. Whatever a network's module does not list, once the first byte has left,
is `Unconfirmed`.
"""

from datetime import datetime
from typing import ClassVar


class CrossPosterError(Exception):
    """The root: everything raised on purpose."""


class SettingsError(CrossPosterError):
    """A setting is missing or wrong; the text names the variable."""


class StartError(CrossPosterError):
    """The process cannot start; the text says what is in the way."""


class VaultError(CrossPosterError):
    """A secret cannot be decrypted: foreign row or damaged box."""

    @property
    def trouble(self) -> "NetworkError":
        """What it means for the account whose secret it is."""
        return LoginNeeded("vault", str(self))


class KeyUnknownError(VaultError):
    """A secret was sealed with a key that this process was not started with.

    Without a key that sealed before, no process starts: this one came into use meanwhile.
    """

    @property
    def trouble(self) -> "NetworkError":
        """Nothing is wrong with the account; the process has to be started again."""
        return Transient("vault", str(self))


class BadInput(CrossPosterError):  # noqa: N818 - it names the person's part, not a fault of ours
    """A person sent something that cannot be used.

    Args:
        text: Key of the text that says what is wrong and what to do next.
        args: Values for that text.
    """

    def __init__(self, text: str, **args: str | int) -> None:
        super().__init__(text)
        self.text = text
        self.values = args


class NetworkError(CrossPosterError):
    """A call to a network ended badly.

    Args:
        code: The network's own short code, such as `VK 15` or `Telegram 403`; shown to people.
        detail: The network's words, without secrets, at most 500 characters.
        advice: Key of the text that says what to do; empty for the class's own text.
        link: An address where the person can put it right, if the network named one.
    """

    kind: ClassVar[str] = "transient"

    def __init__(
        self, code: str, detail: str = "", *, advice: str = "", link: str | None = None
    ) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail[:500]
        self.advice = advice
        self.link = link


class Transient(NetworkError):  # noqa: N818 - the words of the design
    """Surely not accepted; the cause passes by itself. Retried with backoff.

    Args:
        until: Aware UTC time before which trying again is pointless; such a wait costs no try.
    """

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        advice: str = "",
        link: str | None = None,
        until: datetime | None = None,
    ) -> None:
        super().__init__(code, detail, advice=advice, link=link)
        self.until = until


class NotSent(Transient):
    """Not one byte of the request left: refused connection, no name, missed send window."""

    kind = "not_sent"


class RateLimited(NetworkError):  # noqa: N818
    """Surely not accepted; `until` says when the network listens again.

    Args:
        until: Aware UTC time named by the network, or computed from its delay.
        granted: How much it grants for a day, where it says that just this is used up.
    """

    kind = "rate_limited"

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        until: datetime,
        advice: str = "",
        granted: int | None = None,
    ) -> None:
        super().__init__(code, detail, advice=advice)
        self.until = until
        self.granted = granted


class NotYet(NetworkError):  # noqa: N818
    """Nothing is public yet: the network still works on what was handed over while preparing.

    Whoever publishes may say so too, where the network refuses in these very words.

    Args:
        until: Aware UTC time at which to prepare again, with what was saved.
    """

    kind = "processing"

    def __init__(self, code: str, detail: str = "", *, until: datetime) -> None:
        super().__init__(code, detail)
        self.until = until


class Unconfirmed(NetworkError):  # noqa: N818
    """The request may have been accepted. Never repeated without proof or the person's word."""

    kind = "unconfirmed"


class AccountTrouble(NetworkError):  # noqa: N818
    """Surely not accepted, and nothing on this account will be until the person acts."""

    kind = "access_denied"


class LoginNeeded(AccountTrouble):
    """The credential is expired, revoked or bound elsewhere: link again."""

    kind = "login_needed"


class PersonNeeded(AccountTrouble):
    """The network asks for a human: a captcha, a confirmation, a blocked session."""

    kind = "person_needed"


class AccessDenied(AccountTrouble):
    """A right is missing: the bot was removed, the key may not post, the target is gone."""


class Rejected(NetworkError):  # noqa: N818
    """The network refuses this very content; sending it unchanged is pointless."""

    kind = "rejected"
