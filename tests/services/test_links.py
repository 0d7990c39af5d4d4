"""Addresses of media: whoever has one gets that file for an hour, and no other."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.links import GOOD_FOR, MediaLinks
from services.settings import Settings
from services.vault import Vault

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def links(folder: Path, *, key: bytes = bytes(32), **more: object) -> MediaLinks:
    values = {"sandbox": True, "data_dir": folder, "database_url": "postgresql://n@h/d"} | more
    settings = Settings(
        _env_file=None,
        telegram_token="7000000001:SANDBOX-not-a-real-token-AAAAAAAAAAAA",
        redis_url="redis://127.0.0.1:1/0",
        **values,  # type: ignore[arg-type]
    )
    return MediaLinks(settings, Vault([key]))


def token(made: MediaLinks, folder: Path) -> str:
    return made.sign(folder / "media/fitted/soup.jpg", "image/jpeg", NOW).rpartition("/")[2]


def test_an_address_leads_to_its_file_for_an_hour(tmp_path: Path) -> None:
    made = links(tmp_path)
    found = made.read(token(made, tmp_path), NOW + GOOD_FOR)
    assert found is not None
    assert found.path == tmp_path / "media/fitted/soup.jpg"
    assert made.read(token(made, tmp_path), NOW + GOOD_FOR + timedelta(seconds=1)) is None


def test_a_token_of_another_key_or_made_up_opens_nothing(tmp_path: Path) -> None:
    made, others = links(tmp_path), links(tmp_path, key=b"k" * 32)
    good = token(made, tmp_path)
    assert others.read(good, NOW) is None
    forged = good[:-4] + ("AAAA" if not good.endswith("AAAA") else "BBBB")
    for wrong in ("", "x", "ы", "../../etc/passwd", forged, good[:20]):
        assert made.read(wrong, NOW) is None


def test_the_address_is_the_public_one_where_there_is_one(tmp_path: Path) -> None:
    public = links(tmp_path, sandbox=False, public_url="https://bot.example/")
    address = public.sign(tmp_path / "media/a.jpg", "image/jpeg", NOW)
    assert address.startswith("https://bot.example/media/")
    with pytest.raises(ValueError, match="PUBLIC_URL"):
        links(tmp_path, sandbox=False).sign(tmp_path / "media/a.jpg", "image/jpeg", NOW)


def test_nothing_outside_the_media_folder_gets_an_address(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="subpath"):
        links(tmp_path).sign(tmp_path / "vault.key", "text/plain", NOW)
