"""What networks and the engine hand each other: data, and nothing that does anything."""

import base64
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import SecretStr

from services.content import Media
from services.media.shapes import TASTES, Fitted, Shape, Taste
from services.progress import Progress

Json = dict[str, Any]
"""A JSON object: what parts, checkpoints and evidence are stored as."""

LinkMethod = Literal["secrets", "chat"]
"""How a person links a target: pastes its credentials, or chooses a chat that the bot is in."""


AskKind = Literal["app", "sms", "email", "approval"]
"""What a person is asked for who signs in: a code, by where it comes from, or a yes in the app."""


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
    """Whom credentials belong to, as `whoami` proved it: it must stay the same on relink.

    `secrets` are credentials that using them has changed, by field name, to be kept instead.
    """

    target: str
    title: str
    url: str | None = None
    capabilities: Mapping[str, bool] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


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

    def chosen(self, account: Account) -> str:
        """Which of `values` a person chose for an account; the first if none of them."""
        kept = account.options.get(self.name, "")
        return kept if kept in self.values else self.values[0]


FIT = Option("fit", TASTES)
"""How pictures and videos come by another shape."""

LENGTH = Option("length", ("whole", "trim"))
"""What becomes of a video that is too long: nothing, or its beginning."""

ALBUM = Option("album", ("several", "first"))
"""What becomes of more media than a post takes: several posts, or only the first one."""


MORE = Option("more", ("link", "none"))
"""What a post that shows less than the original says of it: its address, or nothing."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of an option as a network lists it: at most 20 letters, digits, `._-`; a name."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class App:
    """What a network knows the bot by: whoever runs it registered it there once."""

    id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Consent:
    """One question to a person on a network's own page: whether we may act for them there.

    `state` and `verifier` are random and used once; `redirect_uri` is where the answer comes.

    Source: https://datatracker.ietf.org/doc/html/rfc6749#section-4.1,
    https://datatracker.ietf.org/doc/html/rfc7636
    """

    state: str = field(repr=False)
    verifier: str = field(repr=False)
    redirect_uri: str

    @property
    def challenge(self) -> str:
        """What the network is told of the verifier before it hears it: S256 of RFC 7636."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Grant:
    """What a network granted: secrets by field name, and until when they open anything.

    `expires_at` is when the account needs the person again unless it is refreshed before, `None`
    for what stays good until it is withdrawn. `refresh_at` is when to refresh, None if that is not
    needed or not possible. With `access_until` it is an access token for what goes on as it is,
    good until then, and both other times say nothing.
    """

    secrets: Mapping[str, str] = field(repr=False)
    expires_at: datetime | None = None
    refresh_at: datetime | None = None
    access_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Login:
    """What a person typed on a page of ours, for a network that lets programs in no other way.

    `password` is good for this one try and kept nowhere. With a `code`, `state` is what the network
    gave when it asked for one, and the password is empty; without, it may be what the network
    gave when it sent the person to its app.
    """

    name: str
    password: SecretStr
    code: str = field(default="", repr=False)
    state: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Asks:
    """What a network wants before it lets a person in.

    A code from an authenticator (`app`), a text message or an e-mail; or `approval`: they say in
    its app that it is them, then type the password once more. `state` is handed back with the
    answer, and opens things: it is kept sealed. `hint` is where a code was sent, as far as the
    network tells, `link` where to show up.
    """

    kind: AskKind
    state: str = field(repr=False)
    hint: str = ""
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """What a network will do to a post, told on the card before anyone presses Publish.

    `text` is a text key (`vk-too-long`), `values` its variables. A `refuse` keeps the post off
    this account; a `change` is told; an `info` is good to know. `fix` names the option of the
    account that decides what this notice tells, if there is one.
    """

    level: Literal["refuse", "change", "info"]
    text: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    fix: str = ""


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
    through `open`. `file` fetches the original of one medium to a local path, less what is noted
    in it (places, times, names); `fit` does too, and makes it fit a shape. `link` gives the address
    of such a file for a network that fetches it from us; it works for an hour. `progress` takes 0.0
    to 1.0 for what the network gets of the part; fetching and fitting tell theirs by themselves.
    `keep` stores credentials that the network changed, by field name, unless the person has
    replaced them meanwhile. `last_known` is the newest id known on the target, if any; `posted`
    are the ids of the parts before this one.
    """

    key: str
    checkpoint: Json
    save: Callable[[Json], Awaitable[None]]
    file: Callable[[Media], Awaitable[Path]]
    progress: Progress
    fit: Callable[[Media, Shape, Taste], Awaitable[Fitted]]
    link: Callable[[Path, str], str]
    seal: Callable[[str], str]
    open: Callable[[str], str]
    keep: Callable[[Mapping[str, str]], Awaitable[None]]
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
