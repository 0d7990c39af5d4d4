"""Getting people to the point where they can publish, and what came of it."""

from sqlalchemy import select

from db.deliveries.tables import Delivery
from db.people import add_person, personal_space
from services.accounts import AccountView, accounts
from services.linking import Owner, link
from services.posts import HistoryPage, history
from tests.flows.house import Chat, House
from tests.people import ALICE, BOB
from tests.sandbox_control import GARAGE, KITCHEN, Json

OWN_CHANNEL = {ALICE: KITCHEN, BOB: GARAGE}
LANGUAGE = {BOB: "ru"}

ORDERS = ["retry", "cancel", "recall", "recallyes", "there", "again", "leave", "now", "droplate"]
"""What a person may tell a delivery to do."""


async def owner(chat: Chat) -> Owner:
    """The person behind a chat, who has talked to the bot before."""
    deps = chat.house.deps
    language = LANGUAGE.get(chat.person_id, "en")
    async with deps.db.begin() as session:
        now = deps.clock.now()
        await add_person(session, chat.person_id, first_name="P", language=language, now=now)
        space_id = await personal_space(session, chat.person_id)
    assert space_id is not None
    return Owner(space_id, chat.person_id)


async def linked(house: House, chat: Chat) -> list[AccountView]:
    """The accounts of a person; none for a stranger."""
    async with house.deps.db.begin() as session:
        space_id = await personal_space(session, chat.person_id)
    return [] if space_id is None else await accounts(house.deps, space_id)


async def with_channel(chat: Chat, channel: int | None = None) -> int:
    """Link the person's own channel, or another one that they own; the account's id."""
    target = channel or OWN_CHANNEL[chat.person_id]
    await chat.house.control.make_bot_admin(target)
    made = await link(chat.house.deps, await owner(chat), "telegram", {}, target=str(target))
    return made.account_id


async def with_wall(chat: Chat, community: Json, *fields: str) -> int:
    """Link a VK community with its key, and with its administrator's token if asked; its id."""
    names = fields or ("community_key", "user_token")
    secrets = {name: community[name] for name in names}
    target = f"-{community['id']}"
    made = await link(chat.house.deps, await owner(chat), "vk", secrets, target=target)
    return made.account_id


async def history_of(chat: Chat) -> HistoryPage:
    """The newest posts of a person."""
    return await history(chat.house.deps, (await owner(chat)).space_id)


async def last_alert(house: House) -> str:
    """What was said last over a chat, to be dismissed by whoever pressed a button."""
    told = await house.control.journal(network="telegram", method="answerCallbackQuery")
    alerts = [one["params"] for one in told if one["params"].get("show_alert") == "true"]
    return str(alerts[-1]["text"])


async def only_delivery(house: House) -> Delivery:
    """The one delivery that there is."""
    async with house.deps.db.begin() as session:
        return (await session.execute(select(Delivery))).scalar_one()
