"""What people see of posts: the rows that cards and the history are drawn from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.cards import open_card, want_card_now
from db.deliveries import DeliveryRow, of_post, of_posts, one
from db.posts import Post
from db.posts.views import (
    TargetRow,
    content_rows,
    history_rows,
    media_kinds,
    post_of,
    targets_of,
)
from services.content import Content
from services.delivery.cases import account_of, content_of
from services.deps import Deps
from services.networks.base import Notice

_PAGE = 5


@dataclass(frozen=True, slots=True)
class Target:
    """One switch of a draft, and what its network will do to the content."""

    account_id: int
    network: str
    network_title: str
    title: str
    paused: bool
    chosen: bool
    notices: tuple[Notice, ...]

    @property
    def refused(self) -> bool:
        """Whether the content cannot go there at all."""
        return any(notice.level == "refuse" for notice in self.notices)

    @property
    def told(self) -> tuple[Notice, ...]:
        """What a card tells: refusals always, the rest of what is meant to go there."""
        return tuple(one for one in self.notices if self.chosen or one.level == "refuse")

    @property
    def fixes(self) -> tuple[str, ...]:
        """The options that decide something of what is told, each once."""
        return tuple(dict.fromkeys(one.fix for one in self.told if one.fix))

    @property
    def goes(self) -> bool:
        """Whether Publish would send it there."""
        return self.chosen and not self.refused


@dataclass(frozen=True, slots=True)
class PostView:
    """A post as its card shows it: a draft with targets, or a live one with deliveries.

    `network_titles` names networks by key.
    """

    id: int
    space_id: int
    person_id: int
    state: str
    version: int
    content: Content
    targets: tuple[Target, ...]
    deliveries: tuple[DeliveryRow, ...]
    network_titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PostSummary:
    """A post in one line of the history."""

    id: int
    state: str
    text: str
    media: tuple[str, ...]
    created_at: datetime
    published_at: datetime | None
    deliveries: tuple[DeliveryRow, ...]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Some posts, newest first; `older` continues, None at the end."""

    posts: tuple[PostSummary, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class Reopened:
    """A card that comes as a new message; `card_before` is the one that it was until now."""

    card_before: int | None


async def view(deps: Deps, post_id: int, space_id: int) -> PostView | None:
    """A post of this space as its card shows it."""
    async with deps.db.begin() as session:
        post = await post_of(session, post_id, space_id)
        if post is None:
            return None
        content = await read_content(session, post)
        rows = await targets_of(session, post) if post.state == "draft" else []
        deliveries = await of_post(session, post_id, space_id)
    return PostView(
        id=post.id,
        space_id=space_id,
        person_id=post.person_id,
        state=post.state,
        version=post.version,
        content=content,
        targets=tuple(target_of(deps, content, row) for row in rows),
        deliveries=tuple(deliveries),
        network_titles={key: network.title for key, network in deps.networks.items()},
    )


async def history(deps: Deps, space_id: int, *, before: int | None = None) -> HistoryPage:
    """A page of a space's posts, newest first, from below the id `before`."""
    async with deps.db.begin() as session:
        rows = await history_rows(session, space_id, before=before, limit=_PAGE + 1)
        shown = rows[:_PAGE]
        posts = [post for post, _ in shown]
        kinds = await media_kinds(session, posts)
        deliveries = await of_posts(session, [post.id for post in posts], space_id)
    summaries = tuple(
        PostSummary(
            id=post.id,
            state=post.state,
            text=revision.text,
            media=tuple(kinds[post.id]),
            created_at=post.created_at,
            published_at=post.published_at,
            deliveries=tuple(deliveries[post.id]),
        )
        for post, revision in shown
    )
    return HistoryPage(summaries, posts[-1].id if len(rows) > _PAGE else None)


async def redraw(deps: Deps, space_id: int, post_id: int) -> bool:
    """Have a post's card drawn anew; False when the post is not this space's."""
    async with deps.db.begin() as session:
        if await post_of(session, post_id, space_id) is None:
            return False
        await want_card_now(session, post_id, deps.clock.now())
    return True


async def show_again(deps: Deps, space_id: int, post_id: int, *, chat_id: int) -> Reopened | None:
    """Have a post's card as a new message; None when the post is not this space's."""
    async with deps.db.begin() as session:
        if await post_of(session, post_id, space_id) is None:
            return None
        before = await open_card(
            session,
            post_id=post_id,
            space_id=space_id,
            chat_id=chat_id,
            reply_to=None,
            now=deps.clock.now(),
        )
    return Reopened(before)


async def read_content(session: AsyncSession, post: Post) -> Content:
    """The current revision of a post as networks see it."""
    return content_of(*await content_rows(session, post), post.origin)


def target_of(deps: Deps, content: Content, row: TargetRow) -> Target:
    """A switch with the network's word on the content; a network that is off refuses it."""
    network = deps.networks.get(row.account.network)
    notices = (
        (Notice("refuse", "network-is-off"),)
        if network is None
        else tuple(network.check(content, account_of(row.account, (), deps.vault)))
    )
    return Target(
        account_id=row.account.id,
        network=row.account.network,
        network_title=network.title if network else row.account.network,
        title=row.account.title,
        paused=row.account.state == "paused",
        chosen=row.chosen,
        notices=notices,
    )


async def delivery_of(deps: Deps, space_id: int, delivery_id: int) -> DeliveryRow | None:
    """One delivery, if its post is this space's."""
    async with deps.db.begin() as session:
        row = await one(session, delivery_id)
        if row is None or await post_of(session, row.post_id, space_id) is None:
            return None
    return row
