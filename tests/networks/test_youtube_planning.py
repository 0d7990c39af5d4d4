"""What becomes of a post on YouTube, before anybody presses Publish; its day and its settings."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.clock import SystemClock
from services.content import Content
from services.errors import Rejected, SettingsError
from services.networks.youtube import YoutubeNetwork
from services.networks.youtube.day import day_of
from services.networks.youtube.planning import video_of
from services.networks.youtube.settings import YoutubeSettings
from tests.networks.youtube_world import EVERYTHING, KITCHEN, account, medium, network

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def youtube() -> YoutubeNetwork:
    return network("http://127.0.0.1:1", SystemClock())


def told(youtube: YoutubeNetwork, content: Content, **more: Any) -> dict[str, str]:
    """What the card says, by text key."""
    return {one.text: one.level for one in youtube.check(content, account(**more))}


@pytest.mark.parametrize(
    "content",
    [
        Content(text="Soup"),
        Content(text="Soup", media=(medium("photo"),)),
        Content(media=(medium("document", mime_type="application/pdf"),)),
    ],
)
def test_a_post_without_a_video_is_refused_with_a_sentence(
    youtube: YoutubeNetwork, content: Content
) -> None:
    assert told(youtube, content)["youtube-needs-video"] == "refuse"
    with pytest.raises(Rejected) as refused:
        youtube.plan(content, account())
    assert refused.value.advice == "youtube-advice-refused"


@pytest.mark.parametrize(
    "media",
    [
        medium("video"),
        medium("animation"),
        medium("video_note"),
        medium("document", mime_type="video/quicktime"),
    ],
)
def test_whatever_moves_is_a_video(youtube: YoutubeNetwork, media: Any) -> None:
    content = Content(text="Soup", media=(media,))
    assert "refuse" not in told(youtube, content).values()
    [part] = youtube.plan(content, account())
    assert part.plan == {
        "media": 0,
        "of": 1,
        "privacy": "public",
        "kids": False,
        "category": "22",
    }


def test_pictures_beside_a_video_are_left_out_and_it_is_told(youtube: YoutubeNetwork) -> None:
    media = (medium("photo", 1), medium("video", 2), medium("photo", 3))
    content = Content(text="Soup", media=media)
    assert told(youtube, content)["youtube-only-videos"] == "change"
    [part] = youtube.plan(content, account())
    assert part.plan["media"] == 1


def test_each_of_several_videos_is_a_part_with_a_number(youtube: YoutubeNetwork) -> None:
    content = Content(text="S" * 120, media=(medium("video", 1), medium("video", 2)))
    assert told(youtube, content)["youtube-several"] == "change"
    parts = youtube.plan(content, account())
    titles = [video_of(part, content, account())["snippet"]["title"] for part in parts]
    assert [title[-6:] for title in titles] == [" (1/2)", " (2/2)"]
    assert all(len(title) <= 100 for title in titles)


def test_what_telegram_does_not_hand_out_is_told(youtube: YoutubeNetwork) -> None:
    large = medium("video", 1, size_bytes=30 << 20)
    assert told(youtube, Content(media=(large,)))["youtube-file-too-big"] == "refuse"
    both = Content(media=(large, medium("video", 2)))
    assert told(youtube, both)["youtube-file-too-big"] == "change"
    [part] = youtube.plan(both, account())
    assert (part.plan["media"], part.plan["of"]) == (1, 1)


def test_more_than_twelve_hours_are_refused(youtube: YoutubeNetwork) -> None:
    content = Content(media=(medium("video", duration_s=13 * 3600),))
    assert told(youtube, content)["media-too-long"] == "refuse"


def test_a_short_is_announced(youtube: YoutubeNetwork) -> None:
    upright = {"width": 720, "height": 1280}
    short = Content(media=(medium("video", duration_s=59, **upright),))
    assert told(youtube, short)["youtube-short"] == "info"
    for other in ({"duration_s": 181, **upright}, {"duration_s": 59, "width": 9, "height": 5}):
        assert "youtube-short" not in told(youtube, Content(media=(medium("video", **other),)))


def test_fifteen_minutes_are_mentioned_where_they_count(youtube: YoutubeNetwork) -> None:
    content = Content(media=(medium("video", duration_s=1000),))
    assert "youtube-long" not in told(youtube, content)
    rights = {**EVERYTHING, "long": False}
    assert told(youtube, content, rights=rights)["youtube-long"] == "info"


@pytest.mark.parametrize("privacy", ["unlisted", "private"])
def test_it_is_told_that_not_everybody_will_see_it(youtube: YoutubeNetwork, privacy: str) -> None:
    content = Content(media=(medium("video"),))
    options = {"privacy": privacy}
    assert told(youtube, content, options=options)[f"youtube-will-be-{privacy}"] == "info"
    [part] = youtube.plan(content, account(options=options))
    assert part.plan["privacy"] == privacy
    assert video_of(part, content, account())["status"]["privacyStatus"] == "private"


def test_a_choice_that_there_is_not_is_the_default(youtube: YoutubeNetwork) -> None:
    content = Content(media=(medium("video"),))
    [part] = youtube.plan(content, account(options={"privacy": "?", "category": "?"}))
    assert (part.plan["privacy"], part.plan["category"]) == ("public", "22")


@pytest.mark.parametrize("option", YoutubeNetwork.options)
def test_every_choice_can_be_planned(youtube: YoutubeNetwork, option: Any) -> None:
    media = (medium("video"), medium("video"), medium("photo"))
    content = Content(media=media, source_url="https://t.me/alices_kitchen/7")
    plans = [
        youtube.plan(content, account(options={option.name: value})) for value in option.values
    ]
    assert len({str(plan) for plan in plans}) == len(option.values)


def test_without_words_the_file_or_the_channel_gives_the_title(youtube: YoutubeNetwork) -> None:
    for name, title in (("Bean soup.mp4", "Bean soup"), ("VID_001.mp4", "Alice’s kitchen")):
        content = Content(media=(medium("video", file_name=name),))
        [part] = youtube.plan(content, account())
        assert video_of(part, content, account())["snippet"]["title"] == title


def test_a_video_takes_an_upload_of_everybodys_and_of_the_channels(
    youtube: YoutubeNetwork,
) -> None:
    content = Content(media=(medium("video"),))
    [part] = youtube.plan(content, account())
    charges = youtube.budgets(account(), part, NOW)
    taken = {one.scope: (one.amount, one.granted) for one in charges}
    assert taken == {
        "youtube:uploads": (1, 100),
        f"youtube:uploads:{KITCHEN}": (1, 20),
        "youtube:units": (60, 10_000),
    }
    assert {(one.starts_at, one.ends_at) for one in charges} == {day_of(NOW)}


@pytest.mark.parametrize(
    ("now", "begins", "hours"),
    [
        ("2026-11-23T12:00:00+00:00", "2026-11-23T08:01:00+00:00", 24),
        ("2026-11-23T08:00:30+00:00", "2026-11-22T08:01:00+00:00", 24),
        ("2026-07-01T12:00:00+00:00", "2026-07-01T07:01:00+00:00", 24),
        ("2026-03-08T20:00:00+00:00", "2026-03-08T08:01:00+00:00", 23),
        ("2026-11-01T20:00:00+00:00", "2026-11-01T07:01:00+00:00", 25),
    ],
)
def test_a_day_begins_at_midnight_in_california(now: str, begins: str, hours: int) -> None:
    begins_at, ends_at = day_of(datetime.fromisoformat(now))
    assert begins_at == datetime.fromisoformat(begins)
    assert ends_at - begins_at == timedelta(hours=hours)


def test_real_youtube_needs_a_client_and_a_sandbox_has_its_own() -> None:
    assert YoutubeSettings(_env_file=None).client is None
    assert YoutubeSettings(_env_file=None).token_url == "https://oauth2.googleapis.com/token"
    pretended = YoutubeSettings(_env_file=None, api_url="http://127.0.0.1:8780/youtube")
    assert pretended.client is not None
    assert pretended.token_url == "http://127.0.0.1:8780/youtube/token"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("YOUTUBE_API_URL", "http://youtube.example"),
        ("YOUTUBE_CHUNK_BYTES", "300000"),
        ("YOUTUBE_DAILY_UPLOADS", "0"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        YoutubeSettings.load()
