"""What tests do to chats and communities."""

from typing import Any

from tests.sandbox_control.wire import Json, Wire


class Places(Wire):
    """Channels, groups, VK communities and their tokens."""

    async def bot(self) -> Json:
        """`{id, token, username, first_name}` of the bot."""
        return await self.get_json("bot")

    async def messages(self, chat_id: int, limit: int = 100) -> list[Json]:
        """The newest messages of a chat, oldest first; a person's id is their chat with the bot."""
        return await self.call_messages("GET", f"chats/{chat_id}/messages?limit={limit}")

    async def add_chat(
        self, owner_id: int, title: str, *, username: str | None = None, kind: str = "channel"
    ) -> Json:
        """Make a channel (or `kind="supergroup"`)."""
        body = {"type": kind, "title": title, "username": username, "owner_id": owner_id}
        return await self.post_json("chats", body)

    async def set_member(
        self, chat_id: int, user_id: int, status: str, rights: dict[str, bool] | None = None
    ) -> Json:
        """Change how a person, or the bot, belongs to a chat."""
        body = {"user_id": user_id, "status": status, "rights": rights}
        return await self.post_json(f"chats/{chat_id}/members", body)

    async def make_bot_admin(self, chat_id: int, **rights: bool) -> Json:
        """Give the bot a channel; without named rights it gets all of them."""
        bot_id = (await self.bot())["id"]
        return await self.set_member(chat_id, bot_id, "administrator", rights or None)

    async def post(
        self, chat_id: int, person_id: int, text: str = "", **content: Any
    ) -> list[Json]:
        """Let a person post in their channel."""
        body = content | {"person_id": person_id} | ({"text": text} if text else {})
        return await self.call_messages("POST", f"chats/{chat_id}/post", body)

    async def edit_post(self, chat_id: int, message_id: int, text: str) -> Json:
        """Let a person edit a channel's post."""
        body = {"message_id": message_id, "text": text}
        return (await self.call_messages("POST", f"chats/{chat_id}/edit", body))[0]

    async def delete_message(self, chat_id: int, message_id: int) -> None:
        """Let a person delete a message; the bot is not told."""
        await self.call("DELETE", f"chats/{chat_id}/messages/{message_id}")

    async def protect(self, chat_id: int, *, protected: bool = True) -> None:
        """Forbid forwarding and copying out of a chat."""
        await self.post_json(f"chats/{chat_id}/protect", {"protected": protected})

    async def migrate(self, chat_id: int, to_chat_id: int | None) -> None:
        """Let a group become another supergroup."""
        await self.post_json(f"chats/{chat_id}/migrate", {"to": to_chat_id})

    async def add_community(self, name: str, screen_name: str | None = None) -> Json:
        """Make a VK community."""
        return await self.post_json("vk/communities", {"name": name, "screen_name": screen_name})

    async def add_account(self, network: str, name: str) -> Json:
        """Make an account on a network whose secrets are pasted; its target and its secrets."""
        return await self.post_json(f"{network}/accounts", {"name": name})

    async def post_to_community(self, community_id: int, text: str) -> Json:
        """Let a person post on a community's wall."""
        return await self.post_json(f"vk/communities/{community_id}/post", {"text": text})

    async def delete_community_post(self, community_id: int, post_id: int) -> None:
        """Let a person delete a post of a community."""
        await self.call("DELETE", f"vk/communities/{community_id}/posts/{post_id}")

    async def vk_token(self, kind: str, **wish: Any) -> str:
        """A VK token of some kind: `community_id`, `scopes`, `role`."""
        return str((await self.post_json("vk/tokens", {"kind": kind, **wish}))["token"])

    async def expire_vk_token(self, token: str, how: str | None = "expired") -> None:
        """Break a VK token (or mend it with None)."""
        await self.post_json("vk/tokens/expire", {"token": token, "how": how})
