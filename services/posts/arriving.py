"""Messages become drafts, once; late pictures of an album and edits become new revisions."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from db.base import Json
from db.cards import open_card, want_card_now
from db.posts import Post
from db.posts.drafts import (
    NewPost,
    NewRevision,
    add_draft,
    add_revision,
    by_client_key,
    by_messages,
)
from db.posts.views import content_rows
from services.content import Content, Media, utf16_len
from services.delivery.cases import content_of
from services.deps import Deps
from services.posts.joining import AT_ONCE, FEWEST_UTF16, Stretch, merge

Received = Literal["made", "added", "known", "too_late"]
"""A draft was made; late pictures, or the rest of a cut text, were added to it; nothing was new; it
is published already."""

Revised = Literal["revised", "unchanged", "published", "unknown"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message, or the messages of an album, as they came to the bot.

    `message_ids` are ascending and stand beside `content.media` one by one; a text has one.
    `caption_of` is the message that carries the text; `forwarded_from` names the public post
    that this is a copy of, as `telegram:<chat>:<message>`; `forwarded` is true wherever the
    original was. `sent_at` is Telegram's time of the newest message.
    """

    space_id: int
    person_id: int
    chat_id: int
    message_ids: tuple[int, ...]
    content: Content
    sent_at: datetime
    album: str | None = None
    caption_of: int | None = None
    forwarded: bool = False
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
            "forwarded": self.forwarded,
            "forwarded_from": self.forwarded_from,
            "source_url": self.content.source_url,
            "sent_at": self.sent_at.timestamp(),
        }

    @property
    def is_written(self) -> bool:
        """Whether it is a plain text of the person's own."""
        return not self.content.media and not self.forwarded


async def receive(deps: Deps, arrival: Arrival) -> Received:
    """Make a draft of what arrived and ask for its card; repeating changes nothing."""
    now = deps.clock.now()
    async with deps.db.begin() as session:
        if arrival.is_written and (rest := await _add_rest(session, deps, arrival)):
            return rest
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
        if post is None:
            ids = arrival.message_ids
            post = await by_messages(session, arrival.space_id, arrival.chat_id, ids)
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


async def _add_rest(session: AsyncSession, deps: Deps, arrival: Arrival) -> Received | None:
    """Add what the person's client cut off a long text; None for a post of its own."""
    number = arrival.message_ids[0]
    begun = await by_messages(session, arrival.space_id, arrival.chat_id, (number - 1, number))
    if begun is None or _message_ids(begun)[0] == number:
        return None
    if number in _message_ids(begun):
        return "known"
    if not await _goes_on(session, begun, arrival):
        return None
    await _write(session, deps, begun, arrival, edited=False)
    return "added"


async def _goes_on(session: AsyncSession, begun: Post, arrival: Arrival) -> bool:
    origin = begun.origin or {}
    if begun.state != "draft" or origin.get("forwarded"):
        return False
    revision, media = await content_rows(session, begun)
    last = _stretches(begun, content_of(revision, media, begun.origin))[-1]
    since = arrival.sent_at - datetime.fromtimestamp(origin.get("sent_at", 0), tz=UTC)
    return not media and last.length_utf16 >= FEWEST_UTF16 and since <= AT_ONCE


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
    old = content_of(revision, media, post.origin)
    new, origin = _merged(post, old, arrival, edited=edited)
    if new == old:
        return "unchanged"
    now = deps.clock.now()
    post.current_revision += 1
    post.version += 1
    post.origin = origin
    await session.flush()
    await add_revision(session, post, post.current_revision, _rows(new), now=now)
    await want_card_now(session, post.id, now)
    return "revised"


def _merged(post: Post, old: Content, arrival: Arrival, *, edited: bool) -> tuple[Content, Json]:
    """One content of what was there and what came, and where it is from."""
    origin = _merged_origin(post, arrival)
    new = _with_known_ids(arrival.content, old)
    if arrival.album:
        return _merged_album(post, old, arrival, new, edited=edited), origin
    if len(origin["message_ids"]) == 1:
        return new, origin
    whole, placed = merge(old, _stretches(post, old), arrival.message_ids[0], new)
    return whole, {**origin, "stretches": placed}


def _merged_album(
    post: Post, old: Content, arrival: Arrival, new: Content, *, edited: bool
) -> Content:
    """An edit wins, a straggler only adds."""
    media = dict(zip(_message_ids(post), old.media, strict=True))
    media |= dict(zip(arrival.message_ids, new.media, strict=True))
    ordered = tuple(media[message_id] for message_id in sorted(media))
    captions = new if _brings_the_text(post, old, arrival, edited=edited) else old
    return captions.model_copy(update={"media": ordered, "source_url": old.source_url})


def _stretches(post: Post, content: Content) -> list[Stretch]:
    """Which message said what; a text that was never cut is of one message."""
    kept = (post.origin or {}).get("stretches")
    if kept:
        return [Stretch(*each) for each in kept]
    return [Stretch(_message_ids(post)[0], 0, utf16_len(content.text))]


def _brings_the_text(post: Post, old: Content, arrival: Arrival, *, edited: bool) -> bool:
    if not edited:
        return not old.text
    was_caption = (post.origin or {}).get("caption_of") in arrival.message_ids
    return was_caption or bool(arrival.content.text)


def _merged_origin(post: Post, arrival: Arrival) -> Json:
    before = post.origin or {}
    ids = sorted({*_message_ids(post), *arrival.message_ids})
    caption_of = arrival.caption_of or before.get("caption_of")
    sent_at = max(before.get("sent_at", 0), arrival.sent_at.timestamp())
    return {**before, "message_ids": ids, "caption_of": caption_of, "sent_at": sent_at}


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
