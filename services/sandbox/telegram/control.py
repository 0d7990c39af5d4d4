"""The control API's Telegram half: people and what they do, chats, members, posts."""

import secrets
from typing import Any

from aiohttp import web

from services.sandbox.control import ControlError, json_body
from services.sandbox.telegram import people, posting, ruling
from services.sandbox.telegram.model import Chat, Json, Member, Person, Place, Stored
from services.sandbox.telegram.store import Telegram

_PAGE_SIZE = 50
_FIRST_NEW_PERSON = 1001


class TelegramControl:
    """Handlers with which tests and the page act as people."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    def routes(self) -> list[web.RouteDef]:
        """The routes of this half."""
        return [
            web.get("/control/bot", self._bot),
            web.post("/control/updates", self._inject),
            web.post("/control/people", self._add_person),
            web.post("/control/people/{id}/send", self._send),
            web.post("/control/people/{id}/edit", self._edit_own),
            web.post("/control/people/{id}/press", self._press),
            web.post("/control/people/{id}/share_chat", self._share_chat),
            web.post("/control/people/{id}/block", self._block),
            web.post("/control/people/{id}/read", self._read),
            web.post("/control/chats", self._add_chat),
            web.get("/control/chats/{id}/messages", self._messages),
            web.delete("/control/chats/{id}/messages/{message_id}", self._delete_message),
            web.post("/control/chats/{id}/members", self._set_member),
            web.post("/control/chats/{id}/post", self._post),
            web.post("/control/chats/{id}/edit", self._edit_post),
            web.post("/control/chats/{id}/protect", self._protect),
            web.post("/control/chats/{id}/migrate", self._migrate),
        ]

    async def _bot(self, _request: web.Request) -> web.Response:
        return web.json_response(self._telegram.bot())

    async def _inject(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        number = self._telegram.updates.inject(body["update"], lane=int(body.get("lane", 0)))
        return web.json_response({"update_id": number})

    async def _add_person(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        number = max([_FIRST_NEW_PERSON - 1, *self._telegram.people]) + 1
        person = Person(number, body["first_name"], body["language_code"], body.get("username"))
        return web.json_response(self._telegram.add_person(person).as_state())

    async def _send(self, request: web.Request) -> web.Response:
        person = self._person(request)
        sent = await people.write(self._telegram, person, person, await json_body(request))
        return _shown(sent)

    async def _edit_own(self, request: web.Request) -> web.Response:
        person, body = self._person(request), await json_body(request)
        return self._edited(person, body)

    async def _press(self, request: web.Request) -> web.Response:
        person, body = self._person(request), await json_body(request)
        chat = self._place(int(body.get("chat_id", person.id)))
        stored = self._telegram.find(chat.id, int(body["message_id"]))
        if stored is None:
            raise ControlError("there is no such message", 404)
        if not body.get("force") and body["data"] not in _data_of(stored):
            raise ControlError("the message has no such button", 409)
        query_id = self._telegram.open_callback(person.id)
        payload = {
            "id": query_id,
            "from": person.as_user(),
            "message": stored.message,
            "chat_instance": str(chat.id * 7919),
            "data": body["data"],
        }
        self._telegram.updates.add("callback_query", payload, lane=person.id)
        return web.json_response({"callback_query_id": query_id})

    async def _share_chat(self, request: web.Request) -> web.Response:
        person, body = self._person(request), await json_body(request)
        stored = ruling.share(
            self._telegram,
            person,
            self._chat(int(body["chat_id"])),
            int(body["request_id"]),
            grant_bot=body.get("grant_bot", True),
        )
        return _shown([stored])

    async def _block(self, request: web.Request) -> web.Response:
        person, body = self._person(request), await json_body(request)
        ruling.block(self._telegram, person, blocked=bool(body.get("blocked", True)))
        return web.json_response(person.as_state())

    async def _read(self, request: web.Request) -> web.Response:
        self._person(request)
        return web.json_response({})

    async def _add_chat(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        if body["type"] not in {"channel", "supergroup"}:
            raise ControlError("type is channel or supergroup")
        if int(body["owner_id"]) not in self._telegram.people:
            raise ControlError("there is no such person", 404)
        chat = Chat(
            id=-(1_000_000_000_000 + 10**9 + secrets.randbelow(9 * 10**9)),
            type=body["type"],
            title=body["title"],
            username=body.get("username"),
            members={int(body["owner_id"]): Member("creator")},
        )
        return web.json_response(self._telegram.add_chat(chat).as_state())

    async def _messages(self, request: web.Request) -> web.Response:
        chat = self._place(int(request.match_info["id"]))
        before = request.query.get("before")
        limit = int(request.query.get("limit", _PAGE_SIZE))
        known = self._telegram.chat_messages(chat.id).values()
        older = [stored for stored in known if not before or stored.id < int(before)]
        return _shown(older[-limit:] if limit > 0 else [])

    async def _delete_message(self, request: web.Request) -> web.Response:
        chat = self._place(int(request.match_info["id"]))
        message_id = int(request.match_info["message_id"])
        if self._telegram.find(chat.id, message_id) is None:
            raise ControlError("there is no such message", 404)
        posting.remove(self._telegram, chat, [message_id])
        return web.json_response({})

    async def _set_member(self, request: web.Request) -> web.Response:
        chat, body = self._chat(int(request.match_info["id"])), await json_body(request)
        member = ruling.granted(chat, body["status"], body.get("rights"))
        ruling.set_member(self._telegram, chat, int(body["user_id"]), member)
        return web.json_response(chat.as_state())

    async def _post(self, request: web.Request) -> web.Response:
        chat, body = self._chat(int(request.match_info["id"])), await json_body(request)
        person = self._telegram.people.get(int(body["person_id"]))
        if person is None:
            raise ControlError("there is no such person", 404)
        member = chat.member(person.id)
        if chat.is_channel and not member.may("can_post_messages"):
            raise ControlError("this person may not post there", 403)
        if member.status not in {"creator", "administrator", "member"}:
            raise ControlError("this person is not in that chat", 403)
        return _shown(await people.write(self._telegram, person, chat, body))

    async def _edit_post(self, request: web.Request) -> web.Response:
        chat, body = self._chat(int(request.match_info["id"])), await json_body(request)
        return self._edited(chat, body)

    async def _protect(self, request: web.Request) -> web.Response:
        chat, body = self._chat(int(request.match_info["id"])), await json_body(request)
        chat.protected = bool(body.get("protected", True))
        self._state_changed()
        return web.json_response(chat.as_state())

    async def _migrate(self, request: web.Request) -> web.Response:
        chat, body = self._chat(int(request.match_info["id"])), await json_body(request)
        chat.migrated_to = self._chat(int(body["to"])).id if body.get("to") else None
        self._state_changed()
        return web.json_response(chat.as_state())

    def _edited(self, place: Place, body: Json) -> web.Response:
        stored = self._telegram.find(place.id, int(body["message_id"]))
        if stored is None or stored.by_bot:
            raise ControlError("no person wrote such a message", 404)
        field = "text" if "text" in stored.message else "caption"
        named = {field: body["text"], _entities(field): body.get("entities")}
        new = people.words(named, field, _entities(field), 4096)
        kept = {
            name: value
            for name, value in posting.content_of(stored.message).items()
            if name not in {field, _entities(field)}
        }
        message = posting.change(self._telegram, place, stored, kept | new)
        people.notify(self._telegram, place, message, edited=True)
        return _shown([stored])

    def _person(self, request: web.Request) -> Person:
        person = self._telegram.people.get(int(request.match_info["id"]))
        if person is None:
            raise ControlError("there is no such person", 404)
        return person

    def _place(self, chat_id: int) -> Place:
        place = self._telegram.place(chat_id)
        if place is None:
            raise ControlError("there is no such chat", 404)
        return place

    def _chat(self, chat_id: int) -> Chat:
        place = self._place(chat_id)
        if not isinstance(place, Chat):
            raise ControlError("that is a person")
        return place

    def _state_changed(self) -> None:
        self._telegram.world.touch()
        self._telegram.world.events.publish("state")


def _entities(field: str) -> str:
    return "entities" if field == "text" else "caption_entities"


def _data_of(stored: Stored) -> set[Any]:
    rows = stored.message.get("reply_markup", {}).get("inline_keyboard", [])
    return {button.get("callback_data") for row in rows for button in row}


def _shown(sent: list[Stored]) -> web.Response:
    return web.json_response({"messages": [stored.shown() for stored in sent]})
