"""What the engine lends a network beside files: sealed words, earlier ids, addresses."""

from pathlib import Path

import pytest

from services.errors import LoginNeeded
from services.networks.base import Work
from tests.delivery.conftest import Bench


async def test_a_sealed_word_opens_in_its_own_part_alone(bench: Bench) -> None:
    works: list[Work] = []
    bench.network.lent = works.append
    await bench.publish()
    await bench.publish()
    await bench.engine.turn()
    await bench.engine.turn()
    mine, other = works
    sealed = mine.seal("https://upload.example/session/4711")
    assert "upload.example" not in sealed
    assert mine.open(sealed) == "https://upload.example/session/4711"
    with pytest.raises(LoginNeeded):
        other.open(sealed)
    with pytest.raises(LoginNeeded):
        mine.open("damaged")


async def test_a_part_knows_the_ids_of_those_before_it(bench: Bench) -> None:
    works: list[Work] = []
    bench.network.lent = works.append
    bench.network.parts = 3
    await bench.publish()
    await bench.engine.turn()
    assert [work.posted for work in works] == [(), ("1",), ("1", "2")]


async def test_a_file_of_the_media_folder_gets_an_address(bench: Bench) -> None:
    works: list[Work] = []
    bench.network.lent = works.append
    await bench.publish()
    await bench.engine.turn()
    folder: Path = bench.deps.settings.media_dir
    address = works[0].link(folder / "soup", "image/jpeg")
    token = address.rpartition("/")[2]
    linked = bench.deps.links.read(token, bench.clock.now())
    assert linked is not None
    assert (linked.path, linked.mime_type) == (folder / "soup", "image/jpeg")
