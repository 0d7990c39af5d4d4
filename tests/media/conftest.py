"""A workshop with a folder of its own, and strange files to bring there."""

from pathlib import Path

import pytest

from services.media.workshop import Workshop


@pytest.fixture(scope="session")
def strange(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the strange files of this run lie; each is made when it is first wanted."""
    return tmp_path_factory.mktemp("strange")


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """A workshop that remembers what it made in this run."""
    return Workshop(tmp_path_factory.mktemp("media"))


@pytest.fixture
def empty(tmp_path: Path) -> Workshop:
    """A workshop that has made nothing yet."""
    return Workshop(tmp_path / "media")
