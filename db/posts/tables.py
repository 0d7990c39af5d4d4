"""Posts, their revisions and media, and the switches of their cards.

Posts stay until the person erases them; drafts that nobody touched for 30 days go.
Media rows go with their post; local copies of the files go a day after their last use.
"""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Json, RowId, one_of

POST_STATES = ("draft", "published", "dropped")


class Post(Base):
    """What a person wrote, once.

    `client_key` is the chat and message (or album) that it came from, so that a repeated update
    cannot make a second post. `lineage_root` is the first ancestor of a chain of reposts.
    """

    __tablename__ = "post"

    id: Mapped[RowId]
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    client_key: Mapped[str]
    lineage_root: Mapped[str]
    automatic: Mapped[bool] = mapped_column(server_default="false")
    state: Mapped[str] = mapped_column(server_default="draft")
    current_revision: Mapped[int] = mapped_column(server_default="1")
    version: Mapped[int] = mapped_column(server_default="1")
    origin: Mapped[Json | None]
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(one_of("state", POST_STATES), name="state"),
        UniqueConstraint("space_id", "client_key"),
        UniqueConstraint("id", "space_id"),
        UniqueConstraint("id", "lineage_root", "automatic"),
        Index("ix_post_history", "space_id", "id"),
    )


class Revision(Base):
    """An immutable version of a post's content; attempts pin the one that they sent."""

    __tablename__ = "revision"

    post_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int]
    text: Mapped[str]
    entities: Mapped[list[Json]] = mapped_column(JSONB)
    caption_above: Mapped[bool] = mapped_column(server_default="false")
    created_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("post_id", "number", "space_id"),
        ForeignKeyConstraint(
            ["post_id", "space_id"], ["post.id", "post.space_id"], ondelete="CASCADE"
        ),
    )


class MediaRow(Base):
    """One picture, video or file, and where its original lies."""

    __tablename__ = "media"

    id: Mapped[RowId]
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"))
    kind: Mapped[str]
    origin: Mapped[str]
    ref: Mapped[str]
    unique_ref: Mapped[str]
    size_bytes: Mapped[int | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    duration_s: Mapped[int | None]
    mime_type: Mapped[str | None]
    file_name: Mapped[str | None]
    spoiler: Mapped[bool] = mapped_column(server_default="false")

    __table_args__ = (UniqueConstraint("id", "space_id"), Index("ix_media_space", "space_id"))


class RevisionMedia(Base):
    """Which media a revision shows, in order; never another space's."""

    __tablename__ = "revision_media"

    post_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int]
    media_id: Mapped[int]

    __table_args__ = (
        ForeignKeyConstraint(
            ["post_id", "number", "space_id"],
            ["revision.post_id", "revision.number", "revision.space_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["media_id", "space_id"], ["media.id", "media.space_id"], ondelete="CASCADE"
        ),
        Index("ix_revision_media_media", "media_id"),
    )


class PostTarget(Base):
    """A switch on the card of a draft: this account is meant, or it is not."""

    __tablename__ = "post_target"

    post_id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int]
    chosen: Mapped[bool]

    __table_args__ = (
        ForeignKeyConstraint(
            ["post_id", "space_id"], ["post.id", "post.space_id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["account_id", "space_id"], ["account.id", "account.space_id"], ondelete="CASCADE"
        ),
        Index("ix_post_target_account", "account_id"),
    )
