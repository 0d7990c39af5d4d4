"""Reading an update so far that it can be stored: nothing in it may break that."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.inbox.reading import kind_of, read_update, split_updates
from tests.bot import updates
from tests.people import ALICE

CHANNEL = {"id": -1001, "type": "channel"}
PERSON = {"id": ALICE, "first_name": "Alice"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("event", "chat_id"),
    [
        ({"message": {"chat": {"id": 5}}}, 5),
        ({"channel_post": {"chat": CHANNEL}}, -1001),
        ({"callback_query": {"from": PERSON, "message": {"chat": {"id": 7}}}}, 7),
        ({"callback_query": {"from": PERSON}}, ALICE),
        ({"my_chat_member": {"chat": CHANNEL, "from": PERSON}}, -1001),
        ({"poll_answer": {"user": PERSON}}, ALICE),
        ({"some_news": {"what": "ever"}}, None),
        ({"message": {"chat": {"id": 2**63}}}, None),
        ({"message": {"chat": {"id": True}}}, None),
        ({"message": {"chat": [1, 2]}}, None),
        ({"message": "text"}, None),
    ],
)
def test_it_reads_the_chat_of_any_kind_of_update(event: dict[str, Any], chat_id: int) -> None:
    read = read_update(updates.written({"update_id": 1, **event}))
    assert (read.update_id, read.chat_id) == (1, chat_id)


def test_only_new_messages_are_parts_of_albums() -> None:
    body = {"chat": {"id": 5}, "media_group_id": "a1"}
    new = read_update(updates.written({"update_id": 1, "message": body}))
    edited = read_update(updates.written({"update_id": 1, "edited_message": body}))
    assert (new.album, edited.album) == ("a1", None)


@pytest.mark.parametrize("album", ["nul\x00", "\ud800", 7, ["a"]])
def test_an_album_that_no_column_holds_is_no_album(album: object) -> None:
    body = {"chat": {"id": 5}, "media_group_id": album}
    assert read_update(updates.written({"update_id": 1, "message": body})).album is None


@pytest.mark.parametrize(
    "rest",
    [
        b'"message":' + b"[" * 200_000 + b"]" * 200_000,
        b'"message":{"chat":{"id":' + b"9" * 10_000 + b"}}",
        b'"message":{"text":"\xff\xfe"}',
        b'"message":{"text":"cut',
    ],
    ids=["deep", "huge number", "not utf-8", "cut"],
)
def test_monsters_keep_their_number_and_have_no_chat(rest: bytes) -> None:
    read = read_update(b'{"update_id":41,' + rest + b"}")
    assert (read.update_id, read.chat_id) == (41, None)


def test_what_has_no_number_gets_one_that_stays_the_same() -> None:
    first, again, other = (read_update(body) for body in (b"what?", b"what?", b"what!"))
    assert first.update_id == again.update_id != other.update_id
    assert first.update_id < 0


def test_it_names_the_kind_of_an_update() -> None:
    assert kind_of(updates.message()) == "message"
    assert kind_of(b"\xff") == ""


def test_it_keeps_the_exact_bytes_of_each_update() -> None:
    bodies = [b'{"update_id": 1, "a":"]}\\"[{"}', b'{"update_id":2,"n":1.50e0}', b"{ }"]
    answer = b'{"ok":true,"result":[\n' + b" ,".join(bodies) + b"]}"
    assert split_updates(answer) == bodies


def test_a_list_elsewhere_in_the_answer_is_not_taken_for_updates() -> None:
    answer = b'{"ok":true,"other":[{"a":1}],"more":{"result":[{"b":2}]},"result":[{"c":3}]}'
    assert split_updates(answer) == [b'{"c":3}']


@pytest.mark.parametrize(
    "answer", [b"", b"<html>", b'{"ok":true}', b'{"ok":true,"result":[{"a":1}']
)
def test_an_answer_without_a_whole_list_acknowledges_nothing(answer: bytes) -> None:
    with pytest.raises(ValueError, match="no whole list"):
        split_updates(answer)


@given(st.lists(st.dictionaries(st.text(), JSON), max_size=5), st.booleans())
def test_splitting_and_decoding_are_the_same(
    listed: list[dict[str, Any]], ascii_only: bool
) -> None:
    answer = json.dumps({"ok": True, "result": listed}, ensure_ascii=ascii_only)
    split = split_updates(answer.encode("utf-8", "surrogatepass"))
    assert [json.loads(body.decode("utf-8", "surrogatepass")) for body in split] == listed
