"""What the card says about a post for VK, and into which posts it is split."""

from dataclasses import replace
from typing import Any

import pytest

from services.content import Content, Entity, Media
from services.errors import Rejected
from services.networks.base import Account, Notice
from services.networks.vk import VkNetwork
from services.networks.vk.checking import check
from services.networks.vk.media import LIMITS, Fitting
from services.networks.vk.settings import VkSettings
from tests.networks.vk_parts import EVERYTHING, account, network, photo

KEY_ONLY = {**dict.fromkeys(EVERYTHING, False), "text": True, "link": True, "document": True}


def medium(kind: Any, **more: Any) -> Media:
    base = {"id": 1, "origin": "telegram", "ref": "r", "unique_ref": "u"}
    return Media(kind=kind, **{**base, **more})


def told(content: Content, rights: dict[str, bool] | None = None) -> list[Notice]:
    return check(content, account(), Fitting(rights or EVERYTHING, {"telegram": 20 << 20}))


def kinds(content: Content, rights: dict[str, bool] | None = None) -> list[str | None]:
    fitting = Fitting(rights or EVERYTHING, {"telegram": 20 << 20})
    return [fate.shown_as for fate in fitting.fates(content)]


@pytest.fixture
async def vk() -> Any:
    made = network("http://127.0.0.1:9/vk")
    yield made
    await made.close()


def test_a_plain_text_needs_no_notice() -> None:
    assert told(Content(text="Soup is ready")) == []


def test_a_long_text_is_refused_with_how_much_is_too_much() -> None:
    notices = told(Content(text="x" * (LIMITS.text + 7)))
    assert notices == [Notice("refuse", "vk-too-long", {"over": 7, "limit": 16_384})]
    assert told(Content(text="x" * LIMITS.text)) == []


def test_the_limit_holds_for_what_is_really_sent() -> None:
    link = Entity(kind="text_link", offset_utf16=0, length_utf16=4, url="https://example.com")
    content = Content(text="x" * (LIMITS.text - 1), entities=(link,))
    assert [notice.text for notice in told(content)] == ["vk-too-long"]


def test_formatting_and_spoilers_are_told() -> None:
    entities = tuple(
        Entity(kind=kind, offset_utf16=0, length_utf16=3) for kind in ("bold", "spoiler")
    )
    assert [notice.text for notice in told(Content(text="soup", entities=entities))] == [
        "text-spoilers-open",
        "text-formatting-plain",
    ]


def test_photos_without_an_administrators_token_are_told_before_they_are_lost() -> None:
    content = Content(text="Soup", media=(photo(1), photo(2)))
    assert told(content, KEY_ONLY) == [Notice("change", "vk-photo-needs-token", {"count": 2})]
    alone = Content(media=(photo(1),))
    assert told(alone, KEY_ONLY) == [Notice("refuse", "vk-photo-needs-token", {"count": 1})]


def test_a_key_that_may_not_post_refuses_everything() -> None:
    rights = {**KEY_ONLY, "text": False}
    assert told(Content(text="Soup"), rights) == [Notice("refuse", "vk-no-posting")]


def test_a_file_that_telegram_will_not_hand_out_is_told() -> None:
    big = medium("video", size_bytes=(20 << 20) + 1)
    content = Content(text="Soup", media=(big,))
    assert told(content) == [Notice("change", "vk-file-too-big", {"count": 1, "limit_mb": 20})]
    assert check(content, account(), Fitting(EVERYTHING, {})) == []


def test_a_file_beyond_vks_own_limit_is_told() -> None:
    heavy = medium("document", size_bytes=201_000_000, file_name="a.zip", origin="elsewhere")
    assert [n.text for n in told(Content(text="x", media=(heavy,)))] == ["vk-file-too-heavy"]


@pytest.mark.parametrize(
    ("media", "shown_as", "notice"),
    [
        (medium("photo"), "photo", None),
        (medium("photo", width=12_000, height=2_100), "document", "vk-shown-as-file"),
        (medium("photo", width=2_100, height=100), "document", "vk-shown-as-file"),
        (medium("video"), "video", None),
        (medium("video_note"), "video", "vk-shown-as-video"),
        (medium("animation", mime_type="video/mp4"), "video", "vk-shown-as-video"),
        (medium("animation", mime_type="image/gif"), "document", None),
        (medium("voice", mime_type="audio/ogg"), "document", "vk-shown-as-file"),
        (
            medium("audio", mime_type="audio/x-wav", file_name="a.wav"),
            "document",
            "vk-shown-as-file",
        ),
        (medium("audio", mime_type="audio/mpeg"), None, "vk-no-music"),
        (medium("audio"), None, "vk-no-music"),
        (medium("document", file_name="Setup.EXE"), None, "vk-no-programs"),
        (medium("document", file_name="soup.pdf"), "document", None),
        (medium("document"), "document", None),
    ],
)
def test_every_kind_of_media_has_a_fate(
    media: Media, shown_as: str | None, notice: str | None
) -> None:
    content = Content(text="Soup", media=(media,))
    assert kinds(content) == [shown_as]
    assert [n.text for n in told(content)] == ([notice] if notice else [])


def test_a_moving_picture_goes_as_a_file_where_videos_cannot() -> None:
    content = Content(media=(medium("animation", mime_type="video/mp4"),))
    assert kinds(content, KEY_ONLY) == ["document"]


def test_twelve_photos_become_two_posts(vk: VkNetwork) -> None:
    content = Content(text="Soup", media=tuple(photo(number) for number in range(12)))
    parts = vk.plan(content, account())
    assert [part.number for part in parts] == [1, 2]
    assert [part.plan["text"] for part in parts] == [True, False]
    assert [[place for place, _ in part.plan["media"]] for part in parts] == [
        list(range(10)),
        [10, 11],
    ]
    several = Notice("change", "vk-several-posts", {"posts": 2}, fix="album")
    assert vk.check(content, account()) == [several]


def test_of_twelve_photos_only_ten_go_for_who_wants_that(vk: VkNetwork) -> None:
    content = Content(text="Soup", media=tuple(photo(number) for number in range(12)))
    first = replace(account(), options={"album": "first"})
    (part,) = vk.plan(content, first)
    assert [place for place, _ in part.plan["media"]] == list(range(10))
    values = {"count": 10, "left": 2}
    assert vk.check(content, first) == [Notice("change", "vk-first-only", values, fix="album")]


def test_what_is_left_out_is_not_planned(vk: VkNetwork) -> None:
    content = Content(text="Soup", media=(photo(1), medium("document", file_name="a.pdf")))
    parts = vk.plan(content, account(rights=KEY_ONLY))
    assert [part.plan for part in parts] == [{"text": True, "media": [[1, "document"]]}]


def test_a_refused_post_cannot_be_planned(vk: VkNetwork) -> None:
    with pytest.raises(Rejected) as caught:
        vk.plan(Content(text="x" * 20_000), account())
    assert caught.value.advice == "vk-advice-refused"


def test_a_post_keeps_the_pace_of_its_key_and_of_its_wall(vk: VkNetwork) -> None:
    part = vk.plan(Content(text="Soup"), account())[0]
    rates = vk.rates(account(), part)
    assert [(rate.count, rate.per_s) for rate in rates] == [(20, 1.15), (1, 2.0)]
    assert rates[1].key == "vk:wall:-220000001"


@pytest.mark.parametrize(
    "url", ["http://api.vk.ru", "ftp://127.0.0.1", "api.vk.ru", "http://127.0.0.1.evil.com"]
)
def test_an_unsafe_api_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="give an https address"):
        VkSettings(_env_file=None, api_url=url)


def test_upload_hosts_may_be_given_between_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VK_UPLOAD_HOSTS", "*.Example.com, other.org")
    assert VkSettings(_env_file=None).upload_hosts == ("example.com", "other.org")


def test_an_account_never_shows_its_secrets() -> None:
    assert "key" not in repr(account(key="the-key-itself"))
    assert isinstance(account(), Account)
