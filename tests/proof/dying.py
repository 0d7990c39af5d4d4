"""Posts whose workers die: one life for each post, and a survivor who brings all to rest."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

import pytest

from db.accounts import SocialAccount
from services.content import Content
from services.settings import Settings
from tests.proof.lifeline import Lifeline, Mode
from tests.proof.mortal import MortalWorker, mortal_worker
from tests.proof.scenes import Scene
from tests.proof.stage import Stage, open_stage
from tests.sandbox_control import SandboxControl

_BETWEEN_S = 4 * 3600.0
"""So long after the last posts no pace makes anybody wait, and no day's allowance is used up."""

_TRIES = 3


@dataclass(slots=True)
class Dying:
    """Runs of one scene, each with a post and a life of its own.

    Deliveries that are `left` lie about since the boundary that is named there. `rehearsed` are
    those that the survivor has published alone, by account.
    """

    stage: Stage
    worker: MortalWorker
    scene: Scene
    accounts: Sequence[SocialAccount]
    rehearsed: dict[int, tuple[int, Content]] = field(default_factory=dict)
    runs: int = 0
    left: dict[int, str] = field(default_factory=dict)

    async def rehearse(self) -> None:
        """Let the survivor publish once, so that every later run finds the same."""
        for account in self.accounts if self.scene.begun else self.accounts[:1]:
            content = await self.scene.content(self.stage, self.runs, large=False)
            delivery_id = await self._publish(account, content)
            self.rehearsed[account.id] = delivery_id, content
            self.left[delivery_id] = "a rehearsal"
        await self.settle()

    async def live(self, mode: Mode) -> list[str]:
        """Let a worker live through one publish; the boundaries that it passes.

        A machine that is busy may miss a send window, and the worker then sends nothing for now.
        """
        why = ""
        for _ in range(_TRIES):
            life = await self._run(Lifeline(mode=mode))
            if life.ended == "published":
                return life.passed
            why = f"{why}\n{life.ended} after {life.passed}"
        raise AssertionError(f"nobody died, and yet nothing got published:{why}")

    async def die(self, mode: Mode, boundaries: Sequence[str]) -> None:
        """Let a worker die at the last of these boundaries, after all the others."""
        passed: list[str] = []
        for _ in range(_TRIES):
            life = await self._run(Lifeline(die_at=len(boundaries), mode=mode))
            passed = life.passed[: len(boundaries)]
            if passed == boundaries:
                return
        raise AssertionError(f"no run is like the first: {passed}, not {boundaries}")

    async def settle(self) -> None:
        """Let the survivor bring to rest whatever lies about; all of it gets published."""
        for row in await self.stage.settle(*self.left):
            why = f"{self.left[row.id]}: {row.state} {row.error_code} {row.error_detail}"
            assert row.state == "published", why
        self.left.clear()
        self.stage.clock.advance(_BETWEEN_S)

    async def _run(self, life: Lifeline) -> Lifeline:
        account = self.accounts[len(self.left)]
        like, earlier = self._like(account)
        known = earlier.media if self.scene.same_files else earlier.media[: self.scene.begun]
        large = life.mode == "inside"
        content = await self.scene.content(self.stage, self.runs, large=large, known=known)
        delivery_id = await self._publish(account, content)
        if self.scene.begun:
            await self.stage.prepare_first_part(delivery_id, like=like)
        await self.worker.live(life, partial(self.stage.wait_for_processing, delivery_id))
        self.left[delivery_id] = (life.passed or ["nothing"])[-1]
        [row] = await self.stage.deliveries(delivery_id)
        life.ended = " ".join(filter(None, (row.state, row.reason, row.error_code)))
        # Only what a dead worker holds is left alone by the next one.
        if row.state != "publishing" or len(self.left) == len(self.accounts):
            await self.settle()
        return life

    def _like(self, account: SocialAccount) -> tuple[int, Content]:
        """What has been published there before, or elsewhere."""
        return self.rehearsed.get(account.id) or next(iter(self.rehearsed.values()))

    async def _publish(self, account: SocialAccount, content: Content) -> int:
        self.runs += 1
        return await self.stage.publish(account, content)


@asynccontextmanager
async def open_dying(
    settings: Settings,
    control: SandboxControl,
    scene: Scene,
    environment: pytest.MonkeyPatch,
) -> AsyncIterator[Dying]:
    """A scene before its first death, in a fresh sandbox."""
    for name, value in scene.environment.items():
        environment.setenv(name, value)
    async with (
        open_stage(scene.settings(settings), control) as stage,
        mortal_worker(stage) as worker,
    ):
        await control.settings(**scene.switches)
        accounts = [await scene.link(stage, f"{scene.name} {lane}") for lane in range(scene.lanes)]
        dying = Dying(stage, worker, scene, accounts)
        await dying.rehearse()
        yield dying
