"""Cutting: in the network's unit, where people pause, never inside what they see as one."""

import pytest

from services.text.fitting import Unit, borders, cut, divide, ending_with, length
from tests.text.messages import FAMILY


@pytest.mark.parametrize(
    ("text", "characters", "utf16", "in_bytes"),
    [
        ("soup", 4, 4, 4),
        ("суп", 3, 3, 6),
        ("😀", 1, 2, 4),
        ("\ud83d", 1, 1, 3),
        (FAMILY, 7, 11, 25),
    ],
)
def test_a_length_is_in_the_unit_of_the_network(
    text: str, characters: int, utf16: int, in_bytes: int
) -> None:
    lengths = [length(text, unit) for unit in ("characters", "utf16", "bytes")]
    assert lengths == [characters, utf16, in_bytes]


def test_what_fits_is_not_touched() -> None:
    assert cut(" soup ", 6, "characters") == " soup "
    assert divide("суп", 6, "bytes") == ("суп", "")


def test_blanks_at_the_end_are_no_reason_for_an_ellipsis() -> None:
    assert divide("soup  \n ", 5, "characters") == ("soup", "")


@pytest.mark.parametrize(
    ("text", "limit", "unit", "shown"),
    [
        ("one two three", 10, "characters", "one two…"),
        ("One two. Three four", 12, "characters", "One two…"),
        ("one, two, three four", 16, "characters", "one, two, three…"),
        ("one (two three", 6, "characters", "one…"),
        ("суп и борщ", 13, "bytes", "суп и…"),
        ("😀😀😀😀", 6, "utf16", "😀😀…"),
        ("wwwwwwwwww", 5, "characters", "wwww…"),
        ("one\n\ntwo three", 7, "characters", "one…"),
        ("x\r\nyz", 3, "characters", "x…"),
    ],
)
def test_a_text_is_cut_at_a_pause(text: str, limit: int, unit: Unit, shown: str) -> None:
    assert cut(text, limit, unit) == shown
    assert length(shown, unit) <= limit


@pytest.mark.parametrize("whole", [FAMILY, "e\u0301\u0323", "🇷🇺", "👍🏽", "1️⃣", "각"])
@pytest.mark.parametrize("unit", ["characters", "utf16", "bytes"])
def test_what_a_reader_sees_as_one_character_is_never_split(whole: str, unit: Unit) -> None:
    text = whole * 3
    for limit in range(length(text, unit)):
        shown = cut(text, limit, unit)
        assert length(shown, unit) <= limit
        assert shown.removesuffix("…") in {whole * count for count in range(3)}


def test_flags_are_cut_in_pairs() -> None:
    assert cut("🇷🇺🇺🇸🇩🇪", 5, "characters") == "🇷🇺🇺🇸…"


def test_an_ellipsis_does_not_take_a_sign_from_the_next_character() -> None:
    """An Arabic number sign stands over what follows it, be that a dot."""
    assert divide("ab\u0600. cd", 5, "characters") == ("ab\u0600.…", "cd")


def test_what_is_left_out_is_kept() -> None:
    assert divide("one two. Three four", 12, "characters") == ("one two…", "Three four")


def test_an_address_is_left_out_rather_than_cut() -> None:
    text = "Recipe: https://example.com/a/very/long/path/to/the/soup"
    assert divide(text, 40, "characters") == (
        "Recipe…",
        "https://example.com/a/very/long/path/to/the/soup",
    )
    assert cut(text[8:], 20, "characters") == "https://example.com…"


def test_the_address_of_the_whole_post_follows_the_ellipsis() -> None:
    ending = ending_with("https://t.me/a/1", 60, "characters")
    shown = cut("word " * 20, 60, "characters", ending)
    assert shown.endswith("word… https://t.me/a/1")
    assert len(shown) <= 60


def test_an_address_that_leaves_no_room_for_the_text_is_left_out() -> None:
    assert ending_with("https://t.me/kitchen/1024", 50, "characters") == "…"
    assert ending_with("", 50, "characters") == "…"


def test_no_room_at_all_is_no_error() -> None:
    assert [cut("😀😀", limit, "utf16") for limit in (-1, 0, 1, 2)] == ["", "", "…", "…"]


def test_borders_lie_between_characters_up_to_a_place() -> None:
    assert borders("ae\u0301🇷🇺b", 0, 5) == [0, 1, 3, 5]
    assert borders("ae\u0301🇷🇺b", 0, 4) == [0, 1, 3]
