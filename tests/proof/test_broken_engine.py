"""The proofs must fail on an engine that is broken on purpose, or they prove nothing."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from db.deliveries.tables import Attempt, Delivery
from services.content import Content, Media
from services.delivery.engine import Engine
from services.delivery.hands import Hands
from services.delivery.life import WorkerLife, worker_life
from services.delivery.originals import Originals
from services.delivery.publishing import Publisher
from services.deps import Deps
from services.errors import Unconfirmed
from services.networks.base import Accepted, Account, Prepared
from services.networks.telegram.network import TelegramNetwork
from services.networks.window import SendWindow
from services.progress import Progress
from tests.proof.dying import Dying
from tests.proof.linking import link_channel, link_wall
from tests.proof.scenes import SCENES, Scene
from tests.proof.stage import Stage

_LOST_ANSWERS = ("accept_then_reset", "accept_then_500", "accept_then_cut_body")


class HastyNetwork(TelegramNetwork):
    """What most bots do: no answer, so once more."""

    async def publish(self, prepared: Prepared, account: Account, window: SendWindow) -> Accepted:
        try:
            return await super().publish(prepared, account, window)
        except Unconfirmed:
            again = SendWindow(window.attempt)
            return await super().publish(prepared, account, again)


async def _publish(stage: Stage, network: TelegramNetwork, fault: str) -> list[str]:
    account = await link_channel(stage, "kitchen")
    delivery_id = await stage.publish(account, Content(text="only once"))
    deps = replace(stage.deps, networks={"telegram": network})
    async with (
        stage.control.fault("telegram", "sendMessage", fault, target=account.target),
        worker_life(deps, kind="worker", on_lost=lambda: None) as life,
    ):
        await Engine(deps, life).turn()
    await stage.settle(delivery_id)
    return (await stage.history()).violations()


@pytest.mark.parametrize("fault", _LOST_ANSWERS)
async def test_a_retry_after_a_lost_answer_is_seen(stage: Stage, fault: str) -> None:
    network = HastyNetwork(stage.settings, stage.clock, stage.deps.limiter.wait)
    broken = await _publish(stage, network, fault)
    await network.close()
    assert any("there 2 times" in sentence for sentence in broken)
    assert any("requested 2 times" in sentence for sentence in broken)


@pytest.mark.parametrize("fault", _LOST_ANSWERS)
async def test_the_real_engine_passes_where_the_broken_one_fails(stage: Stage, fault: str) -> None:
    network = TelegramNetwork(stage.settings, stage.clock, stage.deps.limiter.wait)
    sound = await _publish(stage, network, fault)
    await network.close()
    assert sound == []


@pytest.mark.parametrize("scene", SCENES[:1], ids=lambda scene: scene.name)
async def test_a_lease_that_is_over_is_seen(dying: Dying) -> None:
    boundaries = await dying.live("before")
    sent = boundaries.index("telegram: sendMessage") + 1
    await dying.die("before", boundaries[: sent + 1])
    await _let_the_lease_be_over(dying.stage)
    await dying.settle()
    broken = (await dying.stage.history()).violations()
    assert any("there 2 times" in sentence for sentence in broken)


async def _let_the_lease_be_over(stage: Stage) -> None:
    """What most queues do: nobody has answered for a while, so once more."""
    now = stage.clock.now()
    async with stage.deps.db.begin() as session:
        taken = update(Delivery).where(Delivery.state == "publishing")
        await session.execute(taken.values(state="retrying", worker_id=None, due_at=now))
        tried = update(Attempt).where(Attempt.outcome == "open")
        await session.execute(tried.values(outcome="absent", ended_at=now))


class HastyOriginals(Originals):
    """What most programs do: a file is written where it will be read."""

    async def _download(self, media: Media, path: Path, progress: Progress) -> None:
        self._folder.mkdir(exist_ok=True)
        await self._deps.networks[media.origin].download(media, path, progress)


class HastyEngine(Engine):
    """An engine with originals like that."""

    def __init__(self, deps: Deps, life: WorkerLife) -> None:
        super().__init__(deps, life)
        self._publisher = Publisher(
            replace(Hands.of(deps, life.worker_id), originals=HastyOriginals(deps))
        )


@pytest.mark.parametrize("scene", [Scene("vk document", link_wall, ("document",))], ids=["vk"])
async def test_half_an_original_that_looks_whole_is_seen(dying: Dying) -> None:
    dying.worker = replace(dying.worker, engine=HastyEngine)
    boundaries = await dying.live("inside")
    opened = next(place for place, name in enumerate(boundaries, 1) if name.startswith("disk"))
    await dying.die("inside", boundaries[:opened])
    await dying.settle()
    assert await dying.stage.broken_originals() != []
