"""The inbox: updates of Telegram as rows, from their arrival until they are done."""

from db.inbox.keeping import (
    NewUpdate,
    blank,
    finish,
    keep,
    oldest_overdue_s,
    put_back,
    release,
    release_dead,
)
from db.inbox.tables import InboxRow
from db.inbox.taking import Taken, take

__all__ = [
    "InboxRow",
    "NewUpdate",
    "Taken",
    "blank",
    "finish",
    "keep",
    "oldest_overdue_s",
    "put_back",
    "release",
    "release_dead",
    "take",
]
