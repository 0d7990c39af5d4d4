"""From a city, a zone's name or the time on somebody's wall to an IANA time zone."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import get_timezone_location

_RUSSIAN = (
    "Europe/Kaliningrad",
    "Europe/Moscow",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Novosibirsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Magadan",
    "Asia/Kamchatka",
)
_WORLD = (
    "America/Los_Angeles",
    "America/Denver",
    "America/Chicago",
    "America/New_York",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Helsinki",
    "Europe/Moscow",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Sydney",
)
COMMON = {"ru": _RUSSIAN, "en": _WORLD}
"""Zones that are offered as buttons, from west to east."""

_OTHER_NAMES = {
    "Europe/Moscow": "мск, msk, петербург, санкт-петербург, питер, спб, saint petersburg, "
    "st petersburg, казань, kazan, сочи, sochi, краснодар, krasnodar, ростов-на-дону, ростов, "
    "нижний новгород, воронеж, voronezh, россия, russia",
    "Asia/Yekaterinburg": "екб, уфа, ufa, пермь, perm, челябинск, chelyabinsk, тюмень, tyumen",
    "Asia/Novosibirsk": "нск",
    "Asia/Vladivostok": "хабаровск, khabarovsk",
    "Europe/Minsk": "беларусь, belarus",
    "Europe/Kyiv": "киев, київ, kyiv, kiev, украина, ukraine",
    "Asia/Almaty": "алма-ата, астана, astana",
    "Asia/Kolkata": "дели, delhi, new delhi, мумбаи, mumbai, bangalore, india",
    "Asia/Shanghai": "пекин, beijing, china",
    "America/Los_Angeles": "сан-франциско, san francisco, seattle, las vegas, la",
    "America/New_York": "nyc, boston, washington, miami, philadelphia",
    "America/Chicago": "houston, dallas, austin, texas",
    "Europe/Berlin": "munich, hamburg, frankfurt, мюнхен, германия, germany",
    "Europe/Madrid": "barcelona, барселона",
    "Europe/Rome": "milan, милан",
    "Europe/London": "manchester, uk, england",
    "Asia/Makassar": "bali, бали",
    "Asia/Bangkok": "phuket, пхукет",
}
_TIME = re.compile(r"([01]?\d|2[0-3])[:.\- ]([0-5]\d)")
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+\-−])\s*(\d{1,2})(?::?(00|30|45))?", re.IGNORECASE)
_STEP = timedelta(minutes=15)


def zone_of(words: str, *, language: str, now: datetime) -> str | None:
    """The zone that a person means, None if it cannot be told.

    Args:
        words: A city, an IANA name, `UTC+3`, or the time that it is there now, such as `14:30`.
        language: Whose usual zones to prefer where several fit.
        now: The present moment; aware.
    """
    plain = " ".join(words.casefold().replace("ё", "е").split())
    if named := _names().get(plain):
        return named
    if time := _TIME.fullmatch(plain):
        return _with_time(int(time[1]) * 60 + int(time[2]), language, now)
    if offset := _OFFSET.fullmatch(plain):
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        sign = 1 if offset[1] == "+" else -1
        return _with_offset(timedelta(minutes=sign * minutes), language, now)
    return None


def city(zone: str, language: str) -> str:
    """The place that a zone is named after, in a language."""
    return get_timezone_location(zone, locale=language, return_city=True)


def is_zone(name: str) -> bool:
    """Whether this is an IANA name that this machine knows."""
    return name in available_timezones()


def _with_time(minute_of_day: int, language: str, now: datetime) -> str | None:
    """Where the wall shows this minute now; a watch may be some minutes off.

    Half a day apart means two zones and one wall: more people live to the east of it.
    """
    utc_minutes = now.hour * 60 + now.minute
    ahead = (minute_of_day - utc_minutes + 10 * 60) % (24 * 60) - 10 * 60
    offset = _STEP * round(timedelta(minutes=ahead) / _STEP)
    other_day = offset - timedelta(days=1)
    return _with_offset(offset, language, now) or _with_offset(other_day, language, now)


def _with_offset(offset: timedelta, language: str, now: datetime) -> str | None:
    other = "en" if language == "ru" else "ru"
    usual: Sequence[str] = (*COMMON[language], *COMMON[other], *sorted(_proper_zones()))
    fitting = (zone for zone in usual if now.astimezone(ZoneInfo(zone)).utcoffset() == offset)
    return next(fitting, None)


@cache
def _proper_zones() -> frozenset[str]:
    """The zones of today's countries; older names of the same zones are left out."""
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text()
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return frozenset(row[2] for row in rows) & available_timezones()


@cache
def _names() -> dict[str, str]:
    """Every name that a zone may be called by, in lower case."""
    names = {"utc": "UTC", "gmt": "UTC"}
    for zone in sorted(_proper_zones()):
        names[zone.casefold()] = zone
        for language in ("ru", "en"):
            names[city(zone, language).casefold().replace("ё", "е")] = zone
    for zone, others in _OTHER_NAMES.items():
        names |= dict.fromkeys(others.split(", "), zone)
    return names
