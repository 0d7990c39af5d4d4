"""A fresh world: Alice, Bob and Charlie, two channels with samples, and the ledger chat."""

from functools import cache
from typing import Any, Final

from services.sandbox.drawings import car, dish
from services.sandbox.telegram.entities import formatted, length_utf16
from services.sandbox.telegram.methods.album import album_id
from services.sandbox.telegram.model import BOT_ID, Chat, Json, Member, Person, all_rights
from services.sandbox.telegram.photos import Rendered, sizes_of
from services.sandbox.telegram.posting import Maker, put
from services.sandbox.telegram.store import Telegram

_KITCHEN: Final = -1001000000001
_GARAGE: Final = -1001000000002
_LEDGER: Final = -1001000000009
_HOUR_S: Final = 3600
_DAY_S: Final = 24 * _HOUR_S


class _Words:
    """A text that grows piece by piece, with the entities of its pieces."""

    def __init__(self) -> None:
        self.text = ""
        self.entities: list[Json] = []

    def add(self, piece: str, *kinds: str, **fields: Any) -> "_Words":
        place = {"offset": length_utf16(self.text), "length": length_utf16(piece)}
        self.entities += [{"type": kind, **place, **fields} for kind in kinds]
        self.text += piece
        return self

    def content(self, text: str = "text", entities: str = "entities") -> Json:
        plain, found = formatted(self.text, self.entities)
        return {text: plain} | ({entities: found} if found else {})

    def caption(self) -> Json:
        return self.content("caption", "caption_entities")


def lay_out(telegram: Telegram, last_ids: dict[int, int]) -> None:
    """Fill an empty Telegram.

    Args:
        telegram: Without people and chats.
        last_ids: The last message number of chats in the world before this one.
    """
    for person in (
        Person(101, "Alice", "en", "alice_cooks"),
        Person(102, "Bob", "ru", "bob_fixes"),
        Person(103, "Charlie", "en", "charlie"),
    ):
        telegram.add_person(person)
    for chat in _chats():
        chat.last_message_id = last_ids.get(chat.id, 0)
        telegram.add_chat(chat)
    _fill_kitchen(telegram)
    _fill_garage(telegram)


def _chats() -> list[Chat]:
    ledger = Chat(_LEDGER, "channel", "Ledger", ledger=True, seen=True)
    ledger.members = {BOT_ID: Member("administrator", all_rights(ledger))}
    kitchen = Chat(_KITCHEN, "channel", "Alice's kitchen", "alices_kitchen")
    kitchen.members = {101: Member("creator")}
    garage = Chat(_GARAGE, "channel", "Bob's garage", "bobs_garage")
    garage.members = {102: Member("creator")}
    return [kitchen, garage, ledger]


def _fill_kitchen(telegram: Telegram) -> None:
    post = _Poster(telegram, _KITCHEN, 101)
    post.at(3 * _DAY_S, _recipe().content())
    caption = _Words().add("Tuesday market", "bold").add(": tomatoes, basil and one surprise 🍅")
    shared = {"media_group_id": album_id()}
    for number in range(4):
        words = caption.caption() if number == 0 else {}
        post.at(2 * _DAY_S, post.photo(_dish, number) | words | shared)
    bread = _Words().add("The first loaf of the new oven. ").add("Still warm!", "italic")
    post.at(_DAY_S, post.photo(_dish, 4) | bread.caption())
    question = _Words().add("What shall we cook on Friday? Write to @alice_cooks #friday_dinner")
    post.at(2 * _HOUR_S, question.content())


def _recipe() -> _Words:
    words = _Words().add("Soup of the week", "bold").add("\n\nPumpkin, ginger and ")
    words.add("a secret: orange peel", "spoiler").add(". Ready in ").add("40 minutes", "underline")
    words.add(", not in ").add("two hours", "strikethrough").add(".\n\n")
    words.add("Salt comes last, said grandmother.\nShe was right.", "blockquote").add("\n\n")
    words.add("The whole recipe", "text_link", url="https://example.com/soup").add(" · oven: ")
    return words.add("gas mark 6", "code").add("\n👩‍🍳 #soup")


def _fill_garage(telegram: Telegram) -> None:
    post = _Poster(telegram, _GARAGE, 102)
    words = _Words().add("Ремонт недели", "bold").add("\n\nСтучало справа. Оказалось — ")
    words.add("стойка стабилизатора", "italic").add(", час работы и ").add("ни одной", "underline")
    post.at(2 * _DAY_S, words.add(" сломанной шпильки. 🔧").content())
    caption = _Words().add("Встречайте: ").add("«Волга» 1967 года", "bold")
    post.at(_DAY_S, post.photo(_car, 0) | caption.add(". Будет как новая.").caption())
    plan = _Words().add("В субботу открыто с 10 до 15. Запись: https://example.com/garage #гараж")
    post.at(3 * _HOUR_S, plan.content())


class _Poster:
    """Puts a person's posts into a channel as if they had been there for a while."""

    def __init__(self, telegram: Telegram, chat_id: int, person_id: int) -> None:
        self._telegram = telegram
        self._chat = telegram.chats[chat_id]
        self._person = telegram.people[person_id]

    def at(self, ago_s: int, content: Json) -> None:
        maker = Maker(person=self._person, at=self._telegram.now - ago_s)
        put(self._telegram, self._chat, content, maker)

    def photo(self, draw: Any, number: int) -> Json:
        files = self._telegram.files
        return {"photo": files.shown(files.take_photo(draw(number)))}


@cache
def _dish(number: int) -> list[Rendered]:
    """Made once, as pictures cost more than all the rest."""
    return sizes_of(dish(number))


@cache
def _car(number: int) -> list[Rendered]:
    return sizes_of(car(number))
