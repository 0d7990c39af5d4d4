"""VK's part of the world: its store, its pace, and what time does to posts and videos."""

from typing import Any

from services.sandbox.ledger import Entry
from services.sandbox.section import ConsentedSection
from services.sandbox.state import World
from services.sandbox.vk.about import ABOUT, keys_of
from services.sandbox.vk.objects import Community, Post, Video
from services.sandbox.vk.pace import Pace
from services.sandbox.vk.showing import attachment, entry
from services.sandbox.vk.store import VkStore


class VkSection(ConsentedSection[VkStore]):
    """Everything of the pretend VK; `world` is shared with the other networks."""

    key = "vk"
    about = ABOUT

    def __init__(self, world: World) -> None:
        super().__init__(world, VkStore())
        self.pace = Pace()
        self._postponed: list[Post] = []
        self._processing: list[Video] = []

    def seed(self) -> None:
        """Start afresh with the seeded communities."""
        self.store.clear()
        self.codes.clear()
        self.store.seed()
        self._take_over()

    def restore(self, saved: dict[str, Any]) -> None:
        """Take over what `dump` gave."""
        super().restore(saved)
        self._take_over()

    def public_state(self) -> dict[str, Any]:
        """Walls, communities, and the keys that the page may hand out."""
        communities = list(self.store.communities.values())
        return {
            "walls": [
                {"network": "vk", "target": str(one.owner_id), "title": one.name}
                for one in communities
            ],
            "communities": [shown(one) for one in communities],
            "keys": [keys_of(one) for one in communities],
        }

    def publish(self, post: Post) -> Post:
        """Put a post on its wall; the public sees it unless it is postponed or suggested."""
        self.store.wall(post.owner_id)[post.id] = post
        if post.post_type == "post":
            self.world.ledger.add(entry(self.store, post, self.now))
            self._mark_public(post)
        elif post.post_type == "postpone":
            self._postponed.append(post)
        return post

    def redraw(self, post: Post) -> None:
        """Show an edited post as it is now."""
        found = self._entry_of(post)
        if found is not None:
            fresh = entry(self.store, post, self.now)
            self.world.ledger.change(
                found, text=fresh.text, entities=fresh.entities, attachments=fresh.attachments
            )
            self._mark_public(post)

    def take_down(self, post: Post) -> None:
        """Delete a post, shown or not."""
        post.deleted = True
        found = self._entry_of(post)
        if found is not None:
            self.world.ledger.delete(found)

    def go_live(self, post: Post) -> Post:
        """Publish a postponed or suggested post: it gets another number on the wall."""
        del self.store.wall(post.owner_id)[post.id]
        self._postponed = [one for one in self._postponed if one is not post]
        if post.post_type == "postpone":
            post.postponed_id = post.id
        post.id = self.store.number(f"post {post.owner_id}")
        post.date, post.post_type = post.publish_date or int(self.now), "post"
        return self.publish(post)

    def process(self, video: Video) -> None:
        """Begin to process an uploaded video."""
        self._processing.append(video)

    def ripen(self) -> None:
        """Let everything happen whose time has come."""
        now = self.now
        due = [post for post in self._postponed if post.publish_date <= now]
        for post in sorted(due, key=lambda post: post.publish_date):
            if post.deleted:
                self._postponed.remove(post)
            else:
                self.go_live(post)
            self.world.touch()
        for video in [one for one in self._processing if one.ready_at <= now]:
            self._processing.remove(video)
            self._show_processed(video)
            self.world.touch()

    def _show_processed(self, video: Video) -> None:
        video.shown = True
        reference = {"kind": "video", "owner_id": video.owner_id, "id": video.id}
        for wall in self.store.posts.values():
            for post in [one for one in wall.values() if reference in one.media]:
                found = self._entry_of(post)
                if found is not None:
                    drawn = [attachment(self.store, one, self.now) for one in post.media]
                    # Processing is no edit: the date of the last one stays.
                    self.world.ledger.change(found, attachments=drawn, edited_at=found.edited_at)

    def _entry_of(self, post: Post) -> Entry | None:
        return self.world.ledger.find("vk", str(post.owner_id), str(post.id))

    def _mark_public(self, post: Post) -> None:
        for one in post.media:
            if one["kind"] == "photo":
                self.store.photos[one["owner_id"], one["id"]].public = True

    def _take_over(self) -> None:
        self.pace.clear()
        posts = [post for wall in self.store.posts.values() for post in wall.values()]
        self._postponed = [post for post in posts if post.post_type == "postpone"]
        self._processing = [
            video for video in self.store.videos.values() if video.file_id and not video.shown
        ]


def shown(community: Community) -> dict[str, Any]:
    """A community for the control API."""
    return {
        "id": community.id,
        "name": community.name,
        "screen_name": community.screen_name,
        "community_key": community.community_key,
        "user_token": community.user_token,
        "weak_token": community.weak_token,
    }
