"""Where a person is, from whatever they type."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.handlers.places import COMMON, city, is_zone, zone_of

NOW = datetime(2026, 11, 22, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Москва", "Europe/Moscow"),
        ("  moscow ", "Europe/Moscow"),
        ("Санкт-Петербург", "Europe/Moscow"),
        ("New York", "America/New_York"),
        ("нью-йорк", "America/New_York"),
        ("europe/berlin", "Europe/Berlin"),
        ("Киев", "Europe/Kyiv"),
        ("Kolkata", "Asia/Kolkata"),
        ("Орёл", None),
        ("utc", "UTC"),
        ("UTC+3", "Europe/Moscow"),
        ("+5:30", "Asia/Kolkata"),
        ("-3", "America/Sao_Paulo"),
        ("Hello everybody", None),
        ("99:99", None),
        ("+99", None),
        ("", None),
    ],
)
def test_a_place_is_found_by_its_name(words: str, zone: str | None) -> None:
    assert zone_of(words, language="ru", now=NOW) == zone


@pytest.mark.parametrize(
    ("words", "language", "zone"),
    [
        ("14:30", "ru", "Europe/Moscow"),
        ("14.31", "ru", "Europe/Moscow"),
        ("14:24", "en", "Europe/Moscow"),
        ("6:30", "en", "America/New_York"),
        ("22:30", "en", "Australia/Sydney"),
        ("0:30", "ru", "Pacific/Auckland"),
        ("17:00", "en", "Asia/Kolkata"),
    ],
)
def test_a_place_is_found_by_its_time_now(words: str, language: str, zone: str) -> None:
    found = zone_of(words, language=language, now=NOW)
    assert found is not None
    ours, theirs = (NOW.astimezone(ZoneInfo(name)) for name in (found, zone))
    assert ours.utcoffset() == theirs.utcoffset()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_common_places_have_names_and_fit_into_buttons(language: str) -> None:
    for zone in COMMON[language]:
        assert is_zone(zone)
        assert city(zone, language)
        assert len(f"zone:{zone}:0".encode()) <= 64
