"""Asking for an upload address, and saving what the upload host has taken.

An address serves for one file and half an hour. What the host answers is saved once, by the same
token and for the same community, or not at all.

Source: https://dev.vk.com/api/upload/overview
"""

import re
import secrets

from services.sandbox.vk.caller import Caller, Done
from services.sandbox.vk.errors import VkError, invalid
from services.sandbox.vk.objects import (
    MESSAGES_ALBUM,
    WALL_ALBUM,
    Doc,
    Photo,
    Receipt,
    Ticket,
    UploadKind,
    Video,
)
from services.sandbox.vk.shapes import document, photo, video

TICKET_LIFE_S = 1_800
_USUAL_COUNT = 100
_VIDEO = re.compile(r"(-?\d{1,18})_(\d{1,18})(?:_[A-Za-z0-9]+)?")


def wall_photo_server(caller: Caller) -> Done:
    """photos.getWallUploadServer: for a community that the caller manages, or the own wall."""
    group_id = _group(caller)
    ticket = _ticket(caller, "photo", group_id)
    return Done(
        {
            "upload_url": _url(caller, ticket),
            "album_id": WALL_ALBUM,
            "user_id": caller.token.user_id or 0,
            "group_id": group_id,
        }
    )


def messages_photo_server(caller: Caller) -> Done:
    """photos.getMessagesUploadServer: for pictures in messages, not on walls."""
    ticket = _ticket(caller, "messages_photo", caller.token.group_id or 0)
    return Done(
        {
            "upload_url": _url(caller, ticket),
            "album_id": MESSAGES_ALBUM,
            "user_id": caller.token.user_id or 0,
            "group_id": ticket.group_id,
        }
    )


def document_server(caller: Caller) -> Done:
    """docs.getWallUploadServer: a community's key uploads for its own community."""
    return Done({"upload_url": _url(caller, _ticket(caller, "doc", _group(caller)))})


def save_wall_photo(caller: Caller) -> Done:
    """photos.saveWallPhoto: with the community that the address was asked for."""
    group_id = caller.values.integer("group_id") or 0
    return Done([photo(caller, _save_photo(caller, "photo", group_id))], effect=True)


def save_messages_photo(caller: Caller) -> Done:
    """photos.saveMessagesPhoto: such a photo vanishes from wall posts."""
    group_id = caller.token.group_id or 0
    return Done([photo(caller, _save_photo(caller, "messages_photo", group_id))], effect=True)


def save_document(caller: Caller) -> Done:
    """docs.save: names the document."""
    receipt = caller.store.receipts.get(caller.values.text("file"))
    if receipt is None or receipt.kind != "doc" or receipt.token != caller.token.value:
        raise invalid("file is invalid")
    if receipt.used:
        raise VkError(105)
    receipt.used = True
    owner_id = -receipt.group_id or receipt.user_id
    title = caller.values.text("title") or receipt.file_name
    made = Doc(
        id=caller.store.medium_number("doc", owner_id),
        owner_id=owner_id,
        user_id=receipt.user_id,
        title=title,
        ext=receipt.file_name.rpartition(".")[2].lower() if "." in receipt.file_name else "dat",
        size_bytes=receipt.size_bytes,
        date=int(caller.now),
        file_id=receipt.file_id,
        access_key=secrets.token_hex(9),
        tags=caller.values.items("tags"),
    )
    caller.store.docs[made.owner_id, made.id] = made
    shown = document(caller, made)
    if caller.values.flag("return_tags"):
        shown["tags"] = made.tags
    return Done({"type": "doc", "doc": shown}, effect=True)


def save_video(caller: Caller) -> Done:
    """video.save: announces a video and gives the address for its bytes."""
    group_id = _group(caller)
    for name in ("link", "wallpost"):
        if caller.values.text(name, "0") != "0":
            raise invalid(f"{name} is not imitated by the sandbox")
    owner_id = -group_id or caller.token.user_id or 0
    made = Video(
        id=caller.store.medium_number("video", owner_id),
        owner_id=owner_id,
        user_id=caller.token.user_id or 0,
        title=caller.values.text("name", "Untitled"),
        description=caller.values.text("description"),
        access_key=secrets.token_hex(9),
        date=int(caller.now),
        is_private=caller.values.flag("is_private"),
    )
    caller.store.videos[made.owner_id, made.id] = made
    ticket = _ticket(caller, "video", group_id)
    ticket.video = (made.owner_id, made.id)
    return Done(
        {
            "access_key": made.access_key,
            "description": made.description,
            "owner_id": made.owner_id,
            "title": made.title,
            "upload_url": _url(caller, ticket),
            "video_id": made.id,
        },
        effect=True,
    )


def get_videos(caller: Caller) -> Done:
    """video.get: the named videos or all of an owner, without those that have no file yet."""
    names = caller.values.items("videos")
    found = _named_videos(caller, names) if names else _videos_of(caller)
    seen = [one for one in found if one.file_id and _may_watch(caller, one)]
    offset = caller.values.integer("offset") or 0
    count = caller.values.integer("count")
    page = seen[offset : offset + (_USUAL_COUNT if count is None else count)]
    return Done({"count": len(seen), "items": [video(caller, one) for one in page]})


def _named_videos(caller: Caller, names: list[str]) -> list[Video]:
    found = []
    for name in names:
        parts = _VIDEO.fullmatch(name)
        if parts is None:
            raise invalid("videos is a list of {owner_id}_{video_id}")
        one = caller.store.videos.get((int(parts[1]), int(parts[2])))
        if one is not None:
            found.append(one)
    return found


def _videos_of(caller: Caller) -> list[Video]:
    owner_id = caller.wall_owner()
    return [one for one in reversed(caller.store.videos.values()) if one.owner_id == owner_id]


def _may_watch(caller: Caller, one: Video) -> bool:
    keyed = f"{one.owner_id}_{one.id}_{one.access_key}" in caller.values.items("videos")
    return keyed or not one.is_private or caller.manages(one.owner_id)


def _group(caller: Caller) -> int:
    """For which community the file is: a key's own one if it names none, 0 for a person's wall.

    Raises:
        VkError: 100 for a negative or unknown id, 15 for a community of others.
    """
    group_id = caller.values.integer("group_id") or caller.token.group_id or 0
    if group_id < 0:
        raise invalid("group_id should be positive")
    if group_id:
        caller.community(group_id)
        caller.need_management(-group_id, 15, "no access to this group")
    return group_id


def _ticket(caller: Caller, kind: UploadKind, group_id: int) -> Ticket:
    ticket = Ticket(
        id=secrets.token_urlsafe(18),
        kind=kind,
        token=caller.token.value,
        user_id=caller.token.user_id or 0,
        group_id=group_id,
        expires_at=caller.now + TICKET_LIFE_S,
    )
    caller.store.tickets[ticket.id] = ticket
    return ticket


def _url(caller: Caller, ticket: Ticket) -> str:
    return f"{caller.origin}/vk/upload/{ticket.kind}/{ticket.id}"


def _save_photo(caller: Caller, kind: UploadKind, group_id: int) -> Photo:
    receipt = _photo_receipt(caller, kind, group_id)
    receipt.used = True
    by_user = caller.section.world.settings["vk_photo_owner"] == "user"
    to_user = kind == "photo" and by_user and receipt.user_id
    owner_id = receipt.user_id if to_user else -receipt.group_id or receipt.user_id
    made = Photo(
        id=caller.store.medium_number("photo", owner_id),
        owner_id=owner_id,
        album_id=WALL_ALBUM if kind == "photo" else MESSAGES_ALBUM,
        user_id=receipt.user_id,
        group_id=receipt.group_id,
        file_id=receipt.file_id,
        width=receipt.width,
        height=receipt.height,
        size_bytes=receipt.size_bytes,
        date=int(caller.now),
        text=caller.values.text("caption"),
        access_key=secrets.token_hex(9) if to_user else None,
    )
    caller.store.photos[made.owner_id, made.id] = made
    return made


def _photo_receipt(caller: Caller, kind: UploadKind, group_id: int) -> Receipt:
    """The receipt that comes back, looked at as closely as VK does."""
    receipt = caller.store.receipts.get(caller.values.text("photo"))
    if receipt is None or receipt.kind != kind or receipt.used:
        raise invalid("photos_list is invalid")
    if receipt.token != caller.token.value or receipt.group_id != group_id:
        raise VkError(121)
    if caller.values.integer("server") != receipt.server:
        raise VkError(118)
    if caller.values.text("hash") != receipt.hash:
        raise VkError(121)
    return receipt
