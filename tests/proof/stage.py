"""A stage on which the engine is killed: real servers, the sandbox, Alice with her accounts."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from bot.inbox import Inbox
from bot.web import open_web, web_app
from bot.wiring import open_deps
from db.accounts import SocialAccount
from db.deliveries.tables import Delivery, PartRow
from db.posts import MediaRow, RevisionMedia
from services.clock import SharedClock
from services.content import Content, Media
from services.delivery import orders
from services.delivery.engine import Engine
from services.delivery.life import worker_life
from services.deps import Deps
from services.settings import Settings
from tests import people
from tests.proof.clocks import LeapingClock
from tests.proof.history import AT_REST, History, read_history
from tests.sandbox_control import SandboxControl
from tests.shelf import Shelf

_TURNS = 60


@dataclass(frozen=True, slots=True)
class Stage:
    """What a proof works with; `deps` and `engine` belong to a worker who never dies."""

    settings: Settings
    deps: Deps
    engine: Engine
    clock: SharedClock
    control: SandboxControl
    shelf: Shelf
    alice: people.Owner

    async def publish(self, account: SocialAccount, content: Content) -> int:
        """Alice publishes something to one account; the delivery's id."""
        now = self.clock.now()
        space_id = self.alice.space_id
        async with self.deps.db.begin() as session:
            post = await people.post(session, self.alice, content.text, now)
            rows = [_media_row(medium, space_id) for medium in content.media]
            session.add_all(rows)
            await session.flush()
            session.add_all(
                RevisionMedia(
                    post_id=post.id, number=1, position=place, space_id=space_id, media_id=row.id
                )
                for place, row in enumerate(rows)
            )
            ids = await people.deliver(session, post, [account], now)
        return ids[0]

    async def prepare_first_part(self, delivery_id: int, *, like: int) -> None:
        """Leave a delivery as a worker does that dies when all of its first part is uploaded.

        Args:
            delivery_id: The delivery.
            like: Another one whose uploads may serve for it.
        """
        async with self.deps.db.begin() as session:
            same = select(PartRow).where(PartRow.delivery_id == like)
            session.add_all(
                PartRow(
                    delivery_id=delivery_id,
                    number=part.number,
                    kind=part.kind,
                    plan=part.plan,
                    checkpoint=part.checkpoint if part.number == 1 else {},
                )
                for part in (await session.execute(same)).scalars()
            )

    async def wait_for_processing(self, delivery_id: int) -> bool:
        """Let the time pass for which a delivery waits for its network; whether it did."""
        [row] = await self.deliveries(delivery_id)
        if (row.state, row.reason) != ("retrying", "processing"):
            return False
        await self._go_on([row])
        return True

    async def settle(self, *delivery_ids: int) -> list[Delivery]:
        """Let the surviving worker bring deliveries to rest, moving the clock as needed.

        Questions are answered by the truth: whether the public sees the post.
        """
        rows = await self.deliveries(*delivery_ids)
        for _ in range(_TURNS):
            restless = [row for row in rows if not _is_at_rest(row)]
            if not restless:
                return rows
            await self._go_on(restless)
            await self.engine.turn()
            rows = await self.deliveries(*delivery_ids)
        raise AssertionError(f"no rest in {[(row.id, row.state) for row in rows]}")

    async def deliveries(self, *delivery_ids: int) -> list[Delivery]:
        """Rows as they are now."""
        async with self.deps.db.begin() as session:
            found = select(Delivery).where(Delivery.id.in_(delivery_ids)).order_by(Delivery.id)
            return list((await session.execute(found)).scalars())

    async def broken_originals(self) -> list[str]:
        """Copies of originals on the disk that are not whole, though they look so."""
        async with self.deps.db.begin() as session:
            sizes = set((await session.execute(select(MediaRow.size_bytes))).scalars())
        files = {path for path in self._originals().iterdir() if path.is_file()}
        whole = files - set(self.halves())
        return [path.name for path in whole if path.stat().st_size not in sizes]

    def halves(self) -> list[Path]:
        """What downloads that did not end have left."""
        return list(self._originals().glob("*.part"))

    def _originals(self) -> Path:
        folder = self.settings.data_dir / "media"
        folder.mkdir(exist_ok=True)
        return folder

    async def history(self) -> History:
        """Both sides of the story so far."""
        ledger = await self.control.ledger()
        return await read_history(self.deps.db, ledger, await self.control.journal())

    async def _go_on(self, rows: Sequence[Delivery]) -> None:
        """Do what the next turn of the engine waits for."""
        states = {row.state for row in rows}
        for row in rows:
            if row.state == "asking":
                await self._answer(row)
        if "publishing" in states:
            await self.engine.sweep()
        elif "asking" not in states:
            next_at = min(row.read_back_at or row.due_at for row in rows)
            wait_s = (next_at - self.clock.now()).total_seconds()
            self.clock.advance(max(0.0, wait_s + 0.01))

    async def _answer(self, row: Delivery) -> None:
        history = await self.history()
        undecided = {
            str(attempt.id)
            for attempt in history.attempts
            if attempt.delivery_id == row.id and attempt.outcome == "unconfirmed"
        }
        there = any(entry["attempt"] in undecided for entry in history.ledger)
        said: orders.Answer = "there" if there else "again"
        space = self.alice.space_id
        assert await orders.answer(self.deps, space, row.id, row.version, said)


@asynccontextmanager
async def open_stage(settings: Settings, control: SandboxControl) -> AsyncIterator[Stage]:
    """A fresh sandbox, a surviving worker that reaches everything directly, and a web server."""
    await control.reset()
    assert settings.clock_file
    clock = LeapingClock(settings.clock_file)
    shelf = Shelf()
    async with open_deps(settings, clock) as opened:
        deps = replace(opened, networks={**opened.networks, shelf.key: shelf})
        async with deps.db.begin() as session:
            alice = await people.owner(session, people.ALICE, clock.now())
        async with (
            open_web(deps, web_app(deps, Inbox(deps, lambda: None), None)),
            worker_life(deps, kind="worker", on_lost=lambda: None) as life,
        ):
            yield Stage(settings, deps, Engine(deps, life), clock, control, shelf, alice)


def _is_at_rest(row: Delivery) -> bool:
    return row.state in AT_REST - {"asking"} and row.read_back_at is None


def _media_row(medium: Media, space_id: int) -> MediaRow:
    return MediaRow(space_id=space_id, **medium.model_dump(exclude={"id"}))
