"""One call of a method: who calls, with what, and what the method gives back."""

from dataclasses import dataclass
from typing import Any

from services.sandbox.perform import Call
from services.sandbox.vk.errors import VkError, invalid
from services.sandbox.vk.objects import Community
from services.sandbox.vk.parameters import Values
from services.sandbox.vk.section import VkSection
from services.sandbox.vk.store import VkStore
from services.sandbox.vk.tokens import Token


@dataclass(frozen=True, slots=True)
class Done:
    """What goes into `response`, and whether something changed."""

    response: Any
    effect: bool = False


@dataclass(frozen=True, slots=True)
class Caller:
    """An authorised call; `origin` is this server as the caller reaches it."""

    section: VkSection
    call: Call
    token: Token
    values: Values
    origin: str

    @property
    def store(self) -> VkStore:
        """What VK remembers."""
        return self.section.store

    @property
    def now(self) -> float:
        """The sandbox clock in Unix seconds."""
        return self.section.now

    def community(self, group_id: int) -> Community:
        """The community with that (positive) id.

        Raises:
            VkError: 100, there is none.
        """
        found = self.store.communities.get(group_id)
        if found is None:
            raise invalid("group_id is invalid")
        return found

    def manages(self, owner_id: int) -> bool:
        """Whether the caller is that person, or edits that community."""
        if self.token.kind == "community":
            return owner_id == -(self.token.group_id or 0)
        if owner_id == self.token.user_id:
            return True
        return (
            self.token.kind == "user" and self.store.role(self.token.user_id, -owner_id) != "none"
        )

    def need_management(self, owner_id: int, code: int = 15, detail: str = "") -> None:
        """Refuse whoever does not manage that wall.

        Raises:
            VkError: With that code.
        """
        if not self.manages(owner_id):
            raise VkError(code, detail)

    def wall_owner(self) -> int:
        """Whose wall `owner_id` means: the caller's own when it is absent.

        Raises:
            VkError: 100, no such wall (a community's id must be negative here).
        """
        owner_id = self.values.integer("owner_id")
        if owner_id is None:
            owner_id = self.token.user_id or 0
        if owner_id in self.store.users or -owner_id in self.store.communities:
            return owner_id
        raise invalid("owner_id is invalid")
