"""Messages become drafts, once; late pictures of an album and edits become new revisions."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from db.base import Json
from db.cards import open_card, want_card_now
from db.posts import Post
from db.posts.drafts import NewPost, NewRevision, add_draft, add_revision, by_client_key
from db.posts.views import content_rows
from services.content import Content, Media
from services.delivery.cases import content_of
from services.deps import Deps

Received = Literal["made", "added", "known", "too_late"]
"""A draft was made; late pictures were added to it; nothing was new; it is published already."""

Revised = Literal["revised", "unchanged", "published", "unknown"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message, or the messages of an album, as they came to the bot.

    `message_ids` are ascending and stand beside `content.media` one by one; a text has one.
    `caption_of` is the message that carries the text; `forwarded_from` names the public post
    that this is a copy of, as `telegram:<chat>:<message>`.
    """

    space_id: int
    person_id: int
    chat_id: int
    message_ids: tuple[int, ...]
    content: Content
    album: str | None = None
    caption_of: int | None = None
    forwarded_from: str | None = None

    @property
    def client_key(self) -> str:
        """The same for the same message or album, whenever and however often it comes."""
        what = f"album:{self.album}" if self.album else str(self.message_ids[0])
        return f"{self.chat_id}:{what}"

    @property
    def origin(self) -> Json:
        """Where the content came from, as the post keeps it."""
        return {
            "chat_id": self.chat_id,
            "message_ids": list(self.message_ids),
            "caption_of": self.caption_of,
            "forwarded_from": self.forwarded_from,
        }


async def receive(deps: Deps, arrival: Arrival) -> Received:
    """Make a draft of what arrived and ask for its card; repeating changes nothing."""
    now = deps.clock.now()
    async with deps.db.begin() as session:
        post = await add_draft(session, _new_post(arrival), now=now)
        if post is None:
            return await _add_stragglers(session, deps, arrival)
        await add_revision(session, post, 1, _rows(arrival.content), now=now)
        await open_card(
            session,
            post_id=post.id,
            space_id=post.space_id,
            chat_id=arrival.chat_id,
            reply_to=arrival.message_ids[0],
            now=now,
        )
    return "made"


async def revise(deps: Deps, arrival: Arrival) -> Revised:
    """Take an edited message into its draft. What is published stays as it is."""
    async with deps.db.begin() as session:
        post = await by_client_key(session, arrival.space_id, arrival.client_key)
        if post is None or post.state == "dropped":
            return "unknown"
        if post.state == "published":
            return "published"
        return await _write(session, deps, post, arrival, edited=True)


def _new_post(arrival: Arrival) -> NewPost:
    first = f"telegram:{arrival.chat_id}:{arrival.message_ids[0]}"
    return NewPost(
        space_id=arrival.space_id,
        person_id=arrival.person_id,
        client_key=arrival.client_key,
        lineage_root=arrival.forwarded_from or first,
        origin=arrival.origin,
    )


async def _add_stragglers(session: AsyncSession, deps: Deps, arrival: Arrival) -> Received:
    post = await by_client_key(session, arrival.space_id, arrival.client_key)
    if post is None or post.state == "dropped":
        return "known"
    if not set(arrival.message_ids) - set(_message_ids(post)):
        return "known"
    if post.state == "published":
        return "too_late"
    await _write(session, deps, post, arrival, edited=False)
    return "added"


async def _write(
    session: AsyncSession, deps: Deps, post: Post, arrival: Arrival, *, edited: bool
) -> Revised:
    revision, media = await content_rows(session, post)
    old = content_of(revision, media)
    new = _merged(post, old, arrival, edited=edited)
    if new == old:
        return "unchanged"
    now = deps.clock.now()
    post.current_revision += 1
    post.version += 1
    post.origin = _merged_origin(post, arrival)
    await session.flush()
    await add_revision(session, post, post.current_revision, _rows(new), now=now)
    await want_card_now(session, post.id, now)
    return "revised"


def _merged(post: Post, old: Content, arrival: Arrival, *, edited: bool) -> Content:
    """One content of what was there and what came; an edit wins, a straggler only adds."""
    new = _with_known_ids(arrival.content, old)
    if arrival.album is None:
        return new
    media = dict(zip(_message_ids(post), old.media, strict=True))
    media |= dict(zip(arrival.message_ids, new.media, strict=True))
    ordered = tuple(media[message_id] for message_id in sorted(media))
    captions = new if _brings_the_text(post, old, arrival, edited=edited) else old
    return captions.model_copy(update={"media": ordered})


def _brings_the_text(post: Post, old: Content, arrival: Arrival, *, edited: bool) -> bool:
    if not edited:
        return not old.text
    was_caption = (post.origin or {}).get("caption_of") in arrival.message_ids
    return was_caption or bool(arrival.content.text)


def _merged_origin(post: Post, arrival: Arrival) -> Json:
    before = post.origin or {}
    ids = sorted({*_message_ids(post), *arrival.message_ids})
    caption_of = arrival.caption_of or before.get("caption_of")
    return {**before, "message_ids": ids, "caption_of": caption_of}


def _message_ids(post: Post) -> list[int]:
    return list((post.origin or {}).get("message_ids", ()))


def _with_known_ids(content: Content, old: Content) -> Content:
    """The same bytes keep their row, so that nothing is fetched or uploaded twice."""
    known = {media.unique_ref: media for media in old.media}
    media = tuple(_as_known(medium, known.get(medium.unique_ref)) for medium in content.media)
    return content.model_copy(update={"media": media})


def _as_known(medium: Media, known: Media | None) -> Media:
    """A medium under its old id if nothing but the handle changed."""
    if known is None:
        return medium
    same = medium.model_copy(update={"id": known.id, "ref": known.ref})
    return known if same == known else medium


def _rows(content: Content) -> NewRevision:
    return NewRevision(
        text=content.text,
        entities=[entity.model_dump(exclude_none=True) for entity in content.entities],
        media=[medium.model_dump() for medium in content.media],
        caption_above=content.caption_above,
    )
