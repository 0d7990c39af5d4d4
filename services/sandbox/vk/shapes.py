"""Objects as the API shows them in version 5.199.

Source: https://dev.vk.com/reference/objects/post and the pages of the other objects
"""

from services.sandbox.vk.caller import Caller
from services.sandbox.vk.objects import Community, Doc, Json, Photo, Post, User, Video

_SIDES = (("s", 75), ("m", 130), ("x", 604), ("y", 807), ("z", 1080), ("w", 2560))
_DOCUMENT_TYPES = {
    1: {"txt", "pdf", "doc", "docx", "rtf", "xls", "xlsx", "ppt", "pptx", "csv", "md"},
    2: {"zip", "rar", "7z", "gz", "tar", "bz2"},
    3: {"gif"},
    4: {"jpg", "jpeg", "png", "webp", "bmp", "tiff", "svg"},
    5: {"ogg", "wav", "flac", "m4a"},
    6: {"mp4", "avi", "mov", "mkv", "webm", "3gp", "wmv", "flv"},
    7: {"fb2", "epub", "mobi", "djvu"},
}
_UNKNOWN_TYPE = 8


def photo(caller: Caller, one: Photo) -> Json:
    """A photo with the sizes that VK would make of it."""
    url = file_url(caller, one.file_id)
    shown: Json = {
        "id": one.id,
        "album_id": one.album_id,
        "owner_id": one.owner_id,
        "date": one.date,
        "text": one.text,
        "has_tags": False,
        "width": one.width,
        "height": one.height,
        "sizes": [_size(one, name, side, url) for name, side in _SIDES],
    }
    if one.owner_id < 0:
        shown["user_id"] = one.user_id or 100
    return shown | ({"access_key": one.access_key} if one.access_key else {})


def document(caller: Caller, one: Doc) -> Json:
    """A document."""
    kinds = [kind for kind, names in _DOCUMENT_TYPES.items() if one.ext in names]
    return {
        "id": one.id,
        "owner_id": one.owner_id,
        "title": one.title,
        "size": one.size_bytes,
        "ext": one.ext,
        "date": one.date,
        "type": kinds[0] if kinds else _UNKNOWN_TYPE,
        "url": file_url(caller, one.file_id),
        "access_key": one.access_key,
    }


def video(caller: Caller, one: Video) -> Json:
    """A video; `processing` while VK works on it, no `player` when it could not be read."""
    manages = int(caller.manages(one.owner_id))
    shown: Json = {
        "response_type": "full",
        "id": one.id,
        "owner_id": one.owner_id,
        "title": one.title,
        "description": one.description,
        "duration": one.duration_s,
        "date": one.date,
        "adding_date": one.date,
        "type": "video",
        "image": [],
        "views": 0,
        "comments": 0,
        "access_key": one.access_key,
        "is_private": int(one.is_private),
        "can_edit": manages,
        "can_delete": manages,
    }
    return shown | _progress(caller, one)


def wall_item(caller: Caller, post: Post) -> Json:
    """A post of a wall."""
    shown: Json = {
        "inner_type": "wall_wallpost",
        "id": post.id,
        "owner_id": post.owner_id,
        "from_id": post.from_id,
        "date": post.date,
        "text": post.text,
        "attachments": [_attachment(caller, one) for one in post.media],
        "post_type": post.post_type,
        "type": post.post_type,
        "marked_as_ads": int(post.marked_as_ads),
        "is_favorite": False,
        "hash": f"{post.owner_id}_{post.id}",
        "post_source": {"type": "api" if post.request_id else "vk"},
    }
    return shown | _counters(caller, post) | _optional(caller, post)


def reach(caller: Caller, post: Post) -> int:
    """How many people have seen a post: one a minute, until every member has."""
    community = caller.store.communities.get(-post.owner_id)
    members = community.members_count if community else 1
    return max(0, min(members, int(caller.now - post.date) // 60))


def group(caller: Caller, one: Community, fields: list[str]) -> Json:
    """A community; what the caller is in it shows only to a person."""
    shown: Json = {
        "id": one.id,
        "name": one.name,
        "screen_name": one.screen_name,
        "is_closed": 0,
        "type": "page",
    }
    if caller.token.user_id is not None:
        role = caller.store.role(caller.token.user_id, one.id)
        rights = {"is_admin": int(role != "none"), "is_member": int(role != "none")}
        shown |= rights | {"is_advertiser": int(role == "administrator")}
        if role != "none":
            shown["admin_level"] = 3 if role == "administrator" else 2
    if "members_count" in fields:
        shown["members_count"] = one.members_count
    if "can_post" in fields:
        shown["can_post"] = int(caller.manages(one.owner_id))
    return shown


def person(one: User) -> Json:
    """A person's profile."""
    return {
        "id": one.id,
        "first_name": one.first_name,
        "last_name": one.last_name,
        "can_access_closed": True,
        "is_closed": False,
    }


def extended(caller: Caller, posts: list[Post]) -> Json:
    """Whom the posts name: `profiles` and `groups`."""
    ids = {number for post in posts for number in (post.owner_id, post.from_id, post.signer_id)}
    users, communities = caller.store.users, caller.store.communities
    known = sorted(number for number in ids if number)
    return {
        "profiles": [person(users[one]) for one in known if one in users],
        "groups": [group(caller, communities[-one], []) for one in known if -one in communities],
    }


def file_url(caller: Caller, file_id: str) -> str:
    """Where anyone may fetch the bytes."""
    return f"{caller.origin}/control/files/{file_id}"


def _size(one: Photo, name: str, side: int, url: str) -> Json:
    scale = min(1.0, side / max(one.width, one.height))
    width, height = (max(1, round(length * scale)) for length in (one.width, one.height))
    return {"type": name, "width": width, "height": height, "url": url}


def _progress(caller: Caller, one: Video) -> Json:
    state = one.state(caller.now)
    if state == "ready":
        player = f"{caller.origin}/control/files/{one.file_id}"
        return {"player": player, "width": one.width or 0, "height": one.height or 0}
    if state == "processing":
        return {"processing": 1, "converting": 1}
    return {
        "content_restricted": 1,
        "content_restricted_message": "The file could not be processed",
    }


def _attachment(caller: Caller, medium: Json) -> Json:
    kind = medium["kind"]
    if kind == "link":
        link = {"url": medium["url"], "title": medium["title"], "caption": "", "description": ""}
        return {"type": "link", "link": link}
    stored = caller.store.medium(kind, medium["owner_id"], medium["id"])
    if isinstance(stored, Photo):
        return {"type": "photo", "photo": photo(caller, stored)}
    if isinstance(stored, Video):
        return {"type": "video", "video": video(caller, stored)}
    if isinstance(stored, Doc):
        return {"type": "doc", "doc": document(caller, stored)}
    return {"type": kind}


def _counters(caller: Caller, post: Post) -> Json:
    return {
        "comments": {"can_post": int(not post.close_comments), "count": 0},
        "likes": {"can_like": 1, "can_publish": 1, "count": 0, "user_likes": 0},
        "reposts": {"count": 0, "user_reposted": 0},
        "views": {"count": reach(caller, post)},
    }


def _optional(caller: Caller, post: Post) -> Json:
    shown: Json = {}
    if caller.manages(post.owner_id):
        shown |= {"can_edit": 1, "can_delete": 1, "can_pin": 1}
        if post.created_by:
            shown["created_by"] = post.created_by
    if post.pinned:
        shown["is_pinned"] = 1
    if post.copyright:
        shown["copyright"] = {"link": post.copyright, "name": post.copyright, "type": "link"}
    for name in ("signer_id", "edited", "postponed_id"):
        if (value := getattr(post, name)) is not None:
            shown[name] = value
    return shown
