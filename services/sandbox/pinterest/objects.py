"""What exists on the pretend Pinterest: people, boards, pins, videos on their way, tokens.

Ids are digit strings beyond 2^53, as Pinterest's are; times are Unix seconds of the sandbox clock.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]

Privacy = Literal["PUBLIC", "PROTECTED", "SECRET"]


@dataclass(slots=True)
class User:
    """A person with a profile."""

    id: str
    username: str
    name: str


@dataclass(slots=True)
class Board:
    """A board; `collaborators` are other people's ids, `sections` names by id."""

    id: str
    owner_id: str
    name: str
    privacy: Privacy
    created_at: float
    collaborators: list[str] = field(default_factory=list)
    sections: dict[str, str] = field(default_factory=dict)

    def is_open_to(self, user_id: str) -> bool:
        """Whether a person may pin to it."""
        return user_id == self.owner_id or user_id in self.collaborators


@dataclass(slots=True)
class Picture:
    """One stored picture."""

    file_id: str
    width: int
    height: int
    size_bytes: int


@dataclass(slots=True)
class Pin:
    """A pin: a picture, a carousel of them, or a video; `upload_id` names the video."""

    id: str
    board_id: str
    user_id: str
    created_at: float
    title: str | None = None
    description: str | None = None
    link: str | None = None
    alt_text: str | None = None
    section_id: str | None = None
    pictures: list[Picture] = field(default_factory=list)
    upload_id: str | None = None


@dataclass(slots=True)
class Upload:
    """A registered video; `polls_left` looks see it processing once its bytes have come."""

    id: str
    user_id: str
    parameters: dict[str, str]
    expires_at: float
    status: Literal["registered", "processing", "succeeded", "failed"] = "registered"
    polls_left: int = 0
    file_id: str = ""
    width: int = 0
    height: int = 0
    duration_s: int = 0
    size_bytes: int = 0


@dataclass(slots=True)
class RefreshToken:
    """What brings the next access token, until `expires_at`."""

    value: str
    user_id: str
    scopes: list[str]
    expires_at: float


@dataclass(slots=True)
class Token:
    """An access token; `expires_at` None outlives the sandbox, so that old demos still work."""

    value: str
    user_id: str
    scopes: list[str]
    expires_at: float | None = None
