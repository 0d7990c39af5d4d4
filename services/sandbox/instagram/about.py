"""Instagram on the page: its name, the calls that may be broken, its switches, its keys."""

from typing import Any, Final

from services.sandbox.instagram.objects import Profile
from services.sandbox.instagram.private.about import METHODS
from services.sandbox.settings import Switch
from services.sandbox.state import About
from services.sandbox.words import Words

ABOUT: Final = About(
    title="Instagram",
    methods=(
        "media_publish",
        "media",
        "container",
        "content_publishing_limit",
        "comments",
        "media.list",
        "medium",
        "comments.list",
        "me",
        "refresh_access_token",
        "oauth/access_token",
        "access_token",
        "authorize",
        "consent",
        *METHODS,
    ),
    captcha=True,
)

SWITCHES: Final = (
    Switch(
        name="instagram_looks",
        network="instagram",
        title=Words("A picture or video is processed for", "Фото и видео обрабатываются"),
        choices={
            1: Words("one look", "один запрос"),
            0: Words("no time", "мгновенно"),
            6: Words("six looks", "шесть запросов"),
        },
    ),
    Switch(
        name="instagram_quota",
        network="instagram",
        title=Words("Posts in 24 hours", "Постов за 24 часа"),
        choices={
            number: Words(f"{number} at most", f"не больше {number}") for number in (50, 25, 100, 2)
        },
    ),
    Switch(
        name="instagram_hashtags",
        network="instagram",
        title=Words("Hashtags in a caption", "Хештегов в подписи"),
        choices={
            30: Words("30 at most", "не больше 30"),
            5: Words("5 at most", "не больше 5"),
        },
    ),
)

_LABEL = Words("Access token", "Токен доступа")
_NOTES = {
    "all": Words("May publish and comment.", "Может публиковать и комментировать."),
    "publish": Words("May publish.", "Может публиковать."),
    "personal": Words(
        "Of a personal account: may not publish.", "Личного аккаунта: публиковать не может."
    ),
}


def keys_of(profile: Profile, value: str) -> dict[str, Any]:
    """What a person pastes to link a profile."""
    secret = {
        "name": "access_token",
        "value": value,
        "label": _LABEL.as_json(),
        "note": _NOTES[_note(profile)].as_json(),
    }
    return {
        "network": "instagram",
        "target": profile.id,
        "owner": f"@{profile.username}",
        "address": f"instagram.com/{profile.username}",
        "secrets": [secret],
        "withdraw": {"path": "instagram/apps/remove", "body": {"account": profile.id}},
    }


def _note(profile: Profile) -> str:
    if profile.account_type == "PERSONAL":
        return "personal"
    return "all" if len(profile.scopes) > 2 else "publish"
