"""The pretend Pinterest: tokens and scopes, boards in pages, what it refuses of a pin, limits."""

import base64
import json
from typing import Any

import pytest

from services.sandbox.pinterest.objects import Picture, Pin, Upload
from services.sandbox.pinterest.store import PinterestStore
from tests.sandbox.bot import picture
from tests.sandbox.pinterest_client import Pinterest, carousel, image, item
from tests.sandbox_control import Json

SMALL, WIDE = picture(kind="JPEG"), picture(80, 20, kind="JPEG")


async def test_a_token_is_needed_and_must_live(pinterest: Pinterest) -> None:
    dead = await pinterest.issue("user_accounts:read", expires_in_s=10)
    assert (await pinterest.call("GET", "user_account", token=dead)).status == 200
    await pinterest.control.advance(11)
    for token in (dead, "pina_guessed"):
        answer = await pinterest.call("GET", "user_account", token=token)
        assert answer.refusal == (401, 2)


@pytest.mark.parametrize(
    ("verb", "path"),
    [("GET", "boards"), ("GET", "pins"), ("POST", "pins"), ("POST", "media"), ("GET", "media/1")],
)
async def test_a_missing_scope_is_refused(pinterest: Pinterest, verb: str, path: str) -> None:
    weak = await pinterest.issue("user_accounts:read")
    body: Json = {"json": {}} if verb == "POST" else {}
    assert (await pinterest.call(verb, path, token=weak, **body)).refusal == (403, 29)


async def test_pinning_needs_the_right_to_write_boards_too(pinterest: Pinterest) -> None:
    scopes = ("boards:read", "pins:read", "pins:write")
    weak = await pinterest.issue(*scopes)
    assert (await pinterest.pin(token=weak)).refusal == (403, 29)
    whole = await pinterest.issue(*scopes, "boards:write")
    assert (await pinterest.pin(token=whole)).status == 201


async def test_unknown_calls_parameters_and_bodies_are_refused(pinterest: Pinterest) -> None:
    assert (await pinterest.call("GET", "boards?note=1")).refusal == (400, 1)
    assert (await pinterest.call("PATCH", "pins/1", json={})).status == 404
    assert (await pinterest.call("GET", "boards", json={"a": 1})).refusal == (400, 1)
    form = {"media_type": "video"}
    assert (await pinterest.call("POST", "media", data=form)).refusal == (400, 1)
    for body in ("[]", "{", ""):
        how: Json = {"data": body, "headers": {"Content-Type": "application/json"}}
        assert (await pinterest.call("POST", "media", **how)).refusal == (400, 1)


async def pages(pinterest: Pinterest, path: str, size: int) -> list[list[str]]:
    found, query = [], {"page_size": str(size)}
    while True:
        told = (await pinterest.call("GET", path, params=query)).told
        found.append([one["id"] for one in told["items"]])
        if not told.get("bookmark"):
            return found
        query["bookmark"] = told["bookmark"]


@pytest.mark.parametrize(("size", "count"), [(25, 60), (250, 600)])
async def test_lists_come_in_pages_of_which_one_is_empty(
    pinterest: Pinterest, size: int, count: int
) -> None:
    await pinterest.control.post_json("pinterest/boards", {"name": "Shelf", "count": count})
    found = await pages(pinterest, "boards", size)
    assert [len(page) for page in found] == [size, 0, size, count + 4 - 2 * size]
    assert len({id_ for page in found for id_ in page}) == count + 4


async def test_a_bookmark_serves_only_the_same_question(pinterest: Pinterest) -> None:
    await pinterest.control.post_json("pinterest/boards", {"name": "Shelf", "count": 60})
    first = (await pinterest.call("GET", "boards")).told["bookmark"]
    assert (await pinterest.call("GET", f"boards?bookmark={first}")).status == 200
    for other in (f"boards?page_size=30&bookmark={first}", f"pins?bookmark={first}"):
        assert (await pinterest.call("GET", other)).refusal == (400, 1)
    stolen = await pinterest.call("GET", f"boards?bookmark={first}", token=pinterest.bobs)
    assert stolen.refusal == (400, 1)
    for size in ("0", "251", "many"):
        assert (await pinterest.call("GET", f"boards?page_size={size}")).refusal == (400, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"note": "ours"},
        {"board_id": None},
        {"media_source": None},
        {"board_id": 5},
        {"board_id": "cakes"},
        {"title": "s" * 101},
        {"description": "s" * 801},
        {"alt_text": "s" * 501},
        {"link": "https://example.com/" + "s" * 2040},
        {"link": "example.com"},
        {"link": "ftp://example.com"},
        {"dominant_color": "red"},
        {"media_source": {"source_type": "image_url", "url": "https://example.com/a.jpg"}},
        {"media_source": {**image(), "note": 1}},
        {"media_source": image(content_type="image/png")},
        {"media_source": image(content_type="image/webp")},
        {"media_source": image(b"no picture at all")},
        {"media_source": {**image(), "data": "a b"}},
        {"media_source": {**image(), "data": "abc"}},
        {"media_source": {**image(), "data": "-_-_"}},
        {"media_source": carousel(SMALL)},
        {"media_source": carousel(*[SMALL] * 6)},
        {"media_source": carousel(SMALL, WIDE)},
        {"media_source": carousel(SMALL, SMALL, index=2)},
        {"media_source": {**carousel(SMALL, SMALL), "items": [item(), {**item(), "x": 1}]}},
    ],
)
async def test_a_pin_that_is_not_as_described_is_refused(pinterest: Pinterest, wrong: Any) -> None:
    assert (await pinterest.pin(**wrong)).refusal == (400, 1)
    assert await pinterest.shown() == []


async def test_the_longest_texts_are_taken_and_counted_in_code_points(
    pinterest: Pinterest,
) -> None:
    answer = await pinterest.pin(title="🍲" * 100, description="щ" * 800, alt_text="a" * 500)
    assert answer.status == 201
    (pin,) = await pinterest.shown()
    assert pin["title"] == "🍲" * 100


async def test_line_breaks_in_base64_are_refused(pinterest: Pinterest) -> None:
    broken = base64.encodebytes(SMALL).decode()
    assert (await pinterest.pin(media_source={**image(), "data": broken})).refusal == (400, 1)


async def test_boards_of_others_are_closed_and_secret_ones_unknown(pinterest: Pinterest) -> None:
    bobs = await pinterest.board("Motorcycles", pinterest.bobs)
    assert (await pinterest.pin(board_id=bobs)).refusal == (403, 7)
    shared = await pinterest.board("Flea market finds")
    assert (await pinterest.pin(board_id=shared)).status == 201
    secret = await pinterest.board("Christmas presents")
    assert (await pinterest.pin(board_id=secret, token=pinterest.bobs)).refusal == (404, 40)
    assert (await pinterest.pin(board_id="7123")).refusal == (404, 40)
    assert (await pinterest.pin(board_section_id="7123")).refusal == (404, 2031)


async def test_a_pin_is_deleted_once_and_by_its_author(pinterest: Pinterest) -> None:
    made = (await pinterest.pin()).told["id"]
    assert (await pinterest.call("GET", f"pins/{made}")).told["is_owner"] is True
    bobs = await pinterest.call("DELETE", f"pins/{made}", token=pinterest.bobs)
    assert bobs.refusal == (403, 7)
    assert (await pinterest.call("DELETE", f"pins/{made}")).status == 204
    assert (await pinterest.call("DELETE", f"pins/{made}")).refusal == (404, 50)
    assert (await pinterest.call("GET", f"pins/{made}")).refusal == (404, 50)


async def test_pins_in_a_section_are_listed_there(pinterest: Pinterest) -> None:
    board = await pinterest.board("Weeknight dinners")
    sections = (await pinterest.call("GET", f"boards/{board}/sections")).told["items"]
    soups = next(one["id"] for one in sections if one["name"] == "Soups")
    made = (await pinterest.pin(board_id=board, board_section_id=soups)).told
    within = (await pinterest.call("GET", f"boards/{board}/sections/{soups}/pins")).told
    assert [pin["id"] for pin in within["items"]] == [made["id"]]
    assert (await pinterest.call("GET", f"boards/{board}/pins")).told["items"] == []
    assert "+" not in made["created_at"]


async def test_in_trial_only_the_author_sees_pins_and_the_day_is_short(
    pinterest: Pinterest,
) -> None:
    await pinterest.control.settings(pinterest_tier="trial", pinterest_day_limit=20)
    made = (await pinterest.pin()).told["id"]
    assert (await pinterest.call("GET", f"pins/{made}")).status == 200
    assert await pinterest.shown() == []
    answers = [await pinterest.call("GET", "user_account") for _ in range(20)]
    assert answers[-1].refusal == (429, 8)
    reset_s = int(answers[-1].headers["x-ratelimit-reset"])
    await pinterest.control.advance(reset_s + 1)
    assert (await pinterest.call("GET", "user_account")).status == 200


async def test_spam_looks_like_a_limit_but_for_its_words(pinterest: Pinterest) -> None:
    await pinterest.control.add_fault("pinterest", "pins/create", "rate_limit", spam=True)
    answer = await pinterest.pin()
    assert answer.status == 429
    assert "spam" in answer.told["message_detail"]
    assert "Retry-After" not in answer.headers


async def test_the_journal_holds_neither_tokens_nor_pictures(pinterest: Pinterest) -> None:
    await pinterest.pin(title="Soup")
    (call,) = await pinterest.control.journal(method="pins/create")
    assert call["params"]["title"] == "Soup"
    assert call["params"]["media_source"]["data"].endswith(" characters>")
    assert pinterest.token not in str(await pinterest.control.journal())


def test_everything_survives_a_restart() -> None:
    store = PinterestStore()
    store.seed(now=1000.0)
    alice, board = next(iter(store.users)), next(iter(store.boards))
    shown = [Picture("f1", 20, 30, 400)]
    store.pins["9"] = Pin("9", board, alice, 1001.5, title="Soup", pictures=shown)
    store.uploads["8"] = Upload("8", alice, {"key": "a"}, 2000.0, "processing", polls_left=2)
    again = PinterestStore()
    again.restore(json.loads(json.dumps(store.dump())))
    assert again.dump() == store.dump()
    assert again.pins["9"].pictures == shown
    assert again.next_id() == store.next_id()
    assert again.next_id() not in {*store.boards, *store.users}
