"""One understood call: who calls, about what, with which parameters."""

from dataclasses import dataclass
from typing import Any

from services.sandbox.instagram.errors import NO_PERMISSION, GraphError
from services.sandbox.instagram.fetching import Fetcher
from services.sandbox.instagram.objects import Profile, Token
from services.sandbox.instagram.parameters import Values
from services.sandbox.instagram.section import InstagramSection
from services.sandbox.instagram.store import InstagramStore
from services.sandbox.perform import Call


@dataclass(frozen=True, slots=True)
class Done:
    """What a call gives back, and whether something changed."""

    payload: dict[str, Any]
    effect: bool = False


@dataclass(frozen=True, slots=True)
class Caller:
    """An authorised call about a node: a profile, a container or a medium by its id."""

    section: InstagramSection
    fetcher: Fetcher
    call: Call
    token: Token
    node: str
    values: Values

    @property
    def store(self) -> InstagramStore:
        """What Instagram remembers."""
        return self.section.store

    @property
    def now(self) -> float:
        """The sandbox clock in Unix seconds."""
        return self.section.now

    @property
    def profile(self) -> Profile:
        """Whose token it is."""
        return self.store.profiles[self.token.profile_id]

    def need(self, scope: str) -> None:
        """Refuse a token that may not do this, and every personal account.

        Raises:
            GraphError: 10.
        """
        if scope not in self.token.scopes or self.profile.account_type == "PERSONAL":
            raise GraphError(NO_PERMISSION, scope)
