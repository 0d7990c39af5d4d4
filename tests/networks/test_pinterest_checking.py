"""What the card says before a pin goes out, and what a pin may cost: all pure."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.content import Content, Entity
from services.errors import Rejected
from services.networks.pinterest.boards import section_value
from tests.networks.pinterest_world import World, medium, network

PHOTO = medium("photo")
NOW = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)


def told(world: World, content: Content) -> dict[str, str]:
    return {one.text: one.level for one in world.network.check(content, world.account)}


def test_a_picture_with_words_needs_no_word(pinterest: World) -> None:
    assert told(pinterest, Content(text="Soup", media=(PHOTO,))) == {}


@pytest.mark.parametrize(
    "media", [(), (medium("audio"),), (medium("voice"),), (medium("document"),)]
)
def test_without_a_picture_there_is_no_pin(pinterest: World, media: Any) -> None:
    content = Content(text="Soup of the day", media=media)
    assert told(pinterest, content)["pinterest-needs-picture"] == "refuse"
    with pytest.raises(Rejected) as refused:
        pinterest.network.plan(content, pinterest.account)
    assert refused.value.advice == "pinterest-advice-not-shown"


@pytest.mark.parametrize(
    ("kind", "mime_type", "expected"),
    [
        ("document", "image/png", "pictures"),
        ("document", "image/heic", "pictures"),
        ("document", "video/quicktime", "video"),
        ("document", "image/gif", "video"),
        ("animation", "video/mp4", "video"),
        ("video_note", None, "video"),
    ],
)
def test_files_count_by_what_they_are(
    pinterest: World, kind: str, mime_type: str | None, expected: str
) -> None:
    content = Content(media=(medium(kind, mime_type=mime_type),))
    assert pinterest.part(content).kind == expected


@pytest.mark.parametrize("mime_type", ["image/svg+xml", "image/vnd.adobe.photoshop", "image/jxl"])
def test_a_picture_that_nobody_here_can_open_is_left_out(pinterest: World, mime_type: str) -> None:
    content = Content(text="Soup", media=(PHOTO, medium("document", 2, mime_type=mime_type)))
    assert told(pinterest, content) == {"pinterest-left-out": "change"}
    assert pinterest.part(content).plan["media"] == [0]


def test_a_board_has_to_be_chosen_first(pinterest: World) -> None:
    fresh = replace(pinterest, account=replace(pinterest.account, options={}))
    content = Content(media=(PHOTO,))
    assert told(fresh, content) == {"pinterest-no-board": "refuse"}
    with pytest.raises(Rejected):
        fresh.network.plan(content, fresh.account)


def test_a_token_that_only_reads_publishes_nothing(pinterest: World) -> None:
    reading = replace(pinterest, account=pinterest.seeing(photo=False))
    assert told(reading, Content(media=(PHOTO,))) == {"pinterest-no-writing": "refuse"}


def test_what_changes_is_told(pinterest: World) -> None:
    other = section_value("712345678900000077", "5")
    many = tuple(medium("photo", number) for number in range(6))
    media = (*many, medium("audio", 7), medium("photo", 8, size_bytes=30 << 20))
    bold = (Entity(kind="bold", offset_utf16=0, length_utf16=4),)
    content = Content(text="soup " * 300, entities=bold, media=media)
    assert told(pinterest.choosing(section=other), content) == {
        "pinterest-file-too-big": "change",
        "pinterest-left-out": "change",
        "pinterest-several-pins": "change",
        "pinterest-section-elsewhere": "change",
        "text-formatting-plain": "change",
        "pinterest-text-cut": "change",
    }


def test_what_fitting_will_do_is_told_once(pinterest: World) -> None:
    sizes = [(1200, 1800), (1200, 1800), (1800, 1200), (1000, 1000)]
    media = tuple(
        medium("photo", number, width=width, height=height)
        for number, (width, height) in enumerate(sizes)
    )
    assert told(pinterest, Content(media=media)) == {"media-will-blur": "change"}
    cropping = pinterest.choosing(fit="crop")
    assert told(cropping, Content(media=media[2:])) == {"media-will-crop": "change"}
    assert told(pinterest, Content(media=media[2:3])) == {}
    wide = medium("photo", 9, width=12_000, height=400)
    assert told(pinterest, Content(media=(wide,))) == {"media-will-blur": "change"}


def test_a_video_that_is_too_short_or_long_is_left_out(pinterest: World) -> None:
    short, long = medium("video", 1, duration_s=2), medium("video", 2, duration_s=1200)
    content = Content(media=(PHOTO, short, long))
    assert told(pinterest, content) == {
        "media-too-short": "change",
        "media-too-long": "change",
        "pinterest-unfit": "change",
    }
    (part,) = pinterest.network.plan(content, pinterest.account)
    assert part.plan["media"] == [0]
    alone = told(pinterest, Content(media=(short,)))
    assert alone["pinterest-needs-picture"] == "refuse"


def test_a_video_that_is_too_long_is_cut_for_who_wants_that(pinterest: World) -> None:
    content = Content(media=(medium("video", 2, duration_s=1200),))
    notices = pinterest.network.check(content, pinterest.account)
    assert [one.fix for one in notices if one.text == "media-too-long"] == ["length"]
    cutting = pinterest.choosing(length="trim")
    assert told(cutting, content) == {"media-will-trim": "change"}
    part = cutting.part(content)
    assert (part.kind, part.plan["length"]) == ("video", "trim")


def test_of_too_much_only_the_first_pin_goes_for_who_wants_that(pinterest: World) -> None:
    media = (*(medium("photo", number) for number in range(7)), medium("video", 8))
    first = pinterest.choosing(album="first")
    notices = first.network.check(Content(media=media), first.account)
    (notice,) = [one for one in notices if one.text == "pinterest-first-only"]
    assert (notice.values, notice.fix) == ({"left": 3}, "album")
    part = first.part(Content(media=media))
    assert part.plan["media"] == [0, 1, 2, 3, 4]
    assert told(first, Content(media=media[:5])) == {}


def test_it_says_what_shape_each_medium_has_to_come_into(pinterest: World) -> None:
    photos = tuple(medium("photo", number, width=900, height=600) for number in range(2))
    content = Content(media=(*photos, medium("video", 3), medium("audio", 4)))
    shapes = [pinterest.network.shape(content, place, pinterest.account) for place in range(4)]
    assert [shape and shape.largest for shape in shapes] == [
        (900, 600),
        (900, 600),
        (4096, 4096),
        None,
    ]


async def test_trial_is_said_aloud_and_has_a_budget(pinterest: World) -> None:
    trial = replace(pinterest, network=network(pinterest.url, pinterest.clock, access="trial"))
    content = Content(media=(PHOTO, medium("video", 2)))
    assert told(trial, content)["pinterest-trial"] == "info"
    parts = trial.network.plan(content, trial.account)
    charges = [trial.network.budgets(trial.account, part, NOW) for part in parts]
    assert [(one.scope, one.granted, one.amount) for (one,) in charges] == [
        ("pinterest:requests", 900, 2),
        ("pinterest:requests", 900, 8),
    ]
    (charge,) = charges[0]
    assert charge.starts_at == datetime(2026, 11, 22, tzinfo=UTC)
    assert charge.ends_at - charge.starts_at == timedelta(days=1)


async def test_outside_a_sandbox_an_app_is_taken_for_trial(pinterest: World) -> None:
    assert pinterest.network.budgets(pinterest.account, part_of(pinterest), NOW) == []
    standard = network(pinterest.url, pinterest.clock, access="standard")
    assert standard.budgets(pinterest.account, part_of(pinterest), NOW) == []


def part_of(world: World) -> Any:
    return world.part(Content(media=(PHOTO,)))
