"""Which media a post may carry: the caller's own, the public's, or those whose key is known.

A photo that came through the messages' upload host is dropped without a word, as VK does.

Source: https://dev.vk.com/method/wall.post
"""

from urllib.parse import urlsplit

from services.sandbox.vk.attachments import Link, Medium, parse
from services.sandbox.vk.caller import Caller
from services.sandbox.vk.errors import invalid
from services.sandbox.vk.objects import MESSAGES_ALBUM, Doc, Json, Photo, Video


def attached(caller: Caller) -> list[Json]:
    """What of the `attachments` parameter gets onto the wall, in its order.

    Raises:
        VkError: 100 for malformed, too many, unknown or foreign attachments; with the setting
            `vk_unknown_media` at "drop", unknown and foreign ones are dropped instead.
    """
    taken = [_take(caller, one) for one in parse(caller.values.items("attachments"))]
    return [one for one in taken if one is not None]


def _take(caller: Caller, one: Medium | Link) -> Json | None:
    if isinstance(one, Link):
        title = caller.values.text("link_title") or urlsplit(one.url).netloc
        return {"kind": "link", "url": one.url, "title": title}
    medium = caller.store.medium(one.kind, one.owner_id, one.id)
    if isinstance(medium, Photo) and medium.album_id == MESSAGES_ALBUM:
        return None
    if medium is None or not _usable(caller, medium, one.access_key):
        _refuse_unknown(caller, one)
        return None
    return {"kind": one.kind, "owner_id": one.owner_id, "id": one.id}


def _usable(caller: Caller, medium: Photo | Doc | Video, access_key: str | None) -> bool:
    if isinstance(medium, Video) and not medium.file_id:
        return False
    if caller.manages(medium.owner_id):
        return True
    if medium.access_key is not None and medium.access_key == access_key:
        return True
    if isinstance(medium, Photo):
        # An administrator's token may carry what that administrator uploaded for a community.
        return medium.public or caller.manages(medium.user_id)
    return isinstance(medium, Video) and not medium.is_private


def _refuse_unknown(caller: Caller, one: Medium) -> None:
    if caller.section.world.settings["vk_unknown_media"] == "refuse":
        raise invalid(f"attachments: {one.kind}{one.owner_id}_{one.id} is not found")
