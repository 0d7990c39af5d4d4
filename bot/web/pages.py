"""The frame of every page of ours that people see: it runs nothing, loads nothing, tells nobody."""

import base64
import hashlib
import html

from aiohttp import web

_STYLE = """
:root { color-scheme: light dark; font: 17px/1.5 system-ui, sans-serif; }
body { display: grid; min-height: 90vh; margin: 0 16px; place-items: center; }
main { max-width: 26em; text-align: center; overflow-wrap: anywhere; }
.sign { font-size: 56px; line-height: 1.2; }
h1 { font-size: 22px; }
form { display: grid; gap: 8px; margin: 24px 0; text-align: start; }
label { font-weight: 600; }
input, button { box-sizing: border-box; width: 100%; min-height: 48px; padding: 8px 12px; }
input, button { border: 1px solid GrayText; border-radius: 8px; font: inherit; }
button { margin-top: 8px; border: 0; background: #1f5fbf; color: #fff; font-weight: 600; }
:focus-visible { outline: 3px solid #e08a00; outline-offset: 2px; }
.trouble { border-inline-start: 4px solid #c22; padding-inline-start: 12px; text-align: start; }
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none';"
    " frame-ancestors 'none'; form-action "
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{heading} · CrossPoster</title>
<style>{style}</style>
<main>
<div class="sign" aria-hidden="true">{sign}</div>
<h1>{heading}</h1>
{body}
</main>
</html>
"""


def page(
    language: str, *, sign: str, heading: str, body: str, status: int = 200, forms: bool = False
) -> web.Response:
    """A page.

    Args:
        language: `ru` or `en`.
        sign: A picture of one letter, for those who see.
        heading: In plain words.
        body: HTML, its values escaped.
        status: Of HTTP.
        forms: Whether it has a form, which goes nowhere but back to us.
    """
    shown = _PAGE.format(
        language=language, style=_STYLE, sign=sign, heading=html.escape(heading), body=body
    )
    policy = _POLICY + ("'self'" if forms else "'none'")
    return web.Response(
        text=shown,
        status=status,
        content_type="text/html",
        headers={**_HEADERS, "Content-Security-Policy": policy},
    )


def paragraph(words: str) -> str:
    """A paragraph of plain words."""
    return f"<p>{html.escape(words)}</p>"
