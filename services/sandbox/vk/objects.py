"""What exists on the pretend VK: people, communities, media, posts, upload tickets, receipts.

Times are Unix seconds of the sandbox clock; ids are VK's, owners of communities negative.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]

UploadKind = Literal["photo", "messages_photo", "doc", "video"]
PostType = Literal["post", "postpone", "suggest"]

WALL_ALBUM = -14
MESSAGES_ALBUM = -3
"""The album of photos sent in messages: a wall post loses such a photo without a word."""


@dataclass(slots=True)
class User:
    """A person with a VK profile."""

    id: int
    first_name: str
    last_name: str


@dataclass(slots=True)
class Community:
    """A community with its wall and the tokens that its owner can show around."""

    id: int
    name: str
    screen_name: str
    community_key: str
    user_token: str
    weak_token: str
    roles: dict[int, str]
    members_count: int

    @property
    def owner_id(self) -> int:
        """The community as the owner of its wall."""
        return -self.id


@dataclass(slots=True)
class Photo:
    """A saved photo; `group_id` is the community it was uploaded for, 0 for none.

    `public` once a post showed it: from then on everybody may attach it.
    """

    id: int
    owner_id: int
    album_id: int
    user_id: int
    group_id: int
    file_id: str
    width: int
    height: int
    size_bytes: int
    date: int
    text: str = ""
    access_key: str | None = None
    public: bool = False


@dataclass(slots=True)
class Doc:
    """A saved document."""

    id: int
    owner_id: int
    user_id: int
    title: str
    ext: str
    size_bytes: int
    date: int
    file_id: str
    access_key: str
    tags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Video:
    """A video: announced by video.save, filled by the upload host, ready some seconds later.

    `shown` once the walls know that its processing has ended.
    """

    id: int
    owner_id: int
    user_id: int
    title: str
    description: str
    access_key: str
    date: int
    is_private: bool = False
    file_id: str = ""
    size_bytes: int = 0
    playable: bool = False
    shown: bool = False
    ready_at: float = 0.0
    duration_s: int = 0
    width: int | None = None
    height: int | None = None

    def state(self, now: float) -> Literal["empty", "processing", "ready", "failed"]:
        """What has become of it at that moment."""
        if not self.file_id:
            return "empty"
        if now < self.ready_at:
            return "processing"
        return "ready" if self.playable else "failed"


@dataclass(slots=True)
class Post:
    """One post of a wall; `media` are `{kind, owner_id, id}` or `{kind: "link", url, title}`.

    `publish_date` is when a postponed post goes live; `postponed_id` is the number that a live
    post had before. At most one post of a wall is `pinned`.
    """

    id: int
    owner_id: int
    from_id: int
    created_by: int
    date: int
    text: str
    media: list[Json]
    post_type: PostType
    signer_id: int | None = None
    copyright: str = ""
    close_comments: bool = False
    marked_as_ads: bool = False
    publish_date: int = 0
    postponed_id: int | None = None
    edited: int | None = None
    deleted: bool = False
    pinned: bool = False
    request_id: int | None = None
    attempt: str | None = None


@dataclass(slots=True)
class Ticket:
    """A right to upload one file: the last part of an upload_url."""

    id: str
    kind: UploadKind
    token: str
    user_id: int
    group_id: int
    expires_at: float
    used: bool = False
    video: tuple[int, int] | None = None


@dataclass(slots=True)
class Receipt:
    """What an upload host gave for a file, waiting to be saved once by the same token.

    `proof` is the text that has to come back: `photo` of photos, `file` of documents.
    """

    proof: str
    kind: UploadKind
    token: str
    user_id: int
    group_id: int
    server: int
    hash: str
    file_id: str
    size_bytes: int
    width: int = 0
    height: int = 0
    file_name: str = ""
    used: bool = False


@dataclass(slots=True)
class Challenge:
    """A captcha or validation that waits for its answer; `answer` is the right one."""

    sid: str
    form: Literal["old", "new", "validation"]
    token: str
    answer: str
