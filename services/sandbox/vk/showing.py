"""Posts as the public sees them: entries of the ledger."""

from typing import Any

from services.sandbox.ledger import Entry
from services.sandbox.vk.markup import marks
from services.sandbox.vk.objects import Doc, Json, Photo, Post, Video
from services.sandbox.vk.store import VkStore


def entry(store: VkStore, post: Post, now: float) -> Entry:
    """The ledger's entry for a post; mentions, hashtags and addresses are its entities."""
    return Entry(
        network="vk",
        target=str(post.owner_id),
        post_id=str(post.id),
        text=post.text,
        entities=marks(post.text),
        attachments=[attachment(store, one, now) for one in post.media],
        url=f"https://vk.com/wall{post.owner_id}_{post.id}",
        from_name=store.name_of(post.from_id),
        request_id=post.request_id,
        attempt=post.attempt,
    )


def attachment(store: VkStore, medium: Json, now: float) -> Json:
    """One attachment as the ledger shows it."""
    if medium["kind"] == "link":
        return dict(medium)
    stored = store.medium(medium["kind"], medium["owner_id"], medium["id"])
    if isinstance(stored, Photo):
        return _photo(stored)
    if isinstance(stored, Video):
        return _video(stored, now)
    return _document(stored) if isinstance(stored, Doc) else dict(medium)


def _photo(photo: Photo) -> Json:
    return {
        "kind": "photo",
        "file_id": photo.file_id,
        "width": photo.width,
        "height": photo.height,
        "size_bytes": photo.size_bytes,
        "id": f"photo{photo.owner_id}_{photo.id}",
    }


def _video(video: Video, now: float) -> Json:
    state = video.state(now)
    shown: dict[str, Any] = {
        "kind": "video",
        "file_id": video.file_id,
        "title": video.title,
        "width": video.width,
        "height": video.height,
        "duration_s": video.duration_s,
        "size_bytes": video.size_bytes,
        "processing": state == "processing",
        "id": f"video{video.owner_id}_{video.id}",
    }
    return shown | ({"failed": True} if state == "failed" else {})


def _document(doc: Doc) -> Json:
    return {
        "kind": "document",
        "file_id": doc.file_id,
        "title": doc.title,
        "size_bytes": doc.size_bytes,
        "id": f"doc{doc.owner_id}_{doc.id}",
    }
