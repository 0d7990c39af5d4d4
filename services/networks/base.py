"""What a network is to the rest of the house.

A network turns a revision into parts (`plan`), says before publishing what it will change or
refuse (`check`), does all that the public cannot see (`prepare`), makes one irrevocable request
(`publish`), and can look whether a request whose answer was lost arrived (`find`).
It knows no database, no queue and no chat: the delivery engine hands it what it needs in `Work`.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Literal

from services.clock import Clock
from services.content import Content, Media
from services.errors import Rejected
from services.media.shapes import Fitted, Shape, Taste
from services.networks.window import SendWindow
from services.rates import Charge, Pace, Rate
from services.settings import Settings

Json = dict[str, Any]
"""A JSON object: what parts, checkpoints and evidence are stored as."""

LinkMethod = Literal["secrets", "chat"]
"""How a person links a target: pastes its credentials, or chooses a chat that the bot is in."""


@dataclass(frozen=True, slots=True)
class Account:
    """A linked target as a network sees it.

    `credentials` are decrypted secrets by field name; they never show in a `repr`.
    `capabilities` is what probing proved, such as `{"text": True, "photo": False}`; one name is the
    same everywhere: without `look`, a post whose answer got lost cannot be found. `options` is what
    the person chose for it, by the name of an `Option`.
    """

    id: int
    network: str
    target: str
    title: str
    capabilities: Mapping[str, bool] = field(default_factory=dict)
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom credentials belong to, as `whoami` proved it: it must stay the same on relink."""

    target: str
    title: str
    url: str | None = None
    capabilities: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Option:
    """Something that a person chooses once for an account: who may see its videos, which board.

    `values` are the choices, the first of them the safe default; their names are the texts
    `<key>-option-<name>` and `<key>-option-<name>-<value>`. Without `values` the network lists the
    choices itself (`choices`), there is no default, and the person is asked right after linking.
    A post's plan keeps what was chosen when it was first tried.
    """

    name: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of an option as a network lists it: at most 20 letters, digits, `._-`; a name."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What a network will do to a post, told on the card before anyone presses Publish.

    `text` is a text key (`vk-too-long`), `values` its variables. A `refuse` keeps the post off
    this account; a `change` is told; an `info` is good to know.
    """

    level: Literal["refuse", "change", "info"]
    text: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """One irrevocable request of a delivery, planned: the album, the text that did not fit.

    `plan` is JSON and frozen at the first attempt; media are named by position in the revision.
    """

    number: int
    kind: str
    plan: Json


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request ready to leave.

    `payload` is the network's own and lives in memory; `evidence` is JSON, stored with the
    attempt, and all that `find` will have.
    """

    payload: Any = field(repr=False)
    evidence: Json


@dataclass(frozen=True, slots=True)
class Accepted:
    """The network took it: its ids in the order of the content, and the public address."""

    ids: tuple[str, ...]
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """It is there."""

    ids: tuple[str, ...]
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Absent:
    """It is surely not there, as far as the network shows it at this moment."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """Looking cannot tell. `final` means that looking again will not help either."""

    why: str
    final: bool = False


Finding = Found | Absent | Unclear


@dataclass(frozen=True, slots=True)
class Work:
    """What the engine lends a network while it prepares a part.

    `checkpoint` is what earlier tries saved for this part and `save` replaces it, surviving a
    crash; what must not lie in the database in clear goes through `seal` first and comes back
    through `open`. `file` fetches the original of one medium to a local path; `fit` does too, and
    makes it fit a shape. `link` gives the address of such a file for a network that fetches it
    from us; it works for an hour. `progress` takes 0.0 to 1.0 for the whole part. `last_known` is
    the newest id known on the target, if any; `posted` are the ids of the parts before this one.
    """

    key: str
    checkpoint: Json
    save: Callable[[Json], Awaitable[None]]
    file: Callable[[Media], Awaitable[Path]]
    progress: Callable[[float], Awaitable[None]]
    fit: Callable[[Media, Shape, Taste], Awaitable[Fitted]]
    link: Callable[[Path, str], str]
    seal: Callable[[str], str]
    open: Callable[[str], str]
    last_known: str | None = None
    posted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """A network's numbers, read alike by checks, keyboards, previews and tests.

    `call_timeout_s` bounds one irrevocable call from its first byte to its whole answer;
    `grace_s` is how long after that a post may still appear.
    """

    text: int
    caption: int
    text_unit: Literal["utf16", "characters", "bytes"]
    album: int
    photo_bytes: int
    video_bytes: int
    document_bytes: int
    call_timeout_s: float
    grace_s: float


class Network(ABC):
    """One network. Subclasses keep the order of methods below.

    `pasted_secrets` are the credentials that a person pastes where `link_method` is `secrets`:
    the first is needed, each of the others lets the account do more. A credential is one word of
    at least 24 letters, digits and `._~+/=-`.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    link_method: ClassVar[LinkMethod]
    limits: ClassVar[Limits]
    pasted_secrets: ClassVar[tuple[str, ...]] = ()
    options: ClassVar[tuple[Option, ...]] = ()

    @abstractmethod
    def __init__(self, settings: Settings, clock: Clock, pace: Pace) -> None:
        """Get ready to make calls; a network reads its own settings by itself.

        Raises:
            SettingsError: One of its settings is wrong; the start stops.
        """

    @abstractmethod
    async def whoami(self, target: str, credentials: Mapping[str, str]) -> Identity:
        """Prove credentials with harmless calls and say what they can do.

        Raises:
            NetworkError: They do not work; the caller saves nothing and shows the text.
        """

    async def choices(self, option: str, account: Account) -> list[Choice]:
        """What there is to choose from, for an option without values of its own.

        Raises:
            NetworkError: The network does not say.
        """
        del option, account
        return []

    async def admit(self, target: str, person_id: int) -> None:
        """Make sure that a person may publish there by their own right.

        Where a network's credentials are the person's own, they are proof enough.

        Raises:
            AccessDenied: They may not, or no longer; the account pauses.
            NetworkError: The network does not say.
        """
        del target, person_id

    async def newest(self, target: str, near: int) -> int | None:
        """A number close to the newest of a target, where looking for a lost post begins.

        Args:
            target: What is linked.
            near: A number that there has been, 0 for none.

        Returns:
            None where the network does not say, or needs no such number to look.

        Raises:
            NetworkError: There is no saying now.
        """
        del target, near
        return None

    @abstractmethod
    def check(self, content: Content, account: Account) -> list[Notice]:
        """Say what will be cut, changed or refused. Pure."""

    @abstractmethod
    def plan(self, content: Content, account: Account) -> list[Part]:
        """Split a revision into parts, numbered from 1. Pure.

        Raises:
            Rejected: Nothing of it can be shown on this network.
        """

    @abstractmethod
    def rates(self, account: Account, part: Part) -> list[Rate]:
        """The paces that publishing this part must keep. Pure."""

    def budgets(self, account: Account, part: Part, now: datetime) -> list[Charge]:
        """What publishing this part takes of budgets that last for a day. Pure.

        Where the vendor names no number, its refusal does (`RateLimited.granted`).
        """
        del account, part, now
        return []

    @abstractmethod
    async def prepare(self, part: Part, content: Content, account: Account, work: Work) -> Prepared:
        """Do everything that the public cannot see: fetch, fit, upload. May be repeated.

        Raises:
            NetworkError: Of any class; nothing public has happened. `NotYet` while the network
                works on an upload: this is called again then.
        """

    @abstractmethod
    async def publish(self, prepared: Prepared, account: Account, window: SendWindow) -> Accepted:
        """Make the one irrevocable request, unless the send window has been missed.

        Raises:
            NetworkError: As the tree says; `Unconfirmed` when the outcome is not known.
        """

    @abstractmethod
    async def find(self, evidence: Json, account: Account) -> Finding:
        """Look whether a request with this evidence arrived. Changes nothing that people see.

        Raises:
            NetworkError: Looking itself failed; the caller looks again later.
        """

    async def missing(self, accepted: Accepted, evidence: Json, account: Account) -> list[str]:
        """Read an accepted post back and name what the network dropped in silence."""
        del accepted, evidence, account
        return []

    @abstractmethod
    async def delete(self, ids: tuple[str, ...], account: Account) -> None:
        """Take back what was published. Deleting what is already gone is a success.

        Raises:
            NetworkError: As the tree says; repeating is harmless.
        """

    async def download(self, media: Media, to: Path, progress: Callable[[float], None]) -> None:
        """Fetch an original that this network keeps, streaming it to a file.

        Raises:
            NetworkError: `Rejected` when the network will not hand it out.
        """
        del to, progress
        raise Rejected("no-original", f"{self.title} keeps no originals of {media.kind}")

    @abstractmethod
    async def close(self) -> None:
        """Give back connections and threads."""
