"""What the card says about a post before it goes to Instagram, and its parts."""

from typing import Any

import pytest

from services.clock import SystemClock
from services.content import Content, Entity
from services.errors import Rejected
from services.media.shapes import VideoShape
from services.networks.instagram import InstagramNetwork
from services.networks.instagram.shapes import IMAGE
from tests.networks.instagram_files import medium
from tests.networks.instagram_world import EVERYTHING, account, network, settings
from tests.networks.vk_parts import Pacer

PHOTO = medium("photo", 1, width=800, height=800)


def instagram(**house: Any) -> InstagramNetwork:
    return network("http://127.0.0.1:1", Pacer(SystemClock()), settings(**house))


def told(content: Content, rights: Any = EVERYTHING, **house: Any) -> dict[str, str]:
    notices = instagram(**house).check(content, account(rights=rights))
    return {notice.text: notice.level for notice in notices}


def test_a_picture_with_words_goes_as_it_is() -> None:
    assert told(Content(text="Soup", media=(PHOTO,))) == {}


def test_a_text_alone_is_refused_before_anyone_presses_publish() -> None:
    assert told(Content(text="Soup")) == {"instagram-needs-media": "refuse"}
    with pytest.raises(Rejected) as caught:
        instagram().plan(Content(text="Soup"), account())
    assert caught.value.advice == "instagram-needs-media"


@pytest.mark.parametrize("address", [None, "http://bot.example"])
def test_a_house_that_nobody_can_reach_says_so(address: str | None) -> None:
    house = {"sandbox": False, "public_url": address}
    assert told(Content(media=(PHOTO,)), **house) == {"instagram-no-address": "refuse"}


def test_a_house_with_https_can_be_reached() -> None:
    assert told(Content(media=(PHOTO,)), sandbox=False, public_url="https://bot.example") == {}


def test_a_token_that_may_not_publish_is_told() -> None:
    rights = {**EVERYTHING, "photo": False}
    assert told(Content(media=(PHOTO,)), rights) == {"instagram-no-posting": "refuse"}


@pytest.mark.parametrize(
    ("kind", "mime_type", "fate"),
    [
        ("photo", None, "image"),
        ("document", "image/heic", "image"),
        ("video", "video/mp4", "reel"),
        ("animation", "video/mp4", "reel"),
        ("video_note", None, "reel"),
        ("document", "video/quicktime", "reel"),
    ],
)
def test_pictures_and_videos_of_any_kind_are_shown(
    kind: str, mime_type: str | None, fate: str
) -> None:
    content = Content(media=(medium(kind, 1, mime_type=mime_type),))
    assert [part.kind for part in instagram().plan(content, account())] == [fate]


@pytest.mark.parametrize("kind", ["audio", "voice", "document"])
def test_what_is_neither_is_left_out(kind: str) -> None:
    other = medium(kind, 2, mime_type="application/pdf")
    content = Content(media=(PHOTO, other))
    assert told(content) == {"instagram-left-out": "change"}
    [part] = instagram().plan(content, account())
    assert part.plan["items"] == [[0, "image"]]
    assert told(Content(media=(other,)))["instagram-needs-media"] == "refuse"


@pytest.mark.parametrize("mime_type", ["image/svg+xml", "image/vnd.adobe.photoshop", "image/jxl"])
def test_a_picture_that_nobody_here_can_open_is_left_out(mime_type: str) -> None:
    content = Content(media=(PHOTO, medium("document", 2, mime_type=mime_type)))
    assert told(content) == {"instagram-left-out": "change"}
    [part] = instagram().plan(content, account())
    assert part.plan["items"] == [[0, "image"]]


def test_what_telegram_does_not_hand_out_is_left_out() -> None:
    heavy = medium("video", 2, size_bytes=21 << 20)
    content = Content(media=(PHOTO, heavy))
    assert "instagram-file-too-big" in told(content)
    assert "instagram-file-too-big" not in told(content, telegram_api_local=True)


def test_what_becomes_of_words_is_told() -> None:
    text = " ".join(f"#tag{number}" for number in range(40)) + " https://example.com "
    text += " ".join(f"@person{number}" for number in range(25))
    link = Entity(kind="url", offset_utf16=text.index("https"), length_utf16=19)
    bold = Entity(kind="bold", offset_utf16=0, length_utf16=5)
    spoiler = PHOTO.model_copy(update={"spoiler": True})
    said = told(Content(text=text, entities=(bold, link), media=(spoiler,)))
    assert said["text-hashtags-dropped"] == "change"
    assert said["text-links-not-clickable"] == "change"
    assert said["text-formatting-plain"] == "change"
    assert said["text-spoilers-open"] == "change"


def test_a_long_text_is_cut_or_goes_on_as_a_comment() -> None:
    content = Content(text="soup " * 600, media=(PHOTO,))
    assert told(content) == {"instagram-rest-as-comment": "change"}
    assert told(content, {**EVERYTHING, "comment": False}) == {"text-cut": "change"}


def test_the_comment_follows_the_first_of_several_posts() -> None:
    media = tuple(medium("photo", number) for number in range(21))
    content = Content(text="soup " * 600, media=media)
    kinds = [part.kind for part in instagram().plan(content, account())]
    assert kinds == ["carousel", "comment", "carousel", "image"]
    said = told(content)
    assert said["instagram-several-posts"] == "change"
    assert said["instagram-one-shape"] == "info"


def test_numbers_of_parts_and_captions_follow_each_other() -> None:
    media = tuple(medium("photo", number) for number in range(12))
    parts = instagram().plan(Content(text="Soup", media=media), account())
    assert [part.number for part in parts] == [1, 2]
    assert [part.plan["caption"] for part in parts] == [True, False]


def test_how_many_hashtags_there_may_be_is_a_setting() -> None:
    strict = network("http://127.0.0.1:1", Pacer(SystemClock()), hashtags=5)
    content = Content(text="#a #b #c #d #e #f", media=(PHOTO,))
    [notice] = strict.check(content, account())
    assert (notice.text, notice.values) == ("text-hashtags-dropped", {"count": 1, "limit": 5})


def test_what_fitting_will_do_is_told_once() -> None:
    tall = tuple(medium("photo", number, width=300, height=1200) for number in range(2))
    content = Content(media=(*tall, PHOTO))
    assert told(content)["media-will-blur"] == "change"
    notices = instagram().check(content, account(fit="crop"))
    assert [one.text for one in notices].count("media-will-crop") == 1


def test_what_does_not_fit_names_what_would_change_it() -> None:
    tall = medium("photo", width=300, height=1200)
    notices = instagram().check(Content(media=(tall,)), account())
    assert [(one.text, one.fix) for one in notices] == [("media-will-blur", "fit")]


def test_the_others_of_a_carousel_are_measured_by_the_first() -> None:
    square, wide = (medium("photo", width=1000, height=height) for height in (1000, 600))
    assert told(Content(media=(square, square))) == {"instagram-one-shape": "info"}
    content = Content(media=(square, wide))
    assert told(content)["media-will-blur"] == "change"
    shape = instagram().shape(content, 1, account())
    assert shape is not None
    assert 0.99 < shape.ratio[0] < 1 < shape.ratio[1] < 1.01
    assert instagram().shape(content, 0, account()) == IMAGE
    assert instagram().shape(Content(text="Soup"), 0, account()) is None


def test_a_long_video_is_cut_for_who_wants_that() -> None:
    long = medium("video", 1, width=720, height=1280, duration_s=1000)
    cutting = account(length="trim")
    texts = {one.text: one for one in instagram().check(Content(media=(long,)), cutting)}
    assert texts["media-will-trim"].values == {"minutes": 15, "seconds": 900}
    (part,) = instagram().plan(Content(media=(long,)), cutting)
    assert part.plan["length"] == "trim"
    shape = instagram().shape(Content(media=(long,)), 0, cutting)
    assert isinstance(shape, VideoShape)
    assert shape.trims


def test_of_too_many_pictures_only_the_first_go_for_who_wants_that() -> None:
    content = Content(media=tuple(medium("photo", number) for number in range(12)))
    texts = {one.text: one for one in instagram().check(content, account(album="first"))}
    assert texts["instagram-first-only"].values == {"count": 10, "left": 2}
    (part,) = instagram().plan(content, account(album="first"))
    assert [place for place, _ in part.plan["items"]] == list(range(10))
    assert len(instagram().plan(content, account())) == 2


def test_a_video_that_is_too_long_is_refused_with_its_seconds() -> None:
    long = medium("video", 1, width=720, height=1280, duration_s=1000)
    [notice, _] = sorted(
        instagram().check(Content(media=(long,)), account()), key=lambda one: one.level == "info"
    )
    assert (notice.level, notice.text) == ("refuse", "media-too-long")
    assert (notice.values["over"], notice.fix) == (100, "length")
    minutes = medium("video", 1, width=720, height=900, duration_s=90)
    assert "media-too-long" not in told(Content(media=(minutes,)))
    assert told(Content(media=(minutes, PHOTO)))["media-too-long"] == "refuse"
