"""What the engine lends a network beside files: sealed words, earlier ids, addresses."""

from dataclasses import replace
from pathlib import Path

import pytest

from db.accounts import Credential, forget_credentials
from services.content import Media
from services.delivery.progress import Share
from services.errors import LoginNeeded
from services.networks.base import Work
from tests.delivery.conftest import Bench
from tests.media.films import film
from tests.media.shapes import REEL, WALL

PHOTO = Media(id=0, kind="photo", origin="scripted", ref="hello", unique_ref="hello")


async def hold(bench: Bench, name: str, secret: str) -> None:
    """Alice's wall is linked with just this secret."""
    wall, vault = bench.wall, bench.deps.vault
    sealed = vault.seal(secret, account_id=wall.id, space_id=wall.space_id, field=name)
    async with bench.deps.db.begin() as session:
        await forget_credentials(session, wall.id)
        session.add(
            Credential(
                account_id=wall.id,
                field=name,
                space_id=wall.space_id,
                key_id=sealed.key_id,
                nonce=sealed.nonce,
                box=sealed.box,
                saved_at=bench.clock.now(),
            )
        )


async def holds(bench: Bench) -> dict[str, str]:
    """The secrets of Alice's wall."""
    wall, vault = bench.wall, bench.deps.vault
    async with bench.deps.db.begin() as session:
        return dict(await vault.credentials(session, account_id=wall.id, space_id=wall.space_id))


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


async def test_what_a_network_made_of_credentials_is_kept_sealed(bench: Bench) -> None:
    works: list[Work] = []
    bench.network.lent = works.append
    bench.network.parts = 2
    await hold(bench, "session", "first")
    await bench.publish()
    await bench.engine.turn()
    for word in ("second", "third"):
        await works[0].keep({"session": word})
        assert await holds(bench) == {"session": word}


async def test_what_a_person_replaced_meanwhile_is_not_overwritten(bench: Bench) -> None:
    works: list[Work] = []
    bench.network.lent = works.append
    await hold(bench, "session", "first")
    await bench.publish()
    await bench.engine.turn()
    await hold(bench, "session", "linked again")
    await works[0].keep({"session": "second"})
    assert await holds(bench) == {"session": "linked again"}


async def test_progress_never_goes_back(bench: Bench) -> None:
    works: list[Work] = []
    bench.network.lent = works.append
    seen: list[int | None] = []
    delivery_id = await bench.publish()

    async def upload_after_fitting() -> None:
        for fraction in (0.6, 0.2, 0.7):
            bench.clock.advance(3)
            await works[0].progress(fraction)
            seen.append((await bench.delivery(delivery_id)).progress_percent)

    bench.network.while_preparing = upload_after_fitting
    await bench.engine.turn()
    assert seen == [60, 60, 70]


async def test_fetching_and_fitting_count_before_the_upload_does(
    bench: Bench, tmp_path: Path
) -> None:
    works: list[Work] = []
    bench.network.lent = works.append
    bench.network.original = film(tmp_path, "wide")
    seen: list[int | None] = []
    delivery_id = await bench.publish_photo()

    async def look() -> None:
        seen.append((await bench.delivery(delivery_id)).progress_percent)
        bench.clock.advance(3)

    async def fit_and_upload() -> None:
        await works[0].fit(PHOTO, replace(REEL, ratio=(0.8, 1.0)), "blur")
        await look()
        for fraction in (0.5, 1.0):
            await works[0].progress(fraction)
            await look()

    bench.network.while_fetching = look
    bench.network.while_preparing = fit_and_upload
    await bench.engine.turn()
    fetched, fitted, half, whole = (percent or 0 for percent in seen)
    assert fetched == 10
    assert 20 < fitted <= 60
    assert (half, whole) == (80, 100)


async def test_of_several_media_each_counts_for_its_part() -> None:
    share = Share(media=4)
    share.uploaded(0.25)
    assert share.fraction == 0.25
    soup, bread = (PHOTO.model_copy(update={"unique_ref": name}) for name in ("soup", "bread"))
    share.fitted(soup, 1.0)
    assert share.fraction == pytest.approx(0.6 / 4 + 0.4 / 4)
    share.fetched(soup, 0.5)
    share.fetched(bread, 1.0)
    assert share.fraction == pytest.approx(0.6 / 4 + 0.2 / 4 + 0.4 / 4)


async def test_what_cannot_be_made_to_fit_is_refused_with_advice(bench: Bench) -> None:
    works: list[Work] = []
    bench.network.lent = works.append
    delivery_id = await bench.publish_photo()

    async def fit() -> None:
        await works[0].fit(PHOTO, WALL, "blur")

    bench.network.while_preparing = fit
    await bench.engine.turn()
    delivery = await bench.delivery(delivery_id)
    assert (delivery.state, delivery.error_code) == ("rejected", "media")
    assert delivery.error_advice == "media-advice-not-media"
