"""What tests do as people."""

from collections.abc import Sequence
from typing import Any

import aiohttp

from tests.sandbox_control.places import Places
from tests.sandbox_control.wire import Json


class People(Places):
    """People with their Telegram clients."""

    async def add_person(
        self, first_name: str, language_code: str = "en", username: str | None = None
    ) -> Json:
        """Let somebody new have a Telegram client."""
        body = {"first_name": first_name, "language_code": language_code, "username": username}
        return await self.post_json("people", body)

    async def upload(
        self,
        content: bytes,
        file_name: str,
        *,
        mime_type: str = "application/octet-stream",
        kind: str | None = None,
    ) -> str:
        """Put a file on a person's device; returns its upload id."""
        form = aiohttp.FormData()
        form.add_field("file", content, filename=file_name, content_type=mime_type)
        if kind:
            form.add_field("kind", kind)
        answer = await self.call("POST", "uploads", data=form)
        return str(answer["upload_id"])

    async def send(self, person_id: int, text: str = "", **content: Any) -> list[Json]:
        """Write to the bot: a text, or `media=[...]`, `forward={...}`, `poll={...}`..."""
        body = content | ({"text": text} if text else {})
        return await self.call_messages("POST", f"people/{person_id}/send", body)

    async def send_media(
        self, person_id: int, upload_ids: Sequence[str], caption: str = "", **content: Any
    ) -> list[Json]:
        """Send uploads to the bot; two or more make an album."""
        media = [{"upload_id": upload_id} for upload_id in upload_ids]
        return await self.send(person_id, media=media, caption=caption, **content)

    async def forward(self, person_id: int, chat_id: int, message_ids: Sequence[int]) -> list[Json]:
        """Forward messages of a chat to the bot."""
        forward = {"chat_id": chat_id, "message_ids": list(message_ids)}
        return await self.send(person_id, forward=forward)

    async def edit(self, person_id: int, message_id: int, text: str) -> Json:
        """Edit a message that the person wrote to the bot."""
        body = {"message_id": message_id, "text": text}
        return (await self.call_messages("POST", f"people/{person_id}/edit", body))[0]

    async def press(
        self,
        person_id: int,
        message_id: int,
        data: str,
        *,
        chat_id: int | None = None,
        force: bool = False,
    ) -> str:
        """Press an inline button; `force` presses what the message does not have."""
        body: Json = {"message_id": message_id, "data": data, "force": force}
        if chat_id is not None:
            body["chat_id"] = chat_id
        answer = await self.post_json(f"people/{person_id}/press", body)
        return str(answer["callback_query_id"])

    async def press_text(self, person_id: int, label: str) -> str:
        """Press the newest inline button whose label contains some words."""
        for message in reversed(await self.messages(person_id)):
            rows = message.get("reply_markup", {}).get("inline_keyboard", [])
            for button in (button for row in rows for button in row):
                if label in button["text"] and "callback_data" in button:
                    data = button["callback_data"]
                    return await self.press(person_id, message["message_id"], data)
        raise AssertionError(f"no button says {label!r}")

    async def share_chat(
        self, person_id: int, chat_id: int, request_id: int, *, grant_bot: bool = True
    ) -> Json:
        """Answer a `request_chat` button with a chat."""
        body = {"request_id": request_id, "chat_id": chat_id, "grant_bot": grant_bot}
        return (await self.call_messages("POST", f"people/{person_id}/share_chat", body))[0]

    async def block(self, person_id: int, *, blocked: bool = True) -> None:
        """Let a person stop the bot, or let it in again."""
        await self.post_json(f"people/{person_id}/block", {"blocked": blocked})
