"""Posts, their revisions and media, and the switches of their cards."""

from db.posts.tables import MediaRow, Post, PostTarget, Revision, RevisionMedia

__all__ = ["MediaRow", "Post", "PostTarget", "Revision", "RevisionMedia"]
