"""Whoever runs many channels still reaches each of their accounts."""

from db.accounts import SocialAccount
from tests import people
from tests.flows.house import Chat, House, labels
from tests.flows.linking import linked
from tests.flows.test_telegram_linking import begin
from tests.sandbox_control import KITCHEN

MANY = 120


async def test_a_long_list_has_pages(house: House, alice: Chat) -> None:
    await begin(alice)
    await alice.share(KITCHEN)
    [view] = await linked(house, alice)
    now = house.deps.clock.now()
    async with house.deps.db.begin() as session:
        row = await session.get_one(SocialAccount, view.id)
        owner = people.Owner(people.ALICE, row.space_id)
        for number in range(MANY):
            await people.account(session, owner, "telegram", f"-100{number:03} {'💡' * 60}", now)
    [listed] = await alice.say("/accounts")
    assert "Alice's kitchen" in listed
    seen = set(labels(await alice.newest()))
    for _ in range(MANY // 20):
        await alice.press("›")
        seen |= set(labels(await alice.newest()))
    assert sum("Telegram · " in label for label in seen) == MANY + 1
    assert "›" not in labels(await alice.newest())
    await alice.press("‹")
    await alice.press("Telegram · -100099")
    assert "-100099" in (await alice.newest())["text"]
