"""The checker must see what networks would do that forget what they have made."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from services.content import Content
from services.delivery.engine import Engine
from services.delivery.life import worker_life
from services.networks.base import Absent, Account, Finding, Json, Network, Part, Prepared, Work
from services.networks.instagram import InstagramNetwork
from services.networks.youtube import YoutubeNetwork
from tests.proof.scenes import HIDDEN, Scene
from tests.proof.stage import Stage

_PICTURE = next(scene for scene in HIDDEN if scene.name == "instagram picture")
_VIDEO = next(scene for scene in HIDDEN if scene.name == "youtube video")


async def _lose(checkpoint: Json) -> None:
    del checkpoint


def _forgetful(work: Work) -> Work:
    return replace(work, checkpoint={}, save=_lose)


class ForgetfulYoutube(YoutubeNetwork):
    """What most programs do: an upload that failed is begun anew."""

    async def prepare(self, part: Part, content: Content, account: Account, work: Work) -> Prepared:
        return await super().prepare(part, content, account, _forgetful(work))


class ForgetfulInstagram(InstagramNetwork):
    """What most programs do: a post that failed is made anew, container and all."""

    async def prepare(self, part: Part, content: Content, account: Account, work: Work) -> Prepared:
        return await super().prepare(part, content, account, _forgetful(work))

    async def find(self, evidence: Json, account: Account) -> Finding:
        del evidence, account
        return Absent()


@asynccontextmanager
async def _with(stage: Stage, network: type[Network]) -> AsyncIterator[Stage]:
    """The stage with a survivor whose network is another one."""
    deps = stage.deps
    opened = network(stage.settings, stage.clock, deps.limiter.wait)
    deps = replace(deps, networks={**deps.networks, opened.key: opened})
    async with worker_life(deps, kind="worker", on_lost=lambda: None) as life:
        yield replace(stage, deps=deps, engine=Engine(deps, life))
    await opened.close()


async def _publish(stage: Stage, scene: Scene, call: str) -> list[str]:
    """Publish a post while answers get lost at first; every promise that was broken."""
    await stage.control.settings(**scene.switches)
    account = await scene.link(stage, scene.name)
    content = await scene.content(stage, 1, large=False)
    async with stage.control.fault(account.network, call, "accept_then_reset"):
        delivery_id = await stage.publish(account, content)
        await stage.engine.turn()
    await stage.settle(delivery_id)
    return (await stage.history()).violations()


@pytest.mark.parametrize(
    ("network", "copies"), [(ForgetfulYoutube, 2), (YoutubeNetwork, 1)], ids=["broken", "real"]
)
async def test_a_second_video_is_seen_though_it_is_private(
    stage: Stage, network: type[Network], copies: int
) -> None:
    async with _with(stage, network) as other:
        broken = await _publish(other, _VIDEO, "upload:chunk")
    videos = [one for one in await stage.control.ledger() if one["network"] == "youtube"]
    assert len(videos) == copies
    seen = f"2 posts lie on {videos[0]['target']}, hidden or not, of 1 parts"
    assert broken == ([seen] if copies == 2 else [])


@pytest.mark.parametrize(
    ("network", "copies"), [(ForgetfulInstagram, 2), (InstagramNetwork, 1)], ids=["broken", "real"]
)
async def test_a_new_container_after_a_lost_answer_is_seen(
    stage: Stage, network: type[Network], copies: int
) -> None:
    await stage.control.settings(instagram_looks=0)
    async with _with(stage, network) as other:
        broken = await _publish(other, _PICTURE, "media_publish")
    assert any("there 2 times" in sentence for sentence in broken) is (copies == 2)
    assert copies == 2 or broken == []
