"""Messages as people send or forward them become content, or are named as what they are."""

from typing import Any

import pytest
from aiogram.types import Message

from services.networks.telegram.incoming import Incoming, read_messages

_CHAT = {"id": 101, "type": "private", "first_name": "Alice"}
_CHANNEL = {"id": -1001, "type": "channel", "title": "Kitchen", "username": "kitchen"}
_FILE = {"file_id": "f", "file_unique_id": "u", "file_size": 10}
_FRAME = {**_FILE, "width": 4, "height": 3, "duration": 2}
_SIZES = [
    {"file_id": "s", "file_unique_id": "us", "width": 90, "height": 60, "file_size": 1},
    {"file_id": "l", "file_unique_id": "ul", "width": 900, "height": 600, "file_size": 9},
]


def message(number: int = 1, **fields: Any) -> Message:
    head = {"message_id": number, "date": 1_790_000_000, "chat": _CHAT}
    return Message.model_validate({**head, **fields})


def read(**fields: Any) -> Incoming:
    return read_messages([message(**fields)])


def test_a_text_keeps_all_its_entities() -> None:
    entities = [
        {"type": "bold", "offset": 0, "length": 2},
        {"type": "text_link", "offset": 3, "length": 2, "url": "https://example.org/"},
        {"type": "pre", "offset": 6, "length": 1, "language": "python"},
        {"type": "custom_emoji", "offset": 8, "length": 2, "custom_emoji_id": "5"},
        {
            "type": "text_mention",
            "offset": 11,
            "length": 1,
            "user": {"id": 7, "is_bot": False, "first_name": "B"},
        },
    ]
    content = read(text="aa bb c 😀 B", entities=entities).content
    assert content.text == "aa bb c 😀 B"
    assert [(each.kind, each.offset_utf16, each.length_utf16) for each in content.entities] == [
        (each["type"], each["offset"], each["length"]) for each in entities
    ]
    assert content.entities[1].url == "https://example.org/"
    assert content.entities[2].language == "python"
    assert content.entities[3].custom_emoji_id == "5"
    assert content.entities[4].user_id == 7


def test_only_what_everybody_may_read_has_an_address() -> None:
    origin = {"type": "channel", "date": 1, "chat": _CHANNEL, "message_id": 7}
    assert read(text="Soup", forward_origin=origin).content.source_url == "https://t.me/kitchen/7"
    private = {**_CHANNEL, "username": None}
    hidden = read(text="Soup", forward_origin={**origin, "chat": private})
    assert (hidden.content.source_url, read(text="Soup").content.source_url) == (None, None)


def test_of_a_photo_the_largest_size_is_taken() -> None:
    [photo] = read(photo=_SIZES, caption="Bread", has_media_spoiler=True).content.media
    assert (photo.kind, photo.ref, photo.unique_ref) == ("photo", "l", "ul")
    assert (photo.width, photo.height, photo.size_bytes) == (900, 600, 9)
    assert photo.spoiler
    assert photo.id == 0


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"video": {**_FRAME, "mime_type": "video/mp4", "file_name": "v.mp4"}}, "video"),
        ({"animation": _FRAME, "document": _FILE}, "animation"),
        ({"document": {**_FILE, "file_name": "d.pdf"}}, "document"),
        ({"audio": {**_FILE, "duration": 5}}, "audio"),
        ({"voice": {**_FILE, "duration": 5}}, "voice"),
        ({"video_note": {**_FILE, "length": 240, "duration": 5}}, "video_note"),
    ],
)
def test_each_kind_of_media_is_recognised(fields: dict[str, Any], kind: str) -> None:
    incoming = read(**fields)
    assert incoming.unsupported is None
    assert [media.kind for media in incoming.content.media] == [kind]
    assert incoming.content.media[0].ref == "f"


def test_an_album_is_read_in_order_with_its_caption_wherever_it_sits() -> None:
    parts = [
        message(number, media_group_id="9", photo=[{**_SIZES[0], "file_id": f"p{number}"}], **more)
        for number, more in [
            (3, {}),
            (1, {}),
            (2, {"caption": "Two", "show_caption_above_media": True}),
        ]
    ]
    content = read_messages(parts).content
    assert [media.ref for media in content.media] == ["p1", "p2", "p3"]
    assert content.text == "Two"
    assert content.caption_above


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (
            {"type": "channel", "chat": _CHANNEL, "message_id": 7},
            ("channel", "Kitchen", -1001, 7),
        ),
        ({"type": "chat", "sender_chat": _CHANNEL}, ("chat", "Kitchen", -1001, None)),
        (
            {"type": "user", "sender_user": {"id": 7, "is_bot": False, "first_name": "Bob"}},
            ("person", "Bob", None, None),
        ),
        ({"type": "hidden_user", "sender_user_name": "Bob"}, ("person", "Bob", None, None)),
    ],
)
def test_a_forwarded_message_names_its_origin(
    origin: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    found = read(text="a", forward_origin={**origin, "date": 1}).origin
    assert found is not None
    assert (found.kind, found.title, found.chat_id, found.message_id) == expected


_POLL = {
    "id": "1",
    "question": "?",
    "options": [],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": False,
    "members_only": False,
}


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"poll": _POLL}, "unsupported-poll"),
        (
            {
                "sticker": {
                    **_FILE,
                    "type": "regular",
                    "width": 1,
                    "height": 1,
                    "is_animated": False,
                    "is_video": False,
                }
            },
            "unsupported-sticker",
        ),
        ({"location": {"latitude": 1.0, "longitude": 2.0}}, "unsupported-location"),
        ({"contact": {"phone_number": "1", "first_name": "B"}}, "unsupported-contact"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "unsupported-dice"),
        ({"paid_media": {"star_count": 1, "paid_media": []}}, "unsupported-paid-media"),
        (
            {"checklist": {"title": "Shop", "tasks": [{"id": 1, "text": "Milk"}]}},
            "unsupported-checklist",
        ),
        (
            {"rich_message": {"blocks": [{"type": "paragraph", "text": "Soup"}]}},
            "unsupported-rich-message",
        ),
        ({"story": {"chat": _CHANNEL, "id": 1}}, "unsupported-story"),
        ({"live_photo": _FRAME, "photo": _SIZES}, "unsupported-live-photo"),
        ({"new_chat_title": "New"}, "unsupported-other"),
        ({"something_of_tomorrow": {"a": 1}}, "unsupported-other"),
    ],
)
def test_what_cannot_be_posted_is_named_and_nothing_empty_comes_of_it(
    fields: dict[str, Any], key: str
) -> None:
    incoming = read(**fields)
    assert incoming.unsupported == key
    assert incoming.content.is_empty
