"""The private API on the page: calls that may be broken, switches, sessions to paste."""

from typing import Any, Final

from services.sandbox.instagram.private.objects import Member, Session
from services.sandbox.settings import Switch
from services.sandbox.words import Words

METHODS: Final = (
    "private.configure",
    "private.configure_sidecar",
    "private.configure_to_clips",
    "private.rupload_igphoto",
    "private.rupload_igvideo",
    "private.upload_settings",
    "private.feed",
    "private.info",
    "private.delete",
    "private.login.page",
    "private.login.key",
    "private.login",
    "private.login.older",
    "private.login.code",
    "private.reels_tray",
    "private.timeline",
)

SWITCHES: Final = (
    Switch(
        name="instagram_private_login",
        network="instagram",
        title=Words("Private: a right password", "Вход: верный пароль"),
        choices={
            "open": Words("lets in", "впускает"),
            "older": Words("lets in by the older door", "впускает через старый вход"),
            "app": Words("needs an authenticator's code", "нужен код из приложения для кодов"),
            "sms": Words("needs a code by SMS", "нужен код из SMS"),
            "email": Words("needs a code by e-mail", "нужен код из письма"),
            "approve": Words("needs a yes in the app", "нужно подтвердить в приложении"),
            "wait": Words("comes too often", "слишком часто: подождите"),
            "silent": Words("gets no clear answer", "без внятного ответа"),
        },
    ),
    Switch(
        name="instagram_private_transcode",
        network="instagram",
        title=Words("Private: a reel is not ready for", "Сессия: рилс не готов"),
        choices={
            0: Words("no try", "ни одной попытки"),
            1: Words("one try", "одну попытку"),
            3: Words("three tries", "три попытки"),
        },
    ),
    Switch(
        name="instagram_private_answers",
        network="instagram",
        title=Words("Private: what a new post answers", "Сессия: ответ о новом посте"),
        choices={
            "media": Words("tells which it is", "называет его"),
            "bare": Words("only says ok", "только «ok»"),
        },
    ),
    Switch(
        name="instagram_private_posts",
        network="instagram",
        title=Words("Private: posts in an hour", "Сессия: постов в час"),
        choices={
            number: Words(f"{number} at most", f"не больше {number}") for number in (12, 2, 50)
        },
    ),
)

_LABEL = Words("Session cookie", "Cookie сессии")
_PASSWORD = Words("Password", "Пароль")
_CODE = Words("Code, when it asks for one", "Код, если он спросит")
_NOTE = Words(
    "The unofficial way: only where INSTAGRAM_PRIVATE is true.",
    "Неофициальный способ: только если INSTAGRAM_PRIVATE=true.",
)


def keys_of(member: Member, session: Session) -> dict[str, Any]:
    """What a person pastes to link a personal account by its session."""
    secret = {
        "name": "session",
        "value": session.cookie,
        "label": _LABEL.as_json(),
        "note": _NOTE.as_json(),
    }
    typed = [
        {"name": "password", "value": member.password, "label": _PASSWORD.as_json()},
        {"name": "code", "value": member.code, "label": _CODE.as_json()},
    ]
    return {
        "network": "instagram",
        "target": member.pk,
        "owner": f"@{member.username}",
        "address": f"instagram.com/{member.username}",
        "withdraw": {
            "path": "instagram/sessions",
            "body": {"session": session.cookie, "how": "logged_out"},
        },
        "secrets": [secret, *({**one, "note": _NOTE.as_json()} for one in typed)],
    }
