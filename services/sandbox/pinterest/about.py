"""Pinterest on the page: its name, the calls that may be broken, its switches, its keys."""

from typing import Any, Final

from services.sandbox.pinterest.objects import User
from services.sandbox.settings import Switch
from services.sandbox.state import About
from services.sandbox.words import Words

ABOUT: Final = About(
    title="Pinterest",
    methods=(
        "pins/create",
        "boards/list_pins",
        "boards/list",
        "board_sections/list",
        "board_sections/list_pins",
        "pins/list",
        "pins/get",
        "pins/delete",
        "media/create",
        "media/get",
        "upload",
        "user_account/get",
        "oauth/token",
        "authorize",
        "consent",
    ),
)

SWITCHES: Final = (
    Switch(
        name="pinterest_old_refresh",
        network="pinterest",
        title=Words("A refresh token that brought another", "Токен обновления после замены"),
        choices={
            "dies": Words("is good no more", "больше не действует"),
            "stays": Words("stays good", "действует дальше"),
        },
    ),
    Switch(
        name="pinterest_tier",
        network="pinterest",
        title=Words("The app's access", "Доступ приложения"),
        choices={
            "standard": Words("Standard: pins are public", "Standard: пины видны всем"),
            "trial": Words("Trial: only their author sees pins", "Trial: пины видит только автор"),
        },
    ),
    Switch(
        name="pinterest_day_limit",
        network="pinterest",
        title=Words("Requests a day in Trial", "Запросов в день в Trial"),
        choices={
            number: Words(f"{number} at most", f"не больше {number}") for number in (1000, 20)
        },
    ),
    Switch(
        name="pinterest_processing_polls",
        network="pinterest",
        title=Words("A video is ready", "Видео готово"),
        choices={
            polls: Words(f"at look {polls + 1}", f"при проверке № {polls + 1}")
            for polls in (1, 0, 5, 1000)
        },
    ),
)

KEYS: Final = {
    "access_token": (
        Words("Access token", "Токен доступа"),
        Words("May do everything.", "Может всё."),
    ),
    "reading_token": (
        Words("Token that may only read", "Токен только для чтения"),
        Words("Was given no right to write.", "Права публиковать ему не дали."),
    ),
}


def keys_of(user: User, tokens: dict[str, str]) -> dict[str, Any]:
    """What a person pastes to link a profile; `tokens` by the names of `KEYS`."""
    secrets = [
        {
            "name": name,
            "value": tokens[name],
            "label": label.as_json(),
            "note": note.as_json(),
        }
        for name, (label, note) in KEYS.items()
    ]
    return {
        "network": "pinterest",
        "target": user.id,
        "owner": user.name,
        "address": f"pinterest.com/{user.username}",
        "secrets": secrets,
        "withdraw": {"path": "pinterest/apps/remove", "body": {"account": user.id}},
    }
