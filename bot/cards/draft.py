"""A draft: its targets as switches, and what each network will do to it."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton
from aiogram.utils.formatting import Bold, Text

from bot.cards.shape import BUTTON_LIMIT, Reader, Row, button, cut
from services.networks.base import Notice
from services.posts import PostView, Target

_SIGNS = {"refuse": "⛔", "change": "✂️", "info": "💡"}
_ORDER = ("refuse", "change", "info")
_ONE_COLUMN = 12
_FEW_FIXES = 2
_MOST_FIXES = 12
_NAMES = 3
_TITLE = 32


def draft_lines(view: PostView, reader: Reader) -> list[Text]:
    """What will happen to the post where it goes, or why it cannot go anywhere yet."""
    if not view.targets:
        return [Text(), Text(reader.say("card-no-accounts"))]
    told = [*_notice_lines(view.targets, reader), *_paused_lines(view.targets, reader)]
    return [Text(), *(told or [Text(reader.say("card-choose"))])]


def draft_rows(view: PostView, reader: Reader) -> list[Row]:
    """Switches, then what may be chosen, then Publish and Drop."""
    drop = button(reader.say("button-drop"), "drop", view.id, view.version)
    if not view.targets:
        return [[button(reader.say("button-link"), "accounts", 0, 0)], [drop]]
    fixes = _fixes(view, reader)
    switches = [_switch(view, target) for target in view.targets[: BUTTON_LIMIT - 2 - len(fixes)]]
    publish = button(_publish_label(view, reader), "publish", view.id, view.version)
    switch_rows = _in_columns(switches, one_up_to=_ONE_COLUMN)
    return [*switch_rows, *_in_columns(fixes, one_up_to=_FEW_FIXES), [publish], [drop]]


def _in_columns(buttons: Sequence[InlineKeyboardButton], *, one_up_to: int) -> list[Row]:
    """One below the other; in two columns where they are many."""
    wide = 1 if len(buttons) <= one_up_to else 2
    return [list(buttons[at : at + wide]) for at in range(0, len(buttons), wide)]


def _fixes(view: PostView, reader: Reader) -> list[InlineKeyboardButton]:
    """A button for each choice that would change what the card tells."""
    offered = [(target, fix) for target in view.targets for fix in target.fixes]
    return [
        button(
            reader.say("button-fix", what=fix, where=_names([target], view.targets, reader)),
            "fix",
            f"{view.id}.{target.account_id}.{fix}",
            view.version,
        )
        for target, fix in offered[:_MOST_FIXES]
    ]


def _switch(view: PostView, target: Target) -> InlineKeyboardButton:
    sign = "⛔" if target.refused else "✅" if target.chosen else "▫️"
    warning = "⚠️ " if target.paused else ""
    label = f"{sign} {warning}{target.network_title} · {target.title}"
    return button(label, "target", f"{view.id}.{target.account_id}", view.version)


def _publish_label(view: PostView, reader: Reader) -> str:
    count = sum(target.goes for target in view.targets)
    return reader.say("button-publish", count=count) if count else reader.say("button-publish-off")


def _notice_lines(targets: Sequence[Target], reader: Reader) -> list[Text]:
    """One line per network and notice; accounts are named where not all of them share it."""
    told: dict[tuple[object, ...], tuple[Notice, list[Target]]] = {}
    for target in targets:
        for notice in target.told:
            key = (target.network, notice.text, *sorted(notice.values.items()))
            told.setdefault(key, (notice, []))[1].append(target)
    ordered = sorted(told.values(), key=lambda pair: _ORDER.index(pair[0].level))
    return [
        Text(
            f"{_SIGNS[notice.level]} ",
            Bold(_names(sharing, targets, reader)),
            f": {reader.say(notice.text, **notice.values)}",
        )
        for notice, sharing in ordered
    ]


def _names(sharing: Sequence[Target], targets: Sequence[Target], reader: Reader) -> str:
    siblings = [target for target in targets if target.network == sharing[0].network]
    if len(sharing) == len(siblings):
        return sharing[0].network_title
    names = [cut(target.title, _TITLE) for target in sharing[:_NAMES]]
    more = len(sharing) - len(names)
    if more:
        names.append(reader.say("and-more", count=more))
    return f"{sharing[0].network_title} · {', '.join(names)}"


def _paused_lines(targets: Sequence[Target], reader: Reader) -> list[Text]:
    return [
        Text(
            "⚠️ ",
            Bold(f"{target.network_title} · {cut(target.title, _TITLE)}"),
            f": {reader.say('card-target-paused')}",
        )
        for target in targets
        if target.paused and target.goes
    ]
