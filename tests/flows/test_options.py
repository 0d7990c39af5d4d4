"""What may be chosen for an account: shown, changed, kept, and nobody else's business."""

from tests.flows.house import Chat, House
from tests.flows.linking import linked, with_channel
from tests.sandbox_control import KITCHEN, Json


async def open_account(chat: Chat) -> None:
    await chat.say("/accounts")
    [view] = await linked(chat.house, chat)
    await chat.press(f"{view.network_title} · {view.title}")


async def published(chat: Chat, text: str) -> Json:
    await chat.say(text)
    await chat.press("🚀 Publish")
    posts = await chat.house.control.visible("telegram", KITCHEN)
    return next(post for post in posts if post["text"] == text)


async def test_a_choice_counts_for_every_post_from_then_on(house: House, alice: Chat) -> None:
    await with_channel(alice)
    assert not (await published(alice, "Soup"))["silent"]
    await open_account(alice)
    await alice.press("🔔 Sound: with sound")
    assert (await alice.labels())[:2] == ["✅ with sound", "without sound"]
    await alice.press("without sound")
    told = (await alice.newest())["text"]
    assert told == "“Telegram · Alice's kitchen”: 🔔 Sound: without sound"
    await alice.press("← To the account")
    assert "🔔 Sound: without sound" in await alice.labels()
    assert (await published(alice, "Bread"))["silent"]


async def test_a_choice_outlives_linking_again(house: House, alice: Chat) -> None:
    await with_channel(alice)
    await open_account(alice)
    await alice.press("🔔 Sound: with sound")
    await alice.press("without sound")
    await with_channel(alice)
    [view] = await linked(house, alice)
    assert [option.value for option in view.options] == ["off"]


async def test_old_foreign_and_made_up_choices_change_nothing(
    house: House, alice: Chat, charlie: Chat
) -> None:
    await with_channel(alice)
    [before] = await linked(house, alice)
    await open_account(alice)
    await charlie.say("/help")
    await charlie.force(f"choose:{before.id}.0.off:{before.version}")
    await alice.force(f"choose:{before.id}.0.off:{before.version - 1}")
    await alice.force(f"choose:{before.id}.0.louder:{before.version}")
    await alice.force(f"choose:{before.id}.7.off:{before.version}")
    await alice.force(f"option:{before.id}.nothing:{before.version}")
    [after] = await linked(house, alice)
    assert (after.options, after.version) == (before.options, before.version)
