"""Every imitated method by its name; the case counts."""

from collections.abc import Callable

from services.sandbox.vk import people, posting, uploading, walls
from services.sandbox.vk.caller import Caller, Done

METHODS: dict[str, Callable[[Caller], Done]] = {
    "users.get": people.users_get,
    "groups.getById": people.groups_get_by_id,
    "groups.getTokenPermissions": people.token_permissions,
    "groups.getMembers": people.members,
    "groups.get": people.groups_get,
    "utils.resolveScreenName": people.resolve_screen_name,
    "stats.getPostReach": people.post_reach,
    "execute": people.execute,
    "wall.post": posting.post,
    "wall.get": walls.get,
    "wall.getById": walls.get_by_id,
    "wall.edit": walls.edit,
    "wall.delete": walls.delete,
    "wall.checkCopyrightLink": walls.check_copyright_link,
    "photos.getWallUploadServer": uploading.wall_photo_server,
    "photos.saveWallPhoto": uploading.save_wall_photo,
    "photos.getMessagesUploadServer": uploading.messages_photo_server,
    "photos.saveMessagesPhoto": uploading.save_messages_photo,
    "docs.getWallUploadServer": uploading.document_server,
    "docs.save": uploading.save_document,
    "video.save": uploading.save_video,
    "video.get": uploading.get_videos,
}
