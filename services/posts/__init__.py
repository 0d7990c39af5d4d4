"""Posts: drafts made of messages, their switches, publishing, and what people see of them."""

from services.posts.arriving import Arrival, Received, Revised, receive, revise
from services.posts.drafts import Published, Turned, drop, publish, switch
from services.posts.fixing import Example, Previews, Question, take_up
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
    "Example",
    "HistoryPage",
    "PostSummary",
    "PostView",
    "Previews",
    "Published",
    "Question",
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
    "take_up",
    "view",
]
