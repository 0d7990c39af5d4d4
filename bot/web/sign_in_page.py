"""What the page for signing in shows at each step."""

import html

from aiohttp import web

from bot.cards import Reader
from bot.texts import t
from bot.web.pages import page, paragraph
from services.consents import SignIn
from services.deps import Deps

_SIGNS = {
    "password": "🔐",
    "approval": "📱",
    "code": "🔢",
    "busy": "⏳",
    "found": "👍",
    "expired": "⌛",
    "used": "☑️",
}
_STATUS = {"unknown": 404, "used": 410, "expired": 410}
_LABELS = {"password": "button-sign-in", "approval": "button-approved", "code": "button-send-code"}
_NAME = (
    'name="name" autocomplete="username" autocapitalize="none" autocorrect="off"'
    ' spellcheck="false" maxlength="200"'
)
_UNSEEN = 'name="password" type="password" autocomplete="current-password" maxlength="500"'
_CODE = 'name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="40"'


def shown(state: SignIn, deps: Deps, language: str, form_key: str) -> web.Response:
    """The page of a sign-in as it is now."""
    title = deps.networks[state.network].title
    values = {
        "network": title,
        "person": state.asked_by,
        "hint": state.hint,
        "hinted": "yes" if state.hint else "no",
        "kind": state.kind or "",
    }
    has_form = state.stage in _LABELS
    parts = [_trouble(state, deps, language)] if state.trouble else []
    if state.stage != "failed":
        parts.append(paragraph(t(language, f"sign-in-page-{state.stage}", **values)))
    if has_form:
        parts += [_link(state, language, title), _form(state, language, form_key)]
    if state.stage in {"password", "approval"}:
        parts.append(paragraph(t(language, "sign-in-page-promise", **values)))
    return page(
        language,
        sign=_SIGNS.get(state.stage, "⚠️"),
        heading=t(language, f"sign-in-page-{state.stage}-heading", **values),
        body="\n".join(part for part in parts if part),
        status=_STATUS.get(state.stage, 200),
        forms=has_form,
    )


def turned_away(title: str, language: str) -> web.Response:
    """The page for a form that did not come from our page, or without its cookie."""
    return page(
        language,
        sign="⚠️",
        heading=t(language, "sign-in-page-foreign-heading"),
        body=paragraph(t(language, "sign-in-page-foreign", network=title)),
        status=403,
    )


def _trouble(state: SignIn, deps: Deps, language: str) -> str:
    """Why the last try did not work; screen readers say it at once."""
    trouble = state.trouble
    if trouble is None:
        return ""
    words = t(language, trouble.advice or "sign-in-no-answer", code=trouble.code)
    if trouble.until_at:
        time = Reader(language, state.time_zone).clock(trouble.until_at, deps.clock.now())
        words = f"{words} {t(language, 'sign-in-until', time=time)}"
    return f'<p id="trouble" class="trouble" role="alert">{html.escape(words)}</p>'


def _link(state: SignIn, language: str, title: str) -> str:
    """Where the network wants to see the person."""
    if state.stage != "approval" or not state.link:
        return ""
    address, label = html.escape(state.link), t(language, "button-solve", network=title)
    return f'<p><a href="{address}" rel="noopener noreferrer">{html.escape(label)}</a></p>'


def _form(state: SignIn, language: str, form_key: str) -> str:
    fields = [f'<input type="hidden" name="form" value="{form_key}">']
    about = ' aria-describedby="trouble" aria-invalid="true"' if state.trouble else ""
    if state.stage == "code":
        fields.append(_field("code", f"{_CODE} autofocus{about}", language))
    else:
        known = html.escape(state.name)
        fields.append(_field("name", f'{_NAME} value="{known}"{about}', language))
        fields.append(_field("password", f"{_UNSEEN}{about}", language))
    label = html.escape(t(language, _LABELS[state.stage]))
    return f'<form method="post">{"".join(fields)}<button>{label}</button></form>'


def _field(name: str, attributes: str, language: str) -> str:
    label = html.escape(t(language, f"sign-in-field-{name}"))
    return f'<label for="{name}">{label}</label><input id="{name}" {attributes} required>'
