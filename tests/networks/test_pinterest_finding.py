"""Looking for a pin whose answer got lost: present, surely absent, or not to be told."""

from datetime import UTC, datetime, timedelta

import pytest

from services.content import Content
from services.errors import AccessDenied
from services.networks.base import Absent, Found, Json, Prepared, Unclear
from services.networks.pinterest.finding import Traces, fingerprint, judge
from services.networks.window import SendWindow
from tests.networks.pinterest_world import BOB_ID, World

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TRACES = Traces(
    board="1",
    section=None,
    words=fingerprint("Soup", "of the day"),
    is_video=False,
    ratio=0.667,
    known=("41",),
    started_at=NOW,
)
SILENT = Traces(**{**TRACES.stored(), "words": "", "known": (), "started_at": NOW})


def pin(number: int, **more: object) -> Json:
    """A pin of ours that was made just now."""
    images = {"600x": {"width": 600, "height": 900, "url": ""}}
    made = {"id": str(number), "created_at": NOW.isoformat(), "is_owner": True}
    shown = {"title": "Soup", "description": "of the day"}
    return {**made, **shown, "media": {"media_type": "image", "images": images}, **more}


def test_traces_survive_being_stored() -> None:
    assert Traces.read(TRACES.stored()) == TRACES


def test_the_one_that_says_the_same_is_ours() -> None:
    other = pin(43, title="Bread")
    assert judge([pin(42), other], TRACES) == Found(("42",), "https://www.pinterest.com/pin/42/")


NOT_OURS: list[tuple[str, Json]] = [
    ("there before", {"id": "41"}),
    ("old", {"created_at": (NOW - timedelta(minutes=3)).isoformat()}),
    ("old, without a zone", {"created_at": "2026-11-22T11:57:00"}),
    ("another's", {"is_owner": False}),
    ("a video", {"media": {"media_type": "video"}}),
]


@pytest.mark.parametrize(("why", "more"), NOT_OURS)
def test_a_pin_that_cannot_be_ours_proves_nothing(why: str, more: Json) -> None:
    assert judge([pin(42, **more)], TRACES) == Absent(), why


@pytest.mark.parametrize(
    "pins",
    [
        [pin(42), pin(43)],
        [pin(42, title="Bread")],
        [pin(42, created_at=None, description="changed by Pinterest")],
    ],
)
def test_where_it_may_be_ours_nobody_claims_to_know(pins: list[Json]) -> None:
    finding = judge(pins, TRACES)
    assert isinstance(finding, Unclear)
    assert finding.final


def test_without_words_the_shape_of_the_picture_tells() -> None:
    silent = pin(42, title=None, description=None)
    assert isinstance(judge([silent], SILENT), Found)
    wide = {"media_type": "image", "images": {"600x": {"width": 600, "height": 300, "url": ""}}}
    assert isinstance(judge([{**silent, "media": wide}], SILENT), Unclear)
    unknown = {"media_type": "image", "images": {"150x150": {"width": 150, "height": None}}}
    assert isinstance(judge([{**silent, "media": unknown}], SILENT), Unclear)
    assert isinstance(judge([silent, {**silent, "id": "43"}], SILENT), Unclear)


def test_spaces_and_escapes_do_not_matter() -> None:
    same = pin(42, title=" Soup ", description="of  the day\n")
    assert isinstance(judge([same], TRACES), Found)
    assert fingerprint("a & b") == fingerprint("a &amp; b")
    assert fingerprint(None, " ") == ""


def test_only_an_ordered_list_that_has_come_to_older_pins_is_all() -> None:
    old = (NOW - timedelta(minutes=10)).isoformat()
    assert TRACES.are_past([pin(42), pin(43, created_at=old)])
    assert not TRACES.are_past([pin(43, created_at=old), pin(42)])
    assert not TRACES.are_past([pin(42)])
    assert not TRACES.are_past([])
    assert not TRACES.are_past([pin(44, created_at=None), pin(43, created_at=old)])


async def lost(world: World, text: str = "Soup", *, arrived: bool) -> Prepared:
    """A pin whose answer got lost."""
    media, bench = world.photos((200, 300))
    prepared = await world.prepared(Content(text=text, media=media), bench)
    if arrived:
        await world.network.publish(prepared, world.account, SendWindow("a-1"))
    return prepared


async def test_it_is_found_among_hundreds_and_in_a_section(pinterest: World) -> None:
    dinners = pinterest.boards["Weeknight dinners"]
    by_name = pinterest.choosing(board=dinners)
    _, soups, _ = await by_name.network.choices("section", by_name.account)
    for world in (pinterest, pinterest.choosing(board=dinners, section=soups.value)):
        prepared = await lost(world, arrived=True)
        body = {"board_id": prepared.evidence["board"], "title": "Cake", "count": 300}
        await pinterest.control.post_json("pinterest/pins", body)
        finding = await world.network.find(prepared.evidence, world.account)
        assert isinstance(finding, Found)


async def test_the_same_words_from_before_are_not_mistaken_for_it(pinterest: World) -> None:
    await lost(pinterest, arrived=True)
    again = await lost(pinterest, arrived=False)
    assert await pinterest.network.find(again.evidence, pinterest.account) == Absent()


async def test_the_part_before_is_not_mistaken_for_it(pinterest: World) -> None:
    media, bench = pinterest.photos((200, 300))
    content = Content(text="Soup", media=media)
    posted = (await pinterest.publish(content, bench)).ids
    second = await pinterest.prepared(content, bench, posted=posted)
    assert posted[0] in second.evidence["known"]
    assert await pinterest.network.find(second.evidence, pinterest.account) == Absent()


async def test_absence_is_believed_only_if_all_young_pins_were_seen(pinterest: World) -> None:
    prepared = await lost(pinterest, arrived=False)
    body: Json = {"board_id": prepared.evidence["board"], "user": BOB_ID, "title": "Cake"}
    await pinterest.control.post_json("pinterest/pins", {**body, "count": 400})
    assert await pinterest.network.find(prepared.evidence, pinterest.account) == Absent()
    await pinterest.control.post_json("pinterest/pins", {**body, "count": 1700})
    finding = await pinterest.network.find(prepared.evidence, pinterest.account)
    assert finding == Unclear("too many pins on the board")


async def test_old_pins_end_the_look(pinterest: World) -> None:
    body: Json = {"board_id": pinterest.boards["Cakes"], "title": "Cake", "ago_s": 86_400}
    await pinterest.control.post_json("pinterest/pins", {**body, "count": 2500})
    prepared = await lost(pinterest, arrived=True)
    before = len(await pinterest.calls("boards/list_pins"))
    finding = await pinterest.network.find(prepared.evidence, pinterest.account)
    assert isinstance(finding, Found)
    assert len(await pinterest.calls("boards/list_pins")) == before + 1


async def test_without_the_right_to_read_nobody_looks(pinterest: World) -> None:
    blind = pinterest.seeing(look=False)
    media, bench = pinterest.photos((200, 300))
    content = Content(text="Soup", media=media)
    part = pinterest.part(content)
    prepared = await pinterest.network.prepare(part, content, blind, bench.work())
    finding = await pinterest.network.find(prepared.evidence, blind)
    assert isinstance(finding, Unclear)
    assert finding.final
    assert await pinterest.calls("boards/list_pins") == []


async def test_a_board_that_is_gone_is_no_absence(pinterest: World) -> None:
    prepared = await lost(pinterest, arrived=False)
    await pinterest.control.call("DELETE", f"pinterest/boards/{prepared.evidence['board']}")
    with pytest.raises(AccessDenied):
        await pinterest.network.find(prepared.evidence, pinterest.account)
