"""People, chats and messages as the pretend Telegram remembers them."""

from dataclasses import dataclass, field
from typing import Any, Final

Json = dict[str, Any]

BOT_ID: Final = 7_000_000_001
BOT_TOKEN: Final = f"{BOT_ID}:SANDBOX-not-a-real-token-AAAAAAAAAAAA"
BOT_USER: Final[Json] = {
    "id": BOT_ID,
    "is_bot": True,
    "first_name": "CrossPoster SANDBOX",
    "username": "crossposter_sandbox_bot",
}

# https://core.telegram.org/bots/api#chatadministratorrights
EVERY_RIGHT: Final = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
)
CHANNEL_RIGHTS: Final = ("can_post_messages", "can_edit_messages", "can_manage_direct_messages")
GROUP_RIGHTS: Final = ("can_pin_messages", "can_manage_topics", "can_manage_tags")
RIGHTS: Final = frozenset({"is_anonymous", *EVERY_RIGHT, *CHANNEL_RIGHTS, *GROUP_RIGHTS})

MEMBERS: Final = frozenset({"creator", "administrator", "member"})


@dataclass
class Person:
    """Somebody with a Telegram client; `started` once they wrote to the bot."""

    id: int
    first_name: str
    language_code: str
    username: str | None = None
    started: bool = False
    blocked: bool = False

    @property
    def type(self) -> str:
        """The type of the chat that the bot has with a person."""
        return "private"

    @property
    def is_channel(self) -> bool:
        """A private chat is none."""
        return False

    def as_user(self) -> Json:
        """The person as a Bot API `User`."""
        user = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.username:
            user["username"] = self.username
        return user | {"language_code": self.language_code}

    def as_chat(self) -> Json:
        """The private chat with the person as a Bot API `Chat`."""
        chat = {"id": self.id, "first_name": self.first_name, "type": "private"}
        return chat | ({"username": self.username} if self.username else {})

    def as_state(self) -> Json:
        """The person as the control API shows them."""
        return {
            "id": self.id,
            "first_name": self.first_name,
            "username": self.username,
            "language_code": self.language_code,
            "started": self.started,
            "blocked": self.blocked,
        }


@dataclass
class Member:
    """How somebody belongs to a chat; `rights` are those of an administrator."""

    status: str
    rights: dict[str, bool] = field(default_factory=dict)

    def may(self, right: str) -> bool:
        """Whether this member has a right; an owner has all of them."""
        return self.status == "creator" or (
            self.status == "administrator" and self.rights.get(right, False)
        )


@dataclass
class Chat:
    """A channel or a supergroup; `seen` once the bot has had to do with it."""

    id: int
    type: str
    title: str
    username: str | None = None
    members: dict[int, Member] = field(default_factory=dict)
    ledger: bool = False
    protected: bool = False
    seen: bool = False
    migrated_to: int | None = None
    last_message_id: int = 0

    @property
    def is_channel(self) -> bool:
        """Whether it is a channel and not a group."""
        return self.type == "channel"

    def member(self, user_id: int) -> Member:
        """How somebody belongs here; strangers have left."""
        return self.members.get(user_id) or Member("left")

    def as_chat(self) -> Json:
        """A Bot API `Chat`."""
        chat = {"id": self.id, "title": self.title, "type": self.type}
        return chat | ({"username": self.username} if self.username else {})

    def as_state(self) -> Json:
        """The chat as the control API shows it."""
        members = {
            str(user_id): {"status": member.status, **member.rights}
            for user_id, member in self.members.items()
        }
        return {
            "id": self.id,
            "type": self.type,
            "title": self.title,
            "username": self.username,
            "members": members,
            "ledger": self.ledger,
            "protected": self.protected,
        }

    def url(self, message_id: int) -> str:
        """The public link of a message, or the one that only members can open."""
        if self.username:
            return f"https://t.me/{self.username}/{message_id}"
        return f"https://t.me/c/{str(self.id).removeprefix('-100')}/{message_id}"

    @classmethod
    def from_json(cls, saved: Json) -> "Chat":
        """Take over what `asdict` gave (JSON made the members' ids text)."""
        members = {int(user_id): Member(**member) for user_id, member in saved["members"].items()}
        return cls(**(saved | {"members": members}))


@dataclass
class Stored:
    """One message: the Bot API object, and the reply keyboard that it brought.

    The Bot API shows `reply_markup` of a message only where it is inline; people see any. It
    does not tell either who wrote a channel's post; `by_bot` does.

    The object is never changed in place, because updates and events still hold it.
    """

    message: Json
    by_bot: bool = False
    keyboard: Json | None = None

    @property
    def id(self) -> int:
        """The message's number in its chat."""
        return int(self.message["message_id"])

    def shown(self) -> Json:
        """The message as the control API shows it."""
        return self.message | ({"reply_markup": self.keyboard} if self.keyboard else {})

    def as_json(self) -> Json:
        """The message for the snapshot."""
        return dict(vars(self))


Place = Person | Chat


def all_rights(chat: Chat) -> dict[str, bool]:
    """What an owner hands to an administrator who gets everything."""
    return dict.fromkeys(rights_of(chat), True)


def rights_of(chat: Chat) -> tuple[str, ...]:
    """The rights that mean something in a chat of this kind."""
    return EVERY_RIGHT + (CHANNEL_RIGHTS if chat.is_channel else GROUP_RIGHTS)


def chat_member(chat: Chat, user: Json) -> Json:
    """A Bot API `ChatMember`. Source: https://core.telegram.org/bots/api#chatmember"""
    member = chat.member(user["id"])
    shown: Json = {"status": member.status, "user": user}
    if member.status == "creator":
        return shown | {"is_anonymous": False}
    if member.status == "kicked":
        return shown | {"until_date": 0}
    if member.status == "administrator":
        rights = {right: member.rights.get(right, False) for right in rights_of(chat)}
        return shown | {"can_be_edited": False, "is_anonymous": False} | rights
    return shown
