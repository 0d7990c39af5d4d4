"""How often a post is tried, when nobody can say that it arrived and nobody refuses it."""

from structlog.testing import capture_logs

from services.errors import Transient, Unconfirmed
from tests.delivery.conftest import Bench


async def test_what_is_never_there_is_tried_eight_times_as_well(bench: Bench) -> None:
    bench.network.script = [Unconfirmed("500") for _ in range(20)]
    id_ = await bench.publish()
    row = await bench.until(id_, "failed", "published", turns=200)
    assert (row.state, row.reason, bench.network.wall) == ("failed", "tries", [])
    assert [attempt.outcome for attempt in await bench.attempts(id_)] == ["absent"] * 8
    assert row.error_code == "500"


async def test_what_each_part_took_is_not_held_against_the_next(bench: Bench) -> None:
    tries = []

    async def count() -> None:
        tries.append((await bench.delivery(id_)).tries)

    bench.network.parts = 10
    bench.network.script = [*[None] * 9, Unconfirmed("500")]
    bench.network.while_preparing = count
    id_ = await bench.publish()
    row = await bench.until(id_, "failed", "published")
    assert (row.state, len(bench.network.wall)) == ("published", 10)
    assert tries == [*[0] * 10, 1]


async def test_a_look_that_began_too_early_proves_nothing_however_long_it_took(
    bench: Bench,
) -> None:
    began: list[float] = []

    def slowly() -> None:
        began.append((bench.clock.now() - since).total_seconds())
        bench.clock.advance(60)

    bench.network.script = [Unconfirmed("timeout")]
    bench.network.while_looking = slowly
    since = bench.clock.now()
    id_ = await bench.publish()
    await bench.until(id_, "published")
    limits = bench.network.limits
    settled_s = limits.call_timeout_s + limits.grace_s
    first, second = [seconds for seconds in began if seconds >= settled_s]
    assert second - first >= limits.grace_s


async def test_why_a_try_failed_stands_in_the_log(bench: Bench) -> None:
    bench.network.script = [Transient("502", "Bad Gateway")]
    with capture_logs() as logs:
        id_ = await bench.publish()
        await bench.until(id_, "published")
    [told] = [entry for entry in logs if entry["event"] == "publishing.failed"]
    assert (told["delivery"], told["kind"]) == (id_, "transient")
    assert "502" in told["why"]
