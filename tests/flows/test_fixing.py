"""The menu below a draft: what does not fit is shown each way, and a choice stays."""

import io

import aiohttp
from PIL import Image

from services.accounts import AccountView
from services.linking import link
from tests.flows.house import Chat, House, labels, presses
from tests.flows.linking import linked, owner
from tests.people import ALICE, BOB
from tests.sandbox.bot import movie, picture
from tests.sandbox_control import Json

PLACES = {ALICE: 0, BOB: 1}
TALL = picture(200, 800, "JPEG")
WHITE = (255, 255, 255)


async def with_network(chat: Chat, key: str) -> AccountView:
    """Link the person's own target with what the page offers."""
    keys = [one for one in (await chat.house.control.state())["keys"] if one["network"] == key]
    secret = keys[PLACES[chat.person_id]]["secrets"][0]
    secrets = {secret["name"]: secret["value"]}
    made = await link(chat.house.deps, await owner(chat), key, secrets)
    return next(one for one in await linked(chat.house, chat) if one.id == made.account_id)


async def send(chat: Chat, content: bytes, name: str = "tall.jpg", kind: str = "photo") -> Json:
    """Send a file; the card of its draft."""
    upload_id = await chat.house.control.upload(content, name, kind=kind)
    await chat.say(media=[{"upload_id": upload_id}], caption="Soup")
    return await chat.card()


async def sheet(house: House, message: Json) -> Image.Image:
    """The picture of a message."""
    settings = house.deps.settings
    token, file_id = settings.telegram_token.get_secret_value(), message["photo"][-1]["file_id"]
    url = f"{settings.telegram_api_url}/bot{token}/getFile"
    async with aiohttp.ClientSession() as http:
        async with http.post(url, json={"file_id": file_id}) as response:
            path = (await response.json())["result"]["file_path"]
        base = settings.telegram_api_url
        async with http.get(f"{base}/file/bot{token}/{path}") as response:
            return Image.open(io.BytesIO(await response.read())).convert("RGB")


async def kept(chat: Chat, option: str) -> str | None:
    """What stands for the person's one account."""
    [view] = await linked(chat.house, chat)
    return next(one.value for one in view.options if one.name == option)


async def test_the_menu_shows_each_way_and_keeps_the_choice(house: House, alice: Chat) -> None:
    await with_network(alice, "instagram")
    card = await send(alice, TALL)
    assert "on a blurred background" in card["text"]
    await alice.press("🖼 Fit: Instagram")
    menu = await alice.newest()
    assert menu["caption"].startswith("Instagram · alices_kitchen\n")
    assert "The picture shows how each would look." in menu["caption"]
    assert labels(menu) == ["✅ 1 · blurred edges", "2 · white edges", "3 · cut them", "Close"]
    shown = await sheet(house, menu)
    middle = shown.height // 2
    [_, white, cut] = [(20 + number * (shown.width // 3) + 6, middle) for number in range(3)]
    assert (shown.getpixel(white), shown.getpixel(cut)) != (WHITE, WHITE)
    assert shown.getpixel(white) == WHITE
    await alice.press("2 · white edges")
    menu = await alice.message(menu["message_id"])
    assert "Kept: 🖼 Other shapes: white edges. It counts for" in menu["caption"]
    assert labels(menu)[:2] == ["1 · blurred edges", "✅ 2 · white edges"]
    assert await kept(alice, "fit") == "pad"
    assert "on white" in (await alice.card())["text"]
    await alice.press("Close")
    assert all(each["message_id"] != menu["message_id"] for each in await alice.messages())
    assert "on white" in (await send(alice, TALL))["text"]


async def test_it_speaks_russian(house: House, bob: Chat) -> None:
    await with_network(bob, "pinterest")
    await bob.say("/accounts")
    await board(bob)
    card = await send(bob, picture(width=1200, height=120, kind="JPEG"))
    assert "на размытом фоне" in card["text"]
    await bob.press("🖼 Кадр: Pinterest")
    menu = await bob.newest()
    assert "На картинке видно, как получится." in menu["caption"]
    assert labels(menu) == ["✅ 1 · размытые края", "2 · белые края", "3 · обрезать", "Закрыть"]
    await bob.press("3 · обрезать")
    assert "Запомнено: 🖼 " in (await bob.message(menu["message_id"]))["caption"]
    assert await kept(bob, "fit") == "crop"


async def board(chat: Chat) -> None:
    """Choose the first board there is."""
    [view] = await linked(chat.house, chat)
    await chat.press(f"{view.network_title} · {view.title}")
    await chat.press(next(label for label in await chat.labels() if label.startswith("📌")))
    await chat.press((await chat.labels())[0])


async def test_a_long_video_goes_once_it_may_be_cut(house: House, alice: Chat) -> None:
    await with_network(alice, "instagram")
    card = await send(alice, movie(720, 1280, seconds=1000), "long.mp4", "video")
    assert "a video is 100 s too long: at most 900 s are taken" in card["text"]
    assert "⛔ Instagram · alices_kitchen" in labels(card)
    await alice.press("✂️ Length: Instagram")
    menu = await alice.newest()
    assert labels(menu) == ["✅ leave them out", "cut the end off", "Close"]
    await alice.press("cut the end off")
    card = await alice.card()
    assert "only its first 15 min are shown" in card["text"]
    assert "✅ Instagram · alices_kitchen" in labels(card)
    assert await kept(alice, "length") == "trim"


async def test_without_the_original_the_choices_come_without_a_picture(
    house: House, alice: Chat
) -> None:
    await with_network(alice, "instagram")
    await send(alice, TALL)
    await house.control.add_fault("telegram", "getFile", "refuse")
    await alice.press("🖼 Fit: Instagram")
    menu = await alice.newest()
    assert "I cannot show an example of it now." in menu["text"]
    assert labels(menu)[:2] == ["✅ blurred edges", "white edges"]
    await alice.press("white edges")
    assert "Kept: " in (await alice.message(menu["message_id"]))["text"]


async def test_a_double_tap_opens_one_menu(house: House, alice: Chat) -> None:
    await with_network(alice, "instagram")
    card = await send(alice, TALL)
    fix = next(data for data in presses(card) if data.startswith("fix:"))
    for _ in range(3):
        await house.control.press(ALICE, card["message_id"], fix, force=True)
    await house.settle()
    pictures = [each for each in await alice.messages() if each.get("photo")]
    assert len([each for each in pictures if each["from"]["id"] != ALICE]) == 1
    assert len([*(house.deps.settings.media_dir / "fitted").iterdir()]) == 1


async def test_stale_foreign_and_made_up_presses_change_nothing(
    house: House, alice: Chat, charlie: Chat
) -> None:
    account = await with_network(alice, "instagram")
    card = await send(alice, TALL)
    fix = next(data for data in presses(card) if data.startswith("fix:"))
    post = fix.split(":")[1].split(".")[0]
    await alice.press("🖼 Fit: Instagram")
    menu = await alice.newest()
    await charlie.say("/help")
    await alice.say("/help")
    helped = await alice.newest()
    before = [view.version for view in await linked(house, alice)]
    version = before[0]
    for data in (
        fix,
        f"fixed:{account.id}.fit.crop:{version}",
        f"unfix:{account.id}:0",
    ):
        assert await charlie.force(data) == []
    for data in (
        fix,
        f"fix:{post}.{account.id}.length:{version}",
        f"fix:{post}.{account.id}.nothing:9",
        f"fixed:{account.id}.fit.crop:{version - 1}",
        f"fixed:{account.id}.fit.louder:{version}",
        f"fixed:{account.id}.board.crop:{version}",
        "fixed:nothing:1",
        f"unfix:{account.id}:0",
    ):
        await alice.force(data)
    assert [view.version for view in await linked(house, alice)] == before
    assert await kept(alice, "fit") == "blur"
    assert (await alice.newest())["text"] == helped["text"]
    assert await alice.message(menu["message_id"]) == menu
    stale = next(data for data in presses(menu) if "crop" in data)
    await alice.press("2 · white edges")
    await house.control.press(ALICE, menu["message_id"], stale, force=True)
    await house.settle()
    assert await kept(alice, "fit") == "pad"


async def test_several_targets_are_named_each(house: House, alice: Chat) -> None:
    account = await with_network(alice, "instagram")
    for place in (1, 0):
        keys = (await house.control.state())["keys"]
        found = [one for one in keys if one["network"] == "instagram"][place]["secrets"][0]
        secrets = {found["name"]: found["value"]}
        await link(house.deps, await owner(alice), "instagram", secrets)
    card = await send(alice, movie(720, 1280, seconds=1000), "long.mp4", "video")
    fixes = [label for label in labels(card) if label.startswith("✂️")]
    assert len(fixes) == 2
    assert fixes[0] == f"✂️ Length: Instagram · {account.title}"
