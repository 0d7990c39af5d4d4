"""Publishing while something goes wrong, moment by moment, and judging how it ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.flows.house import Chat, House, labels
from tests.flows.linking import OWN_CHANNEL, with_channel, with_wall
from tests.people import ALICE, BOB
from tests.proof.history import read_history
from tests.sandbox_control import GARAGE_COMMUNITY, KITCHEN_COMMUNITY, Json

CARD_PACE_S = 2.1
"""A card changes at most once in so long."""

PATIENCE_S = "0.4"
"""How long a test lets a call hang; real seconds, so that tests stay quick."""

LIVE = ["↗ Open", "Take back"]
"""The buttons of a line of the card on which all is well."""

CHECKING = "no clear answer came back; checking whether it arrived"
UNTOLD_BEFORE = ("server_error", "hang", "reset")
"""Nothing happened, but nobody says so."""

UNTOLD_AFTER = (
    "accept_then_hang",
    "accept_then_500",
    "accept_then_reset",
    "accept_then_cut_body",
    "accept_then_garbage",
)
"""It happened, but nobody says so."""

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
_OWN_COMMUNITY = {ALICE: KITCHEN_COMMUNITY, BOB: GARAGE_COMMUNITY}
_PUBLISH = {ALICE: "🚀 Publish", BOB: "🚀 Опубликовать"}
PUBLISHING_CALL = {
    "telegram": "sendMessage",
    "vk": "wall.post",
    "instagram": "media_publish",
    "pinterest": "pins/create",
    "youtube": "videos.update",
}


@dataclass(frozen=True, slots=True)
class Published:
    """A post on which Publish was pressed, and the card that tells how it goes."""

    chat: Chat
    card_id: int
    text: str

    @property
    def house(self) -> House:
        """The product around it."""
        return self.chat.house

    async def message(self) -> Json:
        """The card's message as it is now."""
        return next(m for m in await self.chat.messages() if m["message_id"] == self.card_id)

    async def line(self, network: str) -> str:
        """What the card says about one network, without the account's name."""
        title = self.house.deps.networks[network].title
        lines = str((await self.message())["text"]).splitlines()
        return next(line for line in lines if f" {title} · " in line).partition(": ")[2]

    async def headline(self) -> str:
        """How the post stands, by the card."""
        return str((await self.message())["text"]).splitlines()[0]

    async def offers(self, number: int) -> list[str]:
        """The labels of the buttons of one line of the card."""
        mine = [label for label in labels(await self.message()) if label.startswith(f"{number}. ")]
        return [label.removeprefix(f"{number}. ") for label in mine]

    async def button(self, label: str) -> Json:
        """One of the card's own buttons."""
        rows = (await self.message())["reply_markup"]["inline_keyboard"]
        found: list[Json] = [each for row in rows for each in row if each["text"] == label]
        [button] = found
        return button

    async def press(self, label: str) -> None:
        """Press one of the card's own buttons, and let a moment pass."""
        data = (await self.button(label))["callback_data"]
        await self.house.control.press(self.chat.person_id, self.card_id, data)
        await moment(self.house)

    async def until(self, network: str, words: str, *, step_s: float = 31, most: int = 40) -> None:
        """Let time pass until the card says something about a network."""
        for _ in range(most):
            if words in await self.line(network):
                return
            await later(self.house, step_s)
        raise AssertionError(f"the card never says {words!r}, but {await self.message()!r}")

    async def copies(self, network: str) -> int:
        """How often the public sees the post on the person's wall of a network."""
        entries = await on_wall(self.chat, network)
        return sum(self.text in {entry["title"], entry["text"]} for entry in entries)

    async def requests(self, network: str) -> int:
        """How often the network was asked to publish the post."""
        made = await self.house.control.journal(network=network, method=PUBLISHING_CALL[network])
        said = [record["params"].get("text", record["params"].get("message")) for record in made]
        return said.count(self.text)

    async def news(self) -> list[Json]:
        """What the bot wrote after the card."""
        everything = await self.chat.messages()
        return [m for m in everything if m["message_id"] > self.card_id and m["from"]["is_bot"]]


async def publish(chat: Chat, text: str = "Soup of the day") -> Published:
    """Write something and press Publish, like a person who then looks at the card."""
    await chat.say(text)
    card = await chat.newest()
    await chat.house.control.press_text(chat.person_id, _PUBLISH[chat.person_id])
    await moment(chat.house)
    return Published(chat, card["message_id"], text)


async def publish_photo(chat: Chat, caption: str) -> Published:
    """Send a picture and press Publish."""
    control = chat.house.control
    upload = await control.upload(PNG, "soup.png", mime_type="image/png", kind="photo")
    await control.send_media(chat.person_id, [upload], caption)
    await chat.house.settle()
    await control.press_text(chat.person_id, _PUBLISH[chat.person_id])
    await moment(chat.house)
    return Published(chat, (await chat.newest())["message_id"], caption)


async def moment(house: House) -> None:
    """What happens at once, and long enough for every card to be drawn; nothing comes due."""
    await house.turn()
    house.clock.advance(CARD_PACE_S)
    await house.turn(publishing=False)


async def later(house: House, seconds: float) -> None:
    """Some time passes."""
    house.clock.advance(seconds)
    await moment(house)


async def both(chat: Chat) -> Json:
    """Link the person's channel and community, where something has been published before.

    Returns:
        The community.
    """
    await with_channel(chat)
    state = await chat.house.control.state()
    number = _OWN_COMMUNITY[chat.person_id]
    mine: Json = next(each for each in state["communities"] if each["id"] == number)
    await with_wall(chat, mine)
    first = await publish(chat, "The first post")
    assert [await first.copies(network) for network in ("telegram", "vk")] == [1, 1]
    return mine


async def order(chat: Chat, network: str, kind: str, **params: Any) -> None:
    """Let the next publishing call to the person's wall of a network go wrong."""
    method = PUBLISHING_CALL[network]
    target = _target(chat, network)
    await chat.house.control.add_fault(network, method, kind, target=target, **params)


async def on_wall(chat: Chat, network: str) -> list[Json]:
    """What the public sees of ours on the person's wall of a network."""
    return await chat.house.control.visible(network, _target(chat, network))


async def violations(house: House) -> list[str]:
    """Every promise that was broken, by the ledger, the journal and our own rows."""
    ledger, journal = await house.control.ledger(), await house.control.journal()
    return (await read_history(house.deps.db, ledger, journal)).violations()


async def ended_well(post: Published, *, requests: dict[str, int]) -> bool:
    """Whether a post is once on each wall, with so many requests, and no promise is broken."""
    for network, most in requests.items():
        assert await post.line(network) == "live"
        assert await post.copies(network) == 1
        assert await post.requests(network) == most
    assert await post.headline() == "Published in both places"
    assert await violations(post.house) == []
    return True


def shown(at: datetime) -> str:
    """A moment as the card of someone without a time zone shows it: never too early."""
    return f"{at + timedelta(minutes=1, microseconds=-1):%H:%M} UTC"


def _target(chat: Chat, network: str) -> int:
    person = chat.person_id
    return OWN_CHANNEL[person] if network == "telegram" else -_OWN_COMMUNITY[person]
