"""wall.post: everything that VK looks at before a post appears.

Source: https://dev.vk.com/method/wall.post
"""

import re

from services.sandbox.vk.borrowing import attached
from services.sandbox.vk.caller import Caller, Done
from services.sandbox.vk.errors import VkError, invalid
from services.sandbox.vk.objects import Json, Post, PostType
from services.sandbox.vk.pace import DAY_S

MAX_TEXT_CHARACTERS = 16_384
GUID_LIFE_S = 3_600
MAX_POSTPONED = 1_500
_YEAR_S = 366 * DAY_S
_SITE = re.compile(r"https?://[^\s/]+\.[^\s/]{2,}(/\S*)?", re.IGNORECASE)


def post(caller: Caller) -> Done:
    """Publish, postpone or suggest a post; or publish a postponed one by its `post_id`."""
    owner_id = _wall(caller)
    if "post_id" in caller.values:
        return _release(caller, owner_id)
    if known := _repeated(caller, owner_id):
        return Done({"post_id": known})
    made = _compose(caller, owner_id)
    _admit(caller, made)
    made.id = caller.store.number(f"post {owner_id}")
    caller.section.publish(made)
    if "guid" in caller.values:
        caller.store.guids[_guid(caller, owner_id)] = (made.id, caller.now)
    return Done({"post_id": made.id}, effect=True)


def content(caller: Caller) -> tuple[str, list[Json]]:
    """The text and the media of a new or edited post.

    Raises:
        VkError: 100 when it is too long, empty, or its attachments are wrong.
    """
    text = caller.values.text("message").replace("\r\n", "\n").strip()
    if len(text) > MAX_TEXT_CHARACTERS:
        raise invalid(f"message is longer than {MAX_TEXT_CHARACTERS} characters")
    media = attached(caller)
    if not text and not media:
        raise invalid("message or attachments are undefined")
    return text, media


def check_source(link: str) -> None:
    """Refuse a `copyright` that is no page.

    Raises:
        VkError: 3102.
    """
    if not _SITE.fullmatch(link):
        raise VkError(3102)


def publish_time(caller: Caller, owner_id: int, ours: int | None = None) -> int:
    """When a postponed post goes live, 0 for at once; `ours` is the post that may hold the time.

    Raises:
        VkError: 100 for the past and for what is too far off, 214 for a taken time.
    """
    at = caller.values.integer("publish_date") or 0
    if not at:
        return 0
    if not caller.now < at < caller.now + _YEAR_S:
        raise invalid("publish_date is invalid")
    waiting = [one for one in caller.store.wall(owner_id).values() if one.post_type == "postpone"]
    if any(one.publish_date == at and one.id != ours and not one.deleted for one in waiting):
        raise VkError(214, "a post is already scheduled for this time")
    if len(waiting) >= MAX_POSTPONED:
        raise VkError(214, f"you can only schedule {MAX_POSTPONED} posts")
    return at


def _wall(caller: Caller) -> int:
    if caller.token.kind == "community" and "owner_id" not in caller.values:
        raise invalid("owner_id is undefined")
    owner_id = caller.wall_owner()
    if owner_id > 0 and caller.values.flag("from_group"):
        raise invalid("from_group needs a community's wall, whose owner_id is negative")
    if caller.token.kind == "community" or owner_id > 0:
        caller.need_management(owner_id, 15, "no access to this wall")
    return owner_id


def _guid(caller: Caller, owner_id: int) -> str:
    return f"{caller.token.value} {owner_id} {caller.values.text('guid')}"


def _repeated(caller: Caller, owner_id: int) -> int | None:
    """The post that the same guid made within the hour, as the setting `vk_guid` has it."""
    mode = caller.section.world.settings["vk_guid"]
    post_id, at = caller.store.guids.get(_guid(caller, owner_id), (0, 0.0))
    if not post_id or "guid" not in caller.values or mode == "ignored":
        return None
    if caller.now - at >= GUID_LIFE_S:
        return None
    if mode == "error":
        raise invalid("guid was already used")
    return post_id


def _compose(caller: Caller, owner_id: int) -> Post:
    text, media = content(caller)
    if source := caller.values.text("copyright"):
        check_source(source)
    publish_date = publish_time(caller, owner_id)
    from_group = _from_group(caller, owner_id)
    signed = from_group and caller.values.flag("signed") and caller.token.kind == "user"
    author = caller.token.user_id or 0
    return Post(
        id=0,
        owner_id=owner_id,
        from_id=owner_id if from_group else author,
        created_by=author,
        date=publish_date or int(caller.now),
        text=text,
        media=media,
        post_type=_type(caller, owner_id, publish_date),
        signer_id=author if signed else None,
        copyright=source,
        close_comments=caller.values.flag("close_comments"),
        marked_as_ads=caller.values.flag("mark_as_ads"),
        publish_date=publish_date,
        request_id=caller.call.request_id,
        attempt=caller.call.attempt,
    )


def _from_group(caller: Caller, owner_id: int) -> bool:
    if caller.token.kind == "community":
        return True
    return caller.values.flag("from_group") and caller.manages(owner_id)


def _type(caller: Caller, owner_id: int, publish_date: int) -> PostType:
    if not caller.manages(owner_id):
        return "suggest"
    return "postpone" if publish_date else "post"


def _admit(caller: Caller, made: Post) -> None:
    """Hold a post against the day's limit of its wall."""
    limit = int(caller.section.world.settings["vk_day_limit"])
    since = caller.now - DAY_S
    wall = caller.store.wall(made.owner_id).values()
    today = [one for one in wall if one.post_type == "post" and one.date > since]
    if made.post_type == "post" and len(today) >= limit:
        raise VkError(214, f"you can only add {limit} posts a day")


def _release(caller: Caller, owner_id: int) -> Done:
    number = caller.values.integer("post_id") or 0
    found = caller.store.wall(owner_id).get(number)
    if found is None or found.deleted or found.post_type == "post":
        raise invalid("post_id is invalid")
    caller.need_management(owner_id, 214)
    if "message" in caller.values or "attachments" in caller.values:
        found.text, found.media = content(caller)
    found.publish_date = publish_time(caller, owner_id, number)
    if found.publish_date:
        found.date = found.publish_date
        return Done({"post_id": number}, effect=True)
    found.request_id, found.attempt = caller.call.request_id, caller.call.attempt
    return Done({"post_id": caller.section.go_live(found).id}, effect=True)
