"""YouTube's part of the world: its store, and what time does to videos."""

from datetime import datetime
from typing import Any

from services.sandbox.ledger import Entry
from services.sandbox.section import ConsentedSection
from services.sandbox.state import World
from services.sandbox.youtube.about import ABOUT, keys_of
from services.sandbox.youtube.objects import Channel, Video
from services.sandbox.youtube.quota import Quota
from services.sandbox.youtube.showing import entry
from services.sandbox.youtube.store import YoutubeStore


class YoutubeSection(ConsentedSection[YoutubeStore]):
    """Everything of the pretend YouTube; `world` is shared with the other networks."""

    key = "youtube"
    about = ABOUT

    def __init__(self, world: World) -> None:
        super().__init__(world, YoutubeStore())
        self.quota = Quota(world, self.store)

    def seed(self) -> None:
        """Start afresh with the seeded channels."""
        self.store.clear()
        self.codes.clear()
        self.store.seed()

    def public_state(self) -> dict[str, Any]:
        """A wall for each channel, and the keys that the page may hand out."""
        channels = self.store.channels
        return {
            "walls": [
                {"network": self.key, "target": one.id, "title": one.title}
                for one in channels.values()
            ],
            "keys": [keys_of(one, self.store.offered(one)) for one in channels.values()],
        }

    def channel(self, video: Video) -> Channel:
        """Whose video it is."""
        return self.store.channels[video.channel_id]

    def show(
        self, video: Video, *, request_id: int | None = None, attempt: str | None = None
    ) -> None:
        """Let the ledger show a video as it is now; a request made it so, or time did."""
        fresh = entry(video, self.channel(video))
        fresh.request_id, fresh.attempt = request_id, attempt
        found = self._entry_of(video)
        if found is None:
            self.world.ledger.add(fresh)
            return
        told = {"title", "text", "entities", "attachments", "from_name", "state"}
        changed = {name: getattr(fresh, name) for name in told}
        if request_id is not None:
            changed |= {"request_id": request_id, "attempt": attempt}
        # Only another title or text is an edit that people would notice.
        same = (found.title, found.text) == (fresh.title, fresh.text)
        edited_at = found.edited_at if same else self.world.clock.now().isoformat()
        self.world.ledger.change(found, **changed, edited_at=edited_at)

    def ripen(self) -> None:
        """Let everything happen whose time has come."""
        for video in self.store.videos.values():
            if video.deleted:
                continue
            changed = self._process(video) | self._publish(video)
            if changed:
                self.show(video)
                self.world.touch()

    def make_visible(self, video: Video) -> None:
        """Date a video that is no longer private."""
        if video.privacy != "private" and not video.published_at:
            video.published_at = self.now

    def _process(self, video: Video) -> bool:
        if video.upload_status != "uploaded" or video.ready_at > self.now:
            return False
        video.upload_status = video.verdict.partition(":")[0] or "processed"
        return True

    def _publish(self, video: Video) -> bool:
        at = video.status.get("publishAt")
        if at is None or datetime.fromisoformat(at) > self.world.clock.now():
            return False
        del video.status["publishAt"]
        video.status["privacyStatus"] = "public"
        self.make_visible(video)
        return True

    def _entry_of(self, video: Video) -> Entry | None:
        return self.world.ledger.find(self.key, video.channel_id, video.id)
