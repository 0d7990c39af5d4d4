"""The buttons of a draft's card: switches, Publish, Drop.

The card itself is drawn by the notifier from what these change.
"""

from contextlib import suppress

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.handlers.presses import Press, Pressed
from bot.handlers.saying import hint, refuse
from bot.handlers.visitors import Visitor
from db.cards import shows
from services import posts
from services.deps import Deps
from services.errors import Rejected


async def target(callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps) -> None:
    """Turn a target on or off."""
    post_id, account_id = press.pair
    turned = await posts.switch(deps, visitor.space_id, post_id, account_id, version=press.version)
    if turned == "refused":
        await hint(callback, visitor.say("target-refused"), alert=True)
    elif turned == "outdated":
        await outdated(callback, post_id, visitor, deps)
    else:
        await hint(callback)


async def publish(callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps) -> None:
    """Publish a draft, once however often it is pressed."""
    said = await posts.publish(
        deps, visitor.space_id, press.id, version=press.version, person_id=visitor.person_id
    )
    if said == "nowhere":
        await hint(callback, visitor.say("publish-nowhere"), alert=True)
    elif said == "outdated":
        await outdated(callback, press.id, visitor, deps)
    else:
        await hint(callback, visitor.say(f"publish-{said}"))


async def drop(callback: CallbackQuery, press: Press, visitor: Visitor, deps: Deps) -> None:
    """Give a draft up."""
    if await posts.drop(deps, visitor.space_id, press.id, version=press.version):
        await hint(callback)
    else:
        await outdated(callback, press.id, visitor, deps)


async def outdated(callback: CallbackQuery, post_id: int, visitor: Visitor, deps: Deps) -> None:
    """A press that came too late changes nothing, and its card is shown as it is now.

    A message that is a card no longer loses its buttons.
    """
    if not await posts.redraw(deps, visitor.space_id, post_id):
        await refuse(callback, visitor.say("button-gone"))
        return
    await refuse(callback, visitor.say("button-outdated"))
    message = callback.message
    if not isinstance(message, Message):
        return
    async with deps.db.begin() as session:
        current = await shows(session, post_id, message.chat.id, message.message_id)
    if not current:
        with suppress(Rejected):
            await message.edit_reply_markup(reply_markup=None)


def router() -> Router:
    """The handlers of this conversation."""
    made = Router(name="drafts")
    made.callback_query.register(target, Pressed("target"))
    made.callback_query.register(publish, Pressed("publish"))
    made.callback_query.register(drop, Pressed("drop"))
    return made
