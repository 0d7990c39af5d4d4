"""VK on the page: its name, the calls that may be broken, its switches, its keys."""

from typing import Any, Final

from services.sandbox.settings import Switch
from services.sandbox.state import About
from services.sandbox.vk.objects import Community
from services.sandbox.words import Words

ABOUT: Final = About(
    title="VK",
    methods=(
        "wall.post",
        "wall.get",
        "wall.getById",
        "wall.delete",
        "upload:photo",
        "upload:video",
        "upload:doc",
        "photos.getWallUploadServer",
        "photos.saveWallPhoto",
        "video.save",
        "docs.save",
    ),
    captcha=True,
)

SWITCHES: Final = (
    Switch(
        name="vk_guid",
        network="vk",
        title=Words("A post repeated with its guid", "Повтор поста с тем же guid"),
        choices={
            "honoured": Words("is recognised", "узнаётся"),
            "ignored": Words("becomes another post", "становится вторым постом"),
            "error": Words("is refused", "отклоняется"),
        },
    ),
    Switch(
        name="vk_unknown_media",
        network="vk",
        title=Words("Attachments that do not exist", "Несуществующие вложения"),
        choices={
            "refuse": Words("the post is refused", "пост отклоняется"),
            "drop": Words("are left out in silence", "молча пропускаются"),
        },
    ),
    Switch(
        name="vk_day_limit",
        network="vk",
        title=Words("Posts a day on a wall", "Постов в день на стене"),
        choices={
            number: Words(f"{number} at most", f"не больше {number}") for number in (500, 50, 5)
        },
    ),
    Switch(
        name="vk_processing_s",
        network="vk",
        title=Words("A video is processed for", "Видео обрабатывается"),
        choices={seconds: Words(f"{seconds} s", f"{seconds} с") for seconds in (5, 0, 60)},
    ),
    Switch(
        name="vk_photo_owner",
        network="vk",
        title=Words("Uploaded photos belong to", "Загруженные фото принадлежат"),
        choices={
            "group": Words("the community", "сообществу"),
            "user": Words("the administrator", "администратору"),
        },
    ),
)

_KEYS: Final = {
    "community_key": (
        Words("Community key", "Ключ сообщества"),
        Words("May post texts, may not upload photos.", "Публикует тексты, но не загружает фото."),
    ),
    "user_token": (
        Words("Administrator's token", "Токен администратора"),
        Words("May do everything: photos, video, files.", "Может всё: фото, видео, файлы."),
    ),
    "weak_token": (
        Words("VK ID token", "Токен VK ID"),
        Words("From a new app: may not post.", "Из нового приложения: публиковать не может."),
    ),
}


def keys_of(community: Community) -> dict[str, Any]:
    """What a person pastes to link a community."""
    secrets = [
        {
            "name": name,
            "value": getattr(community, name),
            "label": label.as_json(),
            "note": note.as_json(),
        }
        for name, (label, note) in _KEYS.items()
    ]
    return {
        "network": "vk",
        "target": str(community.owner_id),
        "owner": community.name,
        "address": f"vk.com/{community.screen_name or f'club{community.id}'}",
        "secrets": secrets,
        "withdraw": {"path": f"vk/communities/{community.id}/keys/replace"},
    }
