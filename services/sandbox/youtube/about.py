"""YouTube on the page: its name, the calls that may be broken, its switches, its keys."""

from typing import Any, Final

from services.sandbox.settings import Switch
from services.sandbox.state import About
from services.sandbox.words import Words
from services.sandbox.youtube.objects import Channel, Grant

ABOUT: Final = About(
    title="YouTube",
    methods=(
        "videos.update",
        "upload:chunk",
        "videos.insert",
        "videos.list",
        "videos.delete",
        "thumbnails.set",
        "channels.list",
        "playlistItems.list",
        "token",
        "revoke",
        "authorize",
        "consent",
    ),
)

SWITCHES: Final = (
    Switch(
        name="youtube_consent_screen",
        network="youtube",
        title=Words("The project's consent screen", "Экран согласия проекта"),
        choices={
            "production": Words("In production", "В эксплуатации"),
            "testing": Words(
                "Testing: permissions end after a week",
                "Тестирование: разрешения кончаются через неделю",
            ),
        },
    ),
    Switch(
        name="youtube_chunks",
        network="youtube",
        title=Words("Of a chunk of an upload", "От части загрузки"),
        choices={
            "whole": Words("everything is kept", "остаётся всё"),
            "part": Words("now and then only half is kept", "иногда остаётся половина"),
        },
    ),
    Switch(
        name="youtube_processing_s",
        network="youtube",
        title=Words("Processing of a video takes", "Обработка видео занимает"),
        choices={
            5: Words("5 seconds", "5 секунд"),
            0: Words("no time", "нисколько"),
            90: Words("a minute and a half", "полторы минуты"),
            7200: Words("two hours", "два часа"),
        },
    ),
    Switch(
        name="youtube_verdict",
        network="youtube",
        title=Words("Processing ends", "Обработка кончается"),
        choices={
            "": Words("well", "хорошо"),
            "failed:codec": Words("badly: the codec is unknown", "плохо: кодек неизвестен"),
            "rejected:termsOfUse": Words("badly: against the terms", "плохо: против правил"),
        },
    ),
    Switch(
        name="youtube_duplicates",
        network="youtube",
        title=Words("The same file again", "Тот же файл ещё раз"),
        choices={
            "rejected": Words("is rejected after processing", "отклоняется после обработки"),
            "taken": Words("becomes another video", "становится ещё одним видео"),
        },
    ),
    Switch(
        name="youtube_day_uploads",
        network="youtube",
        title=Words("The project may upload", "Проект может загрузить"),
        choices={
            100: Words("100 videos a day", "100 видео в день"),
            1: Words("one video a day", "одно видео в день"),
        },
    ),
    Switch(
        name="youtube_day_units",
        network="youtube",
        title=Words("The project's other calls a day", "Остальные вызовы проекта в день"),
        choices={
            10_000: Words("10,000 units", "10 000 единиц"),
            60: Words("60 units", "60 единиц"),
        },
    ),
    Switch(
        name="youtube_channel_uploads",
        network="youtube",
        title=Words("A channel may upload", "Канал может загрузить"),
        choices={
            50: Words("50 videos a day", "50 видео в день"),
            1: Words("one video a day", "одно видео в день"),
        },
    ),
    Switch(
        name="youtube_audit",
        network="youtube",
        title=Words("Videos of this project", "Видео этого проекта"),
        choices={
            "open": Words("may be public", "могут быть открытыми"),
            "locked": Words("stay private (no audit)", "остаются закрытыми (нет аудита)"),
        },
    ),
)

_LABEL = Words("Refresh token", "Токен обновления")
_NOTE = Words(
    "Opens the channel: uploading, publishing, deleting.",
    "Открывает канал: загрузка, публикация, удаление.",
)


def keys_of(channel: Channel, grant: Grant) -> dict[str, Any]:
    """What a person pastes to link a channel."""
    secret = {
        "name": "refresh_token",
        "value": grant.token,
        "label": _LABEL.as_json(),
        "note": _NOTE.as_json(),
    }
    return {
        "network": "youtube",
        "target": channel.id,
        "owner": channel.title,
        "address": f"youtube.com/{channel.handle}",
        "secrets": [secret],
        "withdraw": {"path": "youtube/apps/remove", "body": {"account": channel.id}},
    }
