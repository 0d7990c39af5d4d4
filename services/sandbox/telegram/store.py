"""Telegram's section of the world: people, chats, messages, and what the bot has set."""

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

from services.sandbox.state import World
from services.sandbox.telegram.about import ABOUT, SWITCHES
from services.sandbox.telegram.files import Files
from services.sandbox.telegram.model import BOT_TOKEN, BOT_USER, Chat, Json, Person, Place, Stored
from services.sandbox.telegram.rates import Rates
from services.sandbox.telegram.updates import Updates
from services.sandbox.telegram.webhook import Webhook

_CALLBACK_LIFE_S: Final = 15.0

LayOut = Callable[["Telegram", dict[int, int]], None]


@dataclass
class Callback:
    """A pressed button that waits for the bot's answer."""

    person_id: int
    pressed_at: float


class Telegram:
    """The pretend Telegram; `world` is shared with the other networks."""

    key = "telegram"
    about = ABOUT

    def __init__(self, world: World, lay_out: LayOut) -> None:
        self.world = world
        self._lay_out = lay_out
        self.files = Files(world)
        self.updates = Updates(world)
        self.webhook = Webhook(world, self.updates)
        self._last_private_id = 0
        self.profile: dict[str, Any] = {}
        self._empty()
        world.settings.declare(*SWITCHES)

    def _empty(self) -> None:
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.messages: dict[int, dict[int, Stored]] = {}
        self.callbacks: dict[str, Callback] = {}
        self.rates = Rates()

    @property
    def now(self) -> float:
        """The sandbox clock in Unix seconds."""
        return self.world.clock.timestamp()

    def seed(self) -> None:
        """Start afresh; message ids of private chats and update ids go on growing.

        What the bot has said of itself stays: it says it once, when it starts.
        """
        last_ids = {chat.id: chat.last_message_id for chat in self.chats.values()}
        self._empty()
        self.updates.drop_all()
        self._lay_out(self, last_ids)

    def add_person(self, person: Person) -> Person:
        """Let somebody have a Telegram client."""
        self.people[person.id] = person
        self._changed()
        return person

    def add_chat(self, chat: Chat) -> Chat:
        """Make a channel or a group."""
        self.chats[chat.id] = chat
        self._changed()
        return chat

    def place(self, chat_id: int) -> Place | None:
        """The person or chat with that number."""
        return self.people.get(chat_id) or self.chats.get(chat_id)

    def user(self, user_id: int) -> Json | None:
        """A person, or the bot, as a Bot API `User`."""
        person = self.people.get(user_id)
        if person:
            return person.as_user()
        return BOT_USER if user_id == BOT_USER["id"] else None

    def next_message_id(self, place: Place) -> int:
        """Number a new message: private chats share one sequence, as for every real bot."""
        if isinstance(place, Chat):
            place.last_message_id += 1
            return place.last_message_id
        self._last_private_id += 1
        return self._last_private_id

    def chat_messages(self, chat_id: int) -> dict[int, Stored]:
        """The messages of a chat by number, oldest first."""
        return self.messages.setdefault(chat_id, {})

    def find(self, chat_id: int, message_id: int) -> Stored | None:
        """One message that still exists."""
        return self.chat_messages(chat_id).get(message_id)

    def open_callback(self, person_id: int) -> str:
        """Number a pressed button."""
        query_id = str(secrets.randbelow(9 * 10**17) + 10**17)
        self.callbacks[query_id] = Callback(person_id, self.now)
        return query_id

    def close_callback(self, query_id: str) -> Callback | None:
        """Take a pressed button out, if it can still be answered."""
        found = self.callbacks.pop(query_id, None)
        alive = found and 0 <= self.now - found.pressed_at <= _CALLBACK_LIFE_S
        return found if alive else None

    def is_protected(self, chat: Place | None) -> bool:
        """Whether nothing may be forwarded or copied out of a chat."""
        if not isinstance(chat, Chat):
            return False
        return chat.protected or bool(self.world.settings["telegram_probe_protected"])

    def public_state(self) -> dict[str, Any]:
        """People, chats, walls and the bot as the control API shows them."""
        walls = [
            {"network": "telegram", "target": str(chat.id), "title": chat.title}
            for chat in self.chats.values()
            if not chat.ledger
        ]
        return {
            "bot": self.bot(),
            "people": [person.as_state() for person in self.people.values()],
            "chats": [chat.as_state() for chat in self.chats.values()],
            "walls": walls,
        }

    def bot(self) -> Json:
        """The bot as the control API shows it."""
        names = ("id", "username", "first_name")
        shown = {name: BOT_USER[name] for name in names}
        return shown | {"token": BOT_TOKEN, "commands": self._commands()}

    def _commands(self) -> dict[str, list[Json]]:
        """The menu of private chats by language; "default" is for every other language."""
        found: dict[str, list[Json]] = {}
        for scope in ("default", "all_private_chats"):
            prefix = f"commands:{json.dumps({'type': scope})}:"
            for key, commands in self.profile.items():
                if key.startswith(prefix):
                    found[key.removeprefix(prefix) or "default"] = commands
        return found

    def dump(self) -> dict[str, Any]:
        """The section as JSON."""
        messages = {
            str(chat_id): [stored.as_json() for stored in known.values()]
            for chat_id, known in self.messages.items()
        }
        return {
            "people": [asdict(person) for person in self.people.values()],
            "chats": [asdict(chat) for chat in self.chats.values()],
            "messages": messages,
            "last_private_id": self._last_private_id,
            "profile": self.profile,
            "updates": self.updates.dump(),
            "webhook": self.webhook.dump(),
        }

    def restore(self, saved: dict[str, Any]) -> None:
        """Take over what `dump` gave."""
        people = [Person(**person) for person in saved["people"]]
        chats = [Chat.from_json(chat) for chat in saved["chats"]]
        self.people = {person.id: person for person in people}
        self.chats = {chat.id: chat for chat in chats}
        for chat_id, messages in saved["messages"].items():
            kept = [Stored(**message) for message in messages]
            self.messages[int(chat_id)] = {stored.id: stored for stored in kept}
        self._last_private_id = saved["last_private_id"]
        self.profile = saved["profile"]
        self.updates.restore(saved["updates"])
        self.webhook.restore(saved["webhook"])

    def _changed(self) -> None:
        self.world.touch()
        self.world.events.publish("state")
