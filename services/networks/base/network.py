"""The class that every network is one of."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from services.clock import Clock
from services.content import Content, Media
from services.errors import AccessDenied, LoginNeeded, Rejected
from services.media.shapes import Shape
from services.networks.base.values import (
    Accepted,
    Account,
    Asks,
    Choice,
    Consent,
    Finding,
    Grant,
    Identity,
    Json,
    Limits,
    LinkMethod,
    Login,
    Notice,
    Option,
    Part,
    Prepared,
    Work,
)
from services.networks.window import SendWindow
from services.progress import Progress
from services.rates import Charge, Pace, Rate
from services.settings import Settings


class Network(ABC):
    """One network. Subclasses keep the order of methods below.

    `pasted_secrets` are the credentials that a person pastes where `link_method` is `secrets`:
    the first is needed, each of the others lets the account do more. A credential is one word of
    at least 24 letters, digits and `._~+/=%:-`. With `consents` the network asks people on a page
    of its own, and they need paste nothing; with `loopback` it takes an answer to an address of
    the person's own machine, which they copy into the chat where the bot has no public address.
    `adds` names the credentials that a consent brings where it only lets a linked account do more:
    such an account is linked by what is pasted, and goes on without them. With `renews_access` what
    is kept opens nothing by itself: `refresh` has it made into an access token for an hour or so,
    once somebody needs one. With `revokes_all` the network takes back at once whatever a person
    has allowed us, other accounts too.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    link_method: ClassVar[LinkMethod]
    limits: ClassVar[Limits]
    pasted_secrets: ClassVar[tuple[str, ...]] = ()
    options: ClassVar[tuple[Option, ...]] = ()
    consents: ClassVar[bool] = False
    loopback: ClassVar[bool] = False
    adds: ClassVar[tuple[str, ...]] = ()
    renews_access: ClassVar[bool] = False
    revokes_all: ClassVar[bool] = False

    @abstractmethod
    def __init__(self, settings: Settings, clock: Clock, pace: Pace) -> None:
        """Get ready to make calls; a network reads its own settings by itself.

        Raises:
            SettingsError: One of its settings is wrong; the start stops.
        """

    def may_ask(self) -> bool:
        """Whether there is a page to send people to. Pure."""
        return self.consents

    def authorize_url(self, consent: Consent) -> str:
        """Where a person is asked for consent. Pure.

        Raises:
            AccessDenied: Whoever runs the bot has not registered it there; the text names what
                to set. Networks that ask for no consent always raise it.
        """
        del consent
        raise AccessDenied(self.title, advice="consent-off")

    async def exchange(self, consent: Consent, answer: Mapping[str, str]) -> Grant:
        """Get what was granted, for the answer that came to the redirect address. Once.

        Args:
            consent: The question that was asked.
            answer: The parameters of the address that the person came back to.

        Raises:
            NetworkError: There is nothing to get; nothing is saved.
        """
        del consent, answer
        raise AccessDenied(self.title, advice="consent-off")

    async def refresh(self, credentials: Mapping[str, str]) -> Grant:
        """Get new secrets for old ones; a field that does not come stays as it was.

        Raises:
            NetworkError: `LoginNeeded` only when the network surely refuses them for good.
        """
        del credentials
        raise LoginNeeded(self.title)

    def other_ways(self) -> tuple[str, ...]:
        """Credentials with which a person may link an account instead of the first pasted one.

        Each is enough by itself; an account holds it, or what is usually pasted, never both. Its
        texts are those of a pasted secret, and `<key>-way-<secret>` for the button to it.
        """
        return ()

    def secrets_beside(self, held: Collection[str]) -> tuple[str, ...]:
        """The credentials that an account takes which holds these, the needed one first."""
        other = tuple(name for name in self.other_ways() if name in held)
        return other or self.pasted_secrets

    def signs_in(self) -> str:
        """Which of the credentials a name and a password bring, typed on a page of ours. Pure.

        Empty where a network lets programs in by another way; only where there is none, and whoever
        runs the bot has allowed it, a person is asked for a password.
        """
        return ""

    async def sign_in(self, login: Login) -> Grant | Asks:
        """Let a person in by what they typed. Once: a network that refuses is never asked again.

        Raises:
            NetworkError: They are not in; `LoginNeeded` when something else may be typed, and
                `RateLimited` when nothing may before the time that it names.
        """
        del login
        raise AccessDenied(self.title, advice="sign-in-off")

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

    async def revoke(self, credentials: Mapping[str, str]) -> bool:
        """Make secrets worthless on the network; False where only the person can do that there.

        Raises:
            NetworkError: It did not work; whoever unlinks is told to do it there.
        """
        del credentials
        return False

    def take_back(self, credentials: Mapping[str, str]) -> str:
        """The text that says how a person makes secrets worthless on the network. Pure."""
        del credentials
        return f"{self.key}-take-back"

    @abstractmethod
    def check(self, content: Content, account: Account) -> list[Notice]:
        """Say what will be cut, changed or refused. Pure."""

    @abstractmethod
    def plan(self, content: Content, account: Account) -> list[Part]:
        """Split a revision into parts, numbered from 1. Pure.

        Raises:
            Rejected: Nothing of it can be shown on this network.
        """

    def shape(self, content: Content, place: int, account: Account) -> Shape | None:
        """What a medium of a revision has to be here, by its place; None if it does not go. Pure.

        Networks that fit nothing name no shape.
        """
        del content, place, account
        return None

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

    async def discard(self, checkpoint: Json, account: Account) -> None:
        """Take away what was prepared for a part that nobody has seen and nobody wants any more.

        Args:
            checkpoint: What preparing had saved.
            account: Where it was to be published.

        Raises:
            NetworkError: As for `delete`.
        """
        del checkpoint, account

    async def download(self, media: Media, to: Path, progress: Progress) -> None:
        """Fetch an original that this network keeps, streaming it to a file.

        Raises:
            NetworkError: `Rejected` when the network will not hand it out.
        """
        del to, progress
        raise Rejected("no-original", f"{self.title} keeps no originals of {media.kind}")

    @abstractmethod
    async def close(self) -> None:
        """Give back connections and threads."""
