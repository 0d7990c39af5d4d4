"""Every text that a person reads, in their language, from `bot/locales`."""

from functools import cache
from pathlib import Path

import structlog
from fluent.runtime import FluentBundle, FluentResource

log = structlog.get_logger()

LANGUAGES = ("ru", "en")
LOCALES = Path(__file__).resolve().parent / "locales"

_READ_RUSSIAN = ("ru", "be", "kk", "ky", "tg", "tt", "uk", "uz")
"""Languages whose speakers mostly read Russian better than English."""


def t(language: str, key: str, **values: str | float) -> str:
    """A text in a language.

    Args:
        language: One of `LANGUAGES`.
        key: The message's name in the `.ftl` files.
        values: The message's variables; numbers are written as the language writes them.

    Returns:
        The text. A key that nobody wrote comes back as it is and is logged: a person who waits
        for an answer is better off with an odd word than with silence.
    """
    bundle = _bundle(language)
    pattern = bundle.get_message(key).value if bundle.has_message(key) else None
    if pattern is None:
        log.error("texts.missing", language=language, key=key)
        return key
    text, errors = bundle.format_pattern(pattern, values)
    if errors:
        log.error("texts.incomplete", language=language, key=key, why=str(errors[0]))
    return str(text)


def language_of(code: str | None) -> str:
    """The language that fits a client's IETF code best: Russian or English."""
    return "ru" if (code or "").lower().partition("-")[0] in _READ_RUSSIAN else "en"


@cache
def _bundle(language: str) -> FluentBundle:
    """All files of one language as one; isolation marks would shift the offsets of entities."""
    bundle = FluentBundle([language], use_isolating=False)
    for path in sorted((LOCALES / language).rglob("*.ftl")):
        bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return bundle
