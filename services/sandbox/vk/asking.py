"""Where VK sends a person: the captcha's picture, and the page that asks for a click.

Source: https://dev.vk.com/api/captcha-error
"""

import io

from aiohttp import web
from PIL import Image, ImageDraw, ImageFont

from services.sandbox.vk.challenges import pass_challenge
from services.sandbox.vk.objects import Challenge
from services.sandbox.vk.section import VkSection

_SIZE = (240, 80)
_TEXTS = {
    "en": {
        "title": "SANDBOX: are you human?",
        "ask": "The pretend VK wants to see a person.",
        "button": "I am not a robot",
        "done": "Thank you. Go back and try again.",
        "over": "Nothing is asked here any more.",
    },
    "ru": {
        "title": "ПЕСОЧНИЦА: вы человек?",
        "ask": "Ненастоящий ВКонтакте хочет увидеть человека.",
        "button": "Я не робот",
        "done": "Спасибо. Вернитесь и повторите.",
        "over": "Здесь больше ничего не спрашивают.",
    },
}


class HumanChecks:
    """Shows challenges to people."""

    def __init__(self, section: VkSection) -> None:
        self._section = section

    def routes(self) -> list[web.RouteDef]:
        """The one address, which is a picture for the old form and a page for the others."""
        return [
            web.get("/vk/challenge/{sid}", self._show),
            web.post("/vk/challenge/{sid}", self._pass),
        ]

    async def _show(self, request: web.Request) -> web.Response:
        asked = self._asked(request)
        texts = _texts(request)
        if asked is None:
            return _page(request, texts["over"])
        if asked.form == "old":
            return web.Response(body=_picture(asked.answer), content_type="image/png")
        button = f'<form method="post"><button>{texts["button"]}</button></form>'
        return _page(request, texts["ask"], button)

    async def _pass(self, request: web.Request) -> web.Response:
        asked = self._asked(request)
        texts = _texts(request)
        if asked is None or asked.form == "old":
            return _page(request, texts["over"])
        token = pass_challenge(self._section.store, asked)
        self._section.world.touch()
        shown = f"<p><code>success_token: {token}</code></p>" if asked.form == "new" else ""
        return _page(request, texts["done"], shown)

    def _asked(self, request: web.Request) -> Challenge | None:
        return self._section.store.challenges.get(request.match_info["sid"])


def _picture(answer: str) -> bytes:
    image = Image.new("RGB", _SIZE, "white")
    drawing = ImageDraw.Draw(image)
    middle = (_SIZE[0] // 2, _SIZE[1] // 2)
    drawing.text(middle, answer, fill="navy", anchor="mm", font=ImageFont.load_default(40))
    content = io.BytesIO()
    image.save(content, "PNG")
    return content.getvalue()


def _language(request: web.Request) -> str:
    return "ru" if request.headers.get("Accept-Language", "").lower().startswith("ru") else "en"


def _texts(request: web.Request) -> dict[str, str]:
    return _TEXTS[_language(request)]


def _page(request: web.Request, sentence: str, more: str = "") -> web.Response:
    title = _texts(request)["title"]
    html = (
        f'<!DOCTYPE html><html lang="{_language(request)}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title>'
        f"<main><h1>{title}</h1><p>{sentence}</p>{more}</main></html>"
    )
    return web.Response(text=html, content_type="text/html")
