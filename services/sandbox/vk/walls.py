"""Reading, editing and deleting what is on a wall.

Source: https://dev.vk.com/method/wall
"""

import re

from services.sandbox.vk.caller import Caller, Done
from services.sandbox.vk.errors import VkError, invalid
from services.sandbox.vk.objects import Community, Json, Post
from services.sandbox.vk.posting import check_source, content, publish_time
from services.sandbox.vk.shapes import extended, wall_item

MAX_COUNT = 100
_USUAL_COUNT = 20
_POST = re.compile(r"(-?\d{1,18})_(\d{1,18})(?:_[A-Za-z0-9]+)?")
_HIDDEN = {"postponed": "postpone", "suggests": "suggest"}


def get(caller: Caller) -> Done:
    """wall.get: the pinned post, then newest first; what waits only for who manages the wall."""
    owner_id = _named_wall(caller)
    posts = _chosen(caller, owner_id, caller.values.text("filter", "all"))
    count = caller.values.integer("count")
    count = _USUAL_COUNT if count is None else min(count, MAX_COUNT)
    offset = caller.values.integer("offset") or 0
    page = posts[offset : offset + count]
    return Done({"count": len(posts), **_items(caller, page)})


def get_by_id(caller: Caller) -> Done:
    """wall.getById: what is missing, deleted or hidden from the caller is just absent."""
    found = []
    for name in caller.values.items("posts"):
        parts = _POST.fullmatch(name)
        if parts is None:
            raise invalid("posts not integer")
        post = caller.store.wall(int(parts[1])).get(int(parts[2]))
        if post is not None and _visible(caller, post):
            found.append(post)
    return Done(_items(caller, found))


def edit(caller: Caller) -> Done:
    """wall.edit: text and attachments are replaced as a whole, so what is not sent is gone."""
    post = _existing(caller)
    caller.need_management(post.owner_id, 7)
    text, media = content(caller)
    if source := caller.values.text("copyright"):
        check_source(source)
    at = publish_time(caller, post.owner_id, post.id)
    if post.post_type == "postpone" and at:
        post.publish_date = post.date = at
    post.text, post.media, post.copyright = text, media, source
    post.close_comments = caller.values.flag("close_comments")
    if post.post_type == "post":
        post.edited = int(caller.now)
        caller.section.redraw(post)
    return Done({"post_id": post.id}, effect=True)


def delete(caller: Caller) -> Done:
    """wall.delete: takes a post off the wall for good."""
    post = _existing(caller)
    caller.need_management(post.owner_id, 210)
    caller.section.take_down(post)
    return Done(1, effect=True)


def check_copyright_link(caller: Caller) -> Done:
    """wall.checkCopyrightLink: whether an address may be named as a source."""
    check_source(caller.values.text("link"))
    return Done(1)


def _named_wall(caller: Caller) -> int:
    domain = caller.values.text("domain")
    if "owner_id" in caller.values or not domain:
        return caller.wall_owner()
    if domain.removeprefix("-").isdecimal():
        raise invalid("domain is a screen name; a number goes into owner_id")
    found = caller.store.named(domain)
    if found is None:
        raise invalid("domain is invalid")
    return found.owner_id if isinstance(found, Community) else found.id


def _chosen(caller: Caller, owner_id: int, kind: str) -> list[Post]:
    if kind in _HIDDEN:
        caller.need_management(owner_id, 15, "no access to these posts")
    wanted = _HIDDEN.get(kind, "post")
    posts = [
        post
        for post in caller.store.wall(owner_id).values()
        if post.post_type == wanted and not post.deleted and _by(post, kind)
    ]
    return sorted(posts, key=lambda post: (post.pinned, post.date, post.id), reverse=True)


def _by(post: Post, kind: str) -> bool:
    if kind in {"archived", "donut"}:
        return False
    own = post.from_id == post.owner_id
    return kind not in {"owner", "others"} or own == (kind == "owner")


def _visible(caller: Caller, post: Post) -> bool:
    return not post.deleted and (post.post_type == "post" or caller.manages(post.owner_id))


def _existing(caller: Caller) -> Post:
    number = caller.values.integer("post_id") or 0
    post = caller.store.wall(caller.wall_owner()).get(number)
    if post is None or post.deleted:
        raise VkError(104)
    return post


def _items(caller: Caller, posts: list[Post]) -> Json:
    shown: Json = {"items": [wall_item(caller, post) for post in posts]}
    return shown | (extended(caller, posts) if caller.values.flag("extended") else {})
