"""Methods about people and communities, and how many people a post reached.

Source: https://dev.vk.com/method/users, https://dev.vk.com/method/groups
"""

from services.sandbox.vk.caller import Caller, Done
from services.sandbox.vk.errors import VkError, invalid
from services.sandbox.vk.objects import Community, Json, User
from services.sandbox.vk.shapes import group, person, reach
from services.sandbox.vk.tokens import COMMUNITY_MASK

_MEASURED_POSTS = 300
_USUAL_COUNT = 1_000
_ROLES = {"admin": {"administrator"}, "editor": {"administrator", "editor"}}


def users_get(caller: Caller) -> Done:
    """users.get: the named people, or whoever's token it is."""
    named = caller.values.items("user_ids")
    if not named:
        own = caller.store.users.get(caller.token.user_id or 0)
        return Done([person(own)] if own else [])
    found = [caller.store.named(f"id{one}" if one.isdecimal() else one) for one in named]
    return Done([person(one) for one in found if isinstance(one, User)])


def groups_get_by_id(caller: Caller) -> Done:
    """groups.getById: the named communities; for a community's key its own one."""
    named = caller.values.items("group_ids") or caller.values.items("group_id")
    if not named and caller.token.group_id:
        named = [str(caller.token.group_id)]
    if not named:
        raise invalid("group_ids is undefined")
    fields = caller.values.items("fields")
    groups = [group(caller, _community(caller, name), fields) for name in named]
    return Done({"groups": groups, "profiles": []})


def token_permissions(caller: Caller) -> Done:
    """groups.getTokenPermissions: what a community's key may do."""
    settings = [
        {"name": name, "setting": COMMUNITY_MASK[name]}
        for name in caller.token.scopes
        if name in COMMUNITY_MASK
    ]
    return Done({"mask": sum(one["setting"] for one in settings), "permissions": settings})


def members(caller: Caller) -> Done:
    """groups.getMembers: how many there are, and those that have a profile here."""
    community = _community(caller, caller.values.text("group_id") or str(caller.token.group_id))
    ids = sorted(community.roles)
    offset = caller.values.integer("offset") or 0
    count = caller.values.integer("count")
    end = offset + (_USUAL_COUNT if count is None else count)
    if caller.values.text("filter") == "managers":
        caller.need_management(community.owner_id)
        managers = [{"id": one, "role": community.roles[one]} for one in ids]
        return Done({"count": len(managers), "items": managers[offset:end]})
    return Done({"count": community.members_count, "items": ids[offset:end]})


def groups_get(caller: Caller) -> Done:
    """groups.get: the communities in which a person has a role, or one of the named roles."""
    user_id = caller.values.integer("user_id") or caller.token.user_id or 0
    named = set[str]().union(*(_ROLES.get(one, set()) for one in caller.values.items("filter")))
    mine = [
        one
        for one in caller.store.communities.values()
        if user_id in one.roles and (not named or one.roles[user_id] in named)
    ]
    if caller.values.flag("extended"):
        fields = caller.values.items("fields")
        shown = [group(caller, one, fields) for one in mine]
        return Done({"count": len(mine), "items": shown})
    return Done({"count": len(mine), "items": [one.id for one in mine]})


def resolve_screen_name(caller: Caller) -> Done:
    """utils.resolveScreenName: whom a short name belongs to; nobody is an empty list."""
    found = caller.store.named(caller.values.text("screen_name"))
    if found is None:
        return Done([])
    if isinstance(found, Community):
        return Done({"type": "group", "object_id": found.id, "group_id": found.id})
    return Done({"type": "user", "object_id": found.id})


def post_reach(caller: Caller) -> Done:
    """stats.getPostReach: for who manages the wall, of its latest 300 posts."""
    owner_id = caller.wall_owner()
    caller.need_management(owner_id, 15)
    wall = caller.store.wall(owner_id).values()
    posts = [one for one in wall if one.post_type == "post" and not one.deleted]
    known = {one.id: one for one in posts[-_MEASURED_POSTS:]}
    numbers = [int(number) for number in caller.values.items("post_ids")]
    return Done([_reach(one, reach(caller, known[one])) for one in numbers if one in known])


def execute(caller: Caller) -> Done:
    """execute: VKScript is not imitated.

    Raises:
        VkError: 12, always.
    """
    raise VkError(12, f"the sandbox runs no code ({caller.call.method})")


def _community(caller: Caller, name: str) -> Community:
    numbered = caller.store.communities.get(int(name)) if name.isdecimal() else None
    found = numbered or caller.store.named(name)
    if not isinstance(found, Community):
        raise VkError(125)
    return found


def _reach(post_id: int, people: int) -> Json:
    return {
        "post_id": post_id,
        "reach_total": people,
        "reach_subscribers": people,
        "reach_viral": 0,
        "reach_ads": 0,
        "links": 0,
        "to_group": 0,
        "join_group": 0,
        "hide": 0,
        "report": 0,
        "unsubscribe": 0,
    }
