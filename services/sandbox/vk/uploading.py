"""Asking for an upload address, and saving what the upload host has taken.

An address serves for one file and half an hour. What the host answers is saved once, by the same
token and for the same community, or not at all.

Source: https://dev.vk.com/api/upload/overview
"""

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


def wall_photo_server(caller: Caller) -> Done:
    """photos.getWallUploadServer: for a community that the caller manages, or the own wall."""
    group_id = abs(caller.values.integer("group_id") or 0)
    if group_id:
        caller.need_management(-caller.community(group_id).id, 15)
    ticket = _ticket(caller, "photo", group_id)
    return Done(
        {
            "upload_url": _url(caller, ticket),
            "album_id": WALL_ALBUM,
            "user_id": caller.token.user_id or 0,
        }
    )


def messages_photo_server(caller: Caller) -> Done:
    """photos.getMessagesUploadServer: for pictures in messages, not on walls."""
    ticket = _ticket(caller, "messages_photo", caller.token.group_id or 0)
    url = _url(caller, ticket)
    return Done({"upload_url": url, "album_id": MESSAGES_ALBUM, "group_id": ticket.group_id})


def document_server(caller: Caller) -> Done:
    """docs.getWallUploadServer: a community's key uploads for its own community."""
    group_id = caller.values.integer("group_id") or caller.token.group_id or 0
    if group_id:
        caller.need_management(-caller.community(group_id).id, 15)
    return Done({"upload_url": _url(caller, _ticket(caller, "doc", group_id))})


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
        ext=receipt.file_name.rpartition(".")[2].lower(),
        size_bytes=receipt.size_bytes,
        date=int(caller.now),
        file_id=receipt.file_id,
        access_key=secrets.token_hex(9),
        tags=caller.values.items("tags"),
    )
    caller.store.docs[made.owner_id, made.id] = made
    return Done({"type": "doc", "doc": document(caller, made)}, effect=True)


def save_video(caller: Caller) -> Done:
    """video.save: announces a video and gives the address for its bytes."""
    group_id = caller.values.integer("group_id") or 0
    if group_id:
        caller.need_management(-caller.community(group_id).id, 15)
    if caller.values.text("link"):
        raise invalid("link is not imitated by the sandbox")
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
    """video.get: the named videos that the caller may see."""
    found = []
    for name in caller.values.items("videos"):
        owner_id, _, rest = name.partition("_")
        number = rest.partition("_")[0]
        if not (owner_id.removeprefix("-").isdecimal() and number.isdecimal()):
            raise invalid("videos is invalid")
        one = caller.store.videos.get((int(owner_id), int(number)))
        if one and (not one.is_private or caller.manages(one.owner_id)):
            found.append(video(caller, one))
    return Done({"count": len(found), "items": found})


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
    by_user = caller.section.world.settings["photo_owner"] == "user"
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
