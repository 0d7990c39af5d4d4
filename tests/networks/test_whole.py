"""What shows less than the whole post says where that is, if everybody may go there."""

from dataclasses import replace
from typing import Any

import pytest

from services.content import Content, Media
from services.networks.base import Account, Network, Notice
from services.networks.pinterest.checking import Checking
from services.networks.pinterest.media import Sorting
from services.networks.vk.checking import message_of
from services.networks.vk.media import LIMITS
from services.networks.youtube.planning import Fitting, text_of, video_of
from services.text.pinterest import pin_text
from services.text.youtube import DESCRIPTION_BYTES
from tests.networks import vk_parts
from tests.networks.instagram_world import account as instagram_account
from tests.networks.test_instagram_planning import instagram

WHOLE = "https://t.me/alices_kitchen/7"
LINKED = Notice("change", "text-more-link", fix="more")
UNLINKED = Notice("change", "text-more-none", fix="more")
LONG = "soup " * 5000
REASONABLE = "soup " * 300
NO_LINK = {"more": "none"}


def medium(kind: Any, **more: Any) -> Media:
    return Media(id=1, kind=kind, origin="telegram", ref="r", unique_ref="u", **more)


def account(network: str, **options: str) -> Account:
    rights = {"photo": True, "video": True}
    options = {"board": "1", **options}
    return Account(1, network, "1", "Alice's kitchen", rights, options=options)


def post(text: str, *media: Media, source_url: str | None = WHOLE) -> Content:
    return Content(text=text, media=media, source_url=source_url)


def of_vk() -> Network:
    return vk_parts.network("http://127.0.0.1:1")


def about(notices: Any) -> list[Notice]:
    return [one for one in notices if one.text.startswith("text-more")]


def test_a_text_too_long_for_vk_ends_with_the_address() -> None:
    vk, mine = of_vk(), vk_parts.account()
    told = {one.text: one for one in vk.check(post(LONG), mine)}
    assert told["text-more-link"] == LINKED
    assert told["text-cut"].level == "change"
    [part] = vk.plan(post(LONG), mine)
    message, rest = message_of(post(LONG), part.plan["more"])
    assert message.endswith(f"… {WHOLE}")
    assert LIMITS.text - 20 < len(message) <= LIMITS.text
    assert LONG.strip().endswith(rest)


def test_who_wants_no_link_is_refused_as_before_and_offered_one() -> None:
    vk, mine = of_vk(), replace(vk_parts.account(), options=NO_LINK)
    told = {one.text: one for one in vk.check(post(LONG), mine)}
    assert (told["vk-too-long"].level, told["vk-too-long"].fix) == ("refuse", "more")
    told = {one.text: one for one in vk.check(post(LONG, source_url=None), mine)}
    assert (told["vk-too-long"].level, told["vk-too-long"].fix) == ("refuse", "")


def test_what_vk_leaves_out_is_an_address_away() -> None:
    vk, mine = of_vk(), vk_parts.account()
    heavy = post("Soup", medium("video", size_bytes=21 << 20), medium("photo"))
    assert about(vk.check(heavy, mine)) == [LINKED]
    [part] = vk.plan(heavy, mine)
    assert message_of(heavy, part.plan["more"]) == (f"Soup\n\n{WHOLE}", "")


def test_what_gets_there_whole_is_left_as_it_is() -> None:
    vk, mine = of_vk(), vk_parts.account()
    whole = post("Soup", medium("photo"))
    assert about(vk.check(whole, mine)) == []
    assert "more" not in vk.plan(whole, mine)[0].plan


@pytest.mark.parametrize(("options", "notice"), [({}, LINKED), (NO_LINK, UNLINKED)])
def test_a_description_that_was_cut_ends_with_the_address_if_that_is_wanted(
    options: dict[str, str], notice: Notice
) -> None:
    youtube, long = Fitting(account("youtube", **options), {}), post(LONG, medium("video"))
    assert about(youtube.check(long)) == [notice]
    [part] = youtube.plan(long)
    said = video_of(part, long, youtube.account)["snippet"]["description"]
    assert len(said.encode()) <= DESCRIPTION_BYTES
    assert said.endswith(f"… {WHOLE}" if notice is LINKED else "…")


def test_a_video_without_its_pictures_says_where_they_are() -> None:
    youtube = Fitting(account("youtube"), {})
    for text, title in (("Soup", "Soup"), ("", "Alice's kitchen")):
        mixed = post(text, medium("video"), medium("photo"))
        [part] = youtube.plan(mixed)
        written = text_of(mixed, 0, youtube.account, part.plan["more"])
        assert (written.title, written.description) == (title, WHOLE)


def test_a_caption_that_was_cut_ends_with_the_address() -> None:
    network, mine = instagram(), instagram_account()
    long = post(REASONABLE * 3, medium("photo"))
    silent = replace(mine, capabilities={**mine.capabilities, "comment": False})
    assert about(network.check(long, silent)) == [LINKED]
    [part] = network.plan(long, silent)
    assert part.plan["more"] == WHOLE
    talkative = replace(mine, capabilities={**mine.capabilities, "comment": True})
    assert about(network.check(long, talkative)) == []
    assert [part.kind for part in network.plan(long, talkative)] == ["image", "comment"]


@pytest.mark.parametrize(
    ("text", "told", "link"),
    [
        ("Soup", [LINKED], WHOLE),
        ("Soup https://example.com/soup", [], "https://example.com/soup"),
        (f"https://example.com/soup {REASONABLE}", [LINKED], "https://example.com/soup"),
    ],
)
def test_a_pin_leads_to_the_post_unless_it_leads_elsewhere(
    text: str, told: list[Notice], link: str
) -> None:
    checking, pinned = Checking(Sorting({}), is_trial=False), post(text, medium("photo"))
    assert about(checking.notices(pinned, account("pinterest"))) == told
    assert pin_text(text, more=WHOLE).link == link


def test_a_post_of_nowhere_is_cut_as_ever() -> None:
    youtube = Fitting(account("youtube"), {})
    long = post(LONG, medium("video"), source_url=None)
    assert about(youtube.check(long)) == []
    assert "more" not in youtube.plan(long)[0].plan
