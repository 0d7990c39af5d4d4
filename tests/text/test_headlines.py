"""Titles for posts that were written without one."""

import pytest

from services.text.headlines import headline

LONG = "Yesterday I cooked my grandmother's soup for the first time. It took an hour, and then"


@pytest.mark.parametrize(
    ("text", "title", "below"),
    [
        ("Winter soup.\nTake a pumpkin.", "Winter soup", "Take a pumpkin."),
        ("\n  Winter   soup:\n\n  Take", "Winter soup", "Take"),
        ("Winter soup!\nTake", "Winter soup!", "Take"),
        ("And then...\nTake", "And then...", "Take"),
        ("Winter soup", "Winter soup", ""),
        ("", "", ""),
        (" \u200b\n\u2060", "", "\u200b\n\u2060"),
    ],
)
def test_the_first_line_is_the_title(text: str, title: str, below: str) -> None:
    assert headline(text, 100, "characters") == (title, below)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("#soup #winter\nTake a pumpkin", "Take a pumpkin"),
        ("🔥🔥🔥\nTake a pumpkin", "Take a pumpkin"),
        ("———\nTake a pumpkin", "Take a pumpkin"),
        ("Winter soup 🍲 #soup\nTake", "Winter soup 🍲"),
        ("Winter soup #soup #winter\nTake", "Winter soup"),
        ("Today we cook #soup\nTake", "Today we cook #soup"),
        ("1. Take a pumpkin\n2. Cook it", "Take a pumpkin"),
        ("— Hello, Bob!\n— Hello", "Hello, Bob!"),
        ("#soup #winter", "soup winter"),
        ("🔥🔥🔥", "🔥🔥🔥"),
        (";", ";"),
    ],
)
def test_a_title_says_something(text: str, title: str) -> None:
    assert headline(text, 100, "characters")[0] == title


def test_the_text_stays_whole_unless_the_title_says_all_of_its_first_line() -> None:
    for text in ("#soup #winter\nTake", "Winter soup #soup #winter\nTake", "1. Take\n2. Cook"):
        assert headline(text, 100, "characters")[1] == text


def test_of_a_line_that_is_too_long_its_first_sentences_are_the_title() -> None:
    title, below = headline(LONG, 80, "characters")
    assert title == "Yesterday I cooked my grandmother's soup for the first time"
    assert below == LONG


def test_a_sentence_that_is_too_short_is_no_title() -> None:
    assert headline(f"Hi! {LONG}", 30, "characters")[0] == "Hi! Yesterday I cooked my…"


def test_a_line_without_sentences_is_cut() -> None:
    assert headline("soup " * 20, 20, "characters")[0] == "soup soup soup soup…"
    assert headline("суп " * 20, 20, "bytes")[0] == "суп суп…"
