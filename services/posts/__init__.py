"""Posts: drafts made of messages, their switches, publishing, and what people see of them."""

from services.posts.arriving import Arrival, Received, Revised, receive, revise
from services.posts.drafts import Published, Turned, drop, publish, switch
from services.posts.viewing import (
    HistoryPage,
    PostSummary,
    PostView,
    Reopened,
    Target,
    delivery_of,
    history,
    redraw,
    show_again,
    view,
)

__all__ = [
    "Arrival",
    "HistoryPage",
    "PostSummary",
    "PostView",
    "Published",
    "Received",
    "Reopened",
    "Revised",
    "Target",
    "Turned",
    "delivery_of",
    "drop",
    "history",
    "publish",
    "receive",
    "redraw",
    "revise",
    "show_again",
    "switch",
    "view",
]
