"""From a revision to messages, calls and paces: pure."""

import json
from typing import Any

import pytest

from services.content import Content, Entity, Media
from services.errors import Rejected
from services.networks.base import Part
from services.networks.telegram.bot import call_rates, telegram_rates
from services.networks.telegram.limits import LIMITS
from services.networks.telegram.network import TelegramNetwork
from services.networks.telegram.planning import check, plan
from services.networks.telegram.sending import Parcel, call_for
from tests.networks.telegram_world import BOT, KITCHEN, account, medium, network


def kinds(parts: list[Part]) -> list[str]:
    return [part.kind for part in parts]


def places(parts: list[Part]) -> list[list[int]]:
    return [part.plan["media"] for part in parts]


def media(*kinds: str) -> tuple[Media, ...]:
    return tuple(medium(kind, number) for number, kind in enumerate(kinds))


def told(content: Content) -> dict[str, str]:
    return {notice.text: notice.level for notice in check(content, local=False)}


def parcels(*kinds: str, **more: Any) -> list[Parcel]:
    made = [medium(kind, number, **more) for number, kind in enumerate(kinds)]
    return [Parcel(each, each.kind, each.ref, each.unique_ref) for each in made]


@pytest.mark.parametrize(
    ("given", "groups"),
    [
        (["photo", "video", "photo"], [[0, 1, 2]]),
        (["document", "document"], [[0, 1]]),
        (["audio", "audio"], [[0, 1]]),
        (["photo", "document", "photo"], [[0], [1], [2]]),
        (["document", "audio"], [[0], [1]]),
        (["animation", "animation"], [[0], [1]]),
        (["voice", "video_note", "photo"], [[0], [1], [2]]),
        (["photo"] * 11, [list(range(10)), [10]]),
    ],
)
def test_only_what_may_share_an_album_does(given: list[str], groups: list[list[int]]) -> None:
    assert places(plan(Content(media=media(*given)))) == groups


def test_a_text_that_fits_is_the_caption_of_the_first_album() -> None:
    parts = plan(Content(text="a" * LIMITS.caption, media=media(*["photo"] * 12)))
    assert [len(part.plan["text"]) for part in parts] == [LIMITS.caption, 0]
    assert kinds(parts) == ["album", "album"]


def test_a_text_that_does_not_fit_follows_in_messages_of_its_own() -> None:
    parts = plan(Content(text="a" * 5000, media=media("photo")))
    assert kinds(parts) == ["photo", "text", "text"]
    assert [part.number for part in parts] == [1, 2, 3]
    assert [len(part.plan["text"]) for part in parts] == [0, 4096, 904]


def test_a_round_video_has_no_caption() -> None:
    parts = plan(Content(text="Hello", media=media("video_note")))
    assert kinds(parts) == ["video_note", "text"]


def test_a_caption_is_measured_in_utf16_units() -> None:
    assert kinds(plan(Content(text="😀" * 512, media=media("photo")))) == ["photo"]
    assert kinds(plan(Content(text="😀" * 513, media=media("photo")))) == ["photo", "text"]


def test_a_plan_is_json_and_the_same_every_time() -> None:
    bold = Entity(kind="bold", offset_utf16=0, length_utf16=2)
    content = Content(text="aa bb", entities=(bold,), media=media("photo"), caption_above=True)
    plans = [part.plan for part in plan(content)]
    assert json.loads(json.dumps(plans)) == plans
    assert [part.plan for part in plan(content)] == plans
    assert plans[0]["above"] is True


@pytest.mark.parametrize("text", ["", "  \n", "\u200b"])
def test_a_post_with_nothing_to_see_is_refused(text: str) -> None:
    assert told(Content(text=text)) == {"telegram-empty": "refuse"}
    telegram: TelegramNetwork = network("http://127.0.0.1:9")
    with pytest.raises(Rejected) as caught:
        telegram.plan(Content(text=text), account())
    assert caught.value.advice == "telegram-empty"


def test_the_card_tells_what_will_be_different() -> None:
    marks = tuple(
        Entity(kind=kind, offset_utf16=0, length_utf16=1)
        for kind in ("custom_emoji", "text_mention")
    )
    assert told(Content(text="a", media=media("photo"))) == {}
    assert told(Content(text="a " * 1000, media=media("photo"))) == {
        "telegram-text-follows": "change"
    }
    assert told(Content(text="a " * 3000)) == {"telegram-text-split": "change"}
    assert told(Content(text="a", media=media("photo", "voice"))) == {"telegram-albums": "change"}
    assert told(Content(text="a", entities=marks)) == {
        "telegram-plain-emoji": "change",
        "telegram-plain-mentions": "change",
    }


def test_what_telegram_keeps_may_have_any_size_and_what_comes_from_elsewhere_may_not() -> None:
    known = medium("video", size_bytes=900 << 20)
    foreign = medium("video", size_bytes=51 << 20, origin="vk")
    picture = medium("photo", size_bytes=11 << 20, origin="vk")
    assert told(Content(media=(known,))) == {}
    assert told(Content(media=(foreign,))) == {"telegram-file-too-heavy": "refuse"}
    assert told(Content(media=(picture,))) == {"telegram-file-too-heavy": "refuse"}
    assert check(Content(media=(foreign,)), local=True) == []


def test_an_album_carries_its_caption_once_and_its_options_everywhere() -> None:
    content = Content(text="Hi", media=media("photo", "photo"), caption_above=True)
    call = call_for(plan(content)[0].plan, parcels("photo", "photo", spoiler=True), KITCHEN)
    items = call.model_dump()["media"]
    assert [item["media"] for item in items] == ["r0", "r1"]
    assert [item["caption"] for item in items] == ["Hi", None]
    assert all(item["has_spoiler"] and item["show_caption_above_media"] for item in items)


@pytest.mark.parametrize(
    ("kind", "method"),
    [
        ("photo", "sendPhoto"),
        ("video", "sendVideo"),
        ("animation", "sendAnimation"),
        ("document", "sendDocument"),
        ("audio", "sendAudio"),
        ("voice", "sendVoice"),
        ("video_note", "sendVideoNote"),
    ],
)
def test_each_kind_has_its_method(kind: str, method: str) -> None:
    call = call_for(plan(Content(media=media(kind)))[0].plan, parcels(kind), KITCHEN)
    assert call.__api_method__ == method
    assert call.model_dump()[kind] == "r0"


def most_in_a_minute(cost: int) -> int:
    """How many messages leave in the busiest minute if everyone hurries."""
    minute = next(rate for rate in telegram_rates(BOT, KITCHEN, messages=cost) if rate.per_s == 60)
    gap_s = minute.per_s / (minute.count - minute.burst + 1)
    free_at_s = 0.0
    sent: list[float] = []
    for _ in range(40):
        leaves_at_s = max(sent[-1] if sent else 0.0, free_at_s - gap_s * (minute.burst - cost))
        free_at_s = max(free_at_s, leaves_at_s) + gap_s * cost
        sent.append(leaves_at_s)
    return cost * max(sum(at <= other < at + 60 for other in sent) for at in sent)


@pytest.mark.parametrize("cost", [1, 2, 3, 7, 10])
def test_no_minute_in_a_channel_holds_more_than_twenty_messages(cost: int) -> None:
    assert most_in_a_minute(cost) <= 20


def test_an_album_costs_as_many_messages_as_it_has_media() -> None:
    telegram = network("http://127.0.0.1:9")
    [part] = telegram.plan(Content(media=media(*["photo"] * 7)), account())
    costs = {rate.key: rate.cost for rate in telegram.rates(account(), part)}
    assert costs[f"telegram:{BOT}"] == 7
    assert costs[f"telegram:{BOT}:{KITCHEN}:minute"] == 7


def test_cards_and_deliveries_share_the_pace_of_the_token() -> None:
    telegram = network("http://127.0.0.1:9")
    [part] = telegram.plan(Content(text="a"), account())
    delivery = {rate.key for rate in telegram.rates(account(), part)}
    card = {rate.key for rate in call_rates(BOT, call_for(part.plan, [], 101))}
    assert delivery & card == {f"telegram:{BOT}"}
    same_chat = {rate.key for rate in call_rates(BOT, call_for(part.plan, [], KITCHEN))}
    assert same_chat == delivery
