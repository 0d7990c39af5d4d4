"""Videos on their way to a pin: uploaded once, waited for, given up after an hour."""

import pytest

from services.content import Content
from services.errors import NotYet, Rejected, Transient
from services.networks.base import Prepared
from services.networks.window import SendWindow
from tests.environment import ROOT
from tests.networks.pinterest_world import World, medium
from tests.networks.works import Bench

SAMPLE = ROOT / "services/sandbox/page/static/media/sample.mp4"
FILM = Content(text="Soup on film", media=(medium("video"),))


@pytest.fixture
def bench(pinterest: World) -> Bench:
    """The sample video at hand."""
    return Bench({1: SAMPLE}, folder=pinterest.folder)


async def waited(world: World, bench: Bench, most: int = 20) -> tuple[Prepared, int]:
    """Prepare as the engine does: again whenever the network says so; how often it had to."""
    for waits in range(most):
        try:
            return await world.prepared(FILM, bench), waits
        except NotYet as error:
            seconds = (error.until - world.clock.now()).total_seconds()
            assert seconds > 0
            world.clock.advance(seconds)
    raise AssertionError("the video does not get ready")


async def test_a_video_is_uploaded_processed_and_pinned(pinterest: World, bench: Bench) -> None:
    await pinterest.control.settings(pinterest_processing_polls=5)
    prepared, waits = await waited(pinterest, bench)
    assert waits == 6
    accepted = await pinterest.network.publish(prepared, pinterest.account, SendWindow("a-1"))
    (pin,) = await pinterest.pins()
    assert (accepted.ids, pin["title"]) == ((pin["post_id"],), "Soup on film")
    assert [one["kind"] for one in pin["attachments"]] == ["video"]
    (call,) = await pinterest.calls("pins/create")
    assert call["params"]["media_source"]["cover_image_content_type"] == "image/jpeg"


async def test_it_is_uploaded_once_however_often_one_looks(pinterest: World, bench: Bench) -> None:
    await pinterest.control.settings(pinterest_processing_polls=5)
    await waited(pinterest, bench)
    await waited(pinterest, bench)
    assert len(await pinterest.calls("media/create")) == 1
    assert len(await pinterest.calls("upload")) == 1


async def test_a_lost_answer_of_the_host_needs_no_second_upload(
    pinterest: World, bench: Bench
) -> None:
    await pinterest.control.add_fault("pinterest", "upload", "accept_then_reset")
    with pytest.raises(Transient):
        await pinterest.prepared(FILM, bench)
    assert bench.checkpoint["media_id"]
    await waited(pinterest, bench)
    assert len(await pinterest.calls("upload")) == 1


@pytest.mark.parametrize("kind", ["refuse", "rate_limit", "server_error", "reset"])
async def test_an_upload_that_failed_is_made_anew(
    pinterest: World, bench: Bench, kind: str
) -> None:
    await pinterest.control.add_fault("pinterest", "upload", kind)
    with pytest.raises(Transient):
        await pinterest.prepared(FILM, bench)
    await waited(pinterest, bench)
    assert len(await pinterest.calls("media/create")) == 2


async def test_a_video_that_pinterest_forgot_is_uploaded_anew(
    pinterest: World, bench: Bench
) -> None:
    bench.checkpoint = {"media_id": "712399", "since": pinterest.clock.now().isoformat()}
    await waited(pinterest, bench)
    assert len(await pinterest.calls("upload")) == 1


async def test_after_an_hour_it_gives_up_and_a_retry_begins_anew(
    pinterest: World, bench: Bench
) -> None:
    await pinterest.control.settings(pinterest_processing_polls=1000)
    with pytest.raises(Rejected) as refused:
        await waited(pinterest, bench, most=200)
    assert refused.value.advice == "pinterest-advice-video-late"
    assert 80 < len(await pinterest.calls("media/get")) < 120
    assert bench.checkpoint == {}


async def test_progress_is_told_while_it_is_uploaded(pinterest: World, bench: Bench) -> None:
    with pytest.raises(NotYet):
        await pinterest.prepared(FILM, bench)
    assert bench.told == sorted(bench.told)
    assert bench.told[-1] == pytest.approx(1.0)


async def test_no_token_reaches_the_upload_host(pinterest: World, bench: Bench) -> None:
    await waited(pinterest, bench)
    (call,) = await pinterest.calls("upload")
    assert (call["status"], call["token_hint"]) == (204, "")
