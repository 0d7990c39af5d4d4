"""Cards of drafts, in both languages: what they say, offer, and never exceed."""

from dataclasses import replace

import pytest

from bot.cards import Reader, render
from services.content import Content, Media
from services.networks.base import Notice
from tests.bot.cards import (
    BOTH,
    ENGLISH,
    NOW,
    RUSSIAN,
    WALL,
    labels,
    medium,
    post,
    presses,
    target,
    within_limits,
)


def test_a_draft_offers_its_targets_as_switches() -> None:
    card = render(post(targets=(target(1), target(2, chosen=False))), ENGLISH, NOW)
    assert labels(card)[:2] == [f"✅ VK · {WALL} 1", f"▫️ VK · {WALL} 2"]
    assert labels(card)[2:] == ["🚀 Publish", "Drop"]
    assert presses(card) == ["target:5.1:3", "target:5.2:3", "publish:5:3", "drop:5:3"]


def test_a_draft_counts_where_it_would_go() -> None:
    card = render(post(targets=(target(1), target(2))), RUSSIAN, NOW)
    assert "🚀 Опубликовать (2)" in labels(card)


def test_a_draft_says_what_each_network_will_change() -> None:
    told = (Notice("change", "delivery-live"),)
    alone = target(2, notices=told)
    assert f"✂️ VK · {WALL} 2: live" in render(post(targets=(target(1), alone)), ENGLISH, NOW).text
    shared = (target(1, notices=told), alone)
    assert "✂️ VK: live" in render(post(targets=shared), ENGLISH, NOW).text


def test_files_are_told_apart_by_their_names() -> None:
    files = [named(medium("document"), f"notes {number}.md") for number in range(5)]
    shown = post(targets=(target(),))
    card = render(replace(shown, content=Content(text="", media=files)), ENGLISH, NOW)
    assert "📎 5 files: notes 0.md, notes 1.md, notes 2.md, 2 more" in card.text
    assert [each.type for each in card.entities].count("code") == 3
    photo = named(medium("photo"), "IMG_0001.jpg")
    card = render(replace(shown, content=Content(text="", media=[photo])), ENGLISH, NOW)
    assert "IMG_0001" not in card.text


def named(one: Media, name: str) -> Media:
    return one.model_copy(update={"file_name": name})


def test_a_refused_target_is_shown_off_with_the_reason() -> None:
    refused = target(1, notices=(Notice("refuse", "network-is-off"),))
    card = render(post(targets=(refused,)), ENGLISH, NOW)
    assert f"⛔ VK · {WALL} 1" in labels(card)
    assert "⛔ VK: this network is switched off" in card.text
    assert "Publish (nothing is chosen)" in labels(card)


def test_what_an_unchosen_network_would_change_is_left_out() -> None:
    off = target(1, chosen=False, notices=(Notice("change", "delivery-live"),))
    assert "✂️" not in render(post(targets=(off,)), ENGLISH, NOW).text


@BOTH
def test_a_draft_without_accounts_leads_to_linking(reader: Reader) -> None:
    card = render(post(), reader, NOW)
    assert presses(card) == ["accounts:0:0", "drop:5:3"]
    assert reader.say("card-no-accounts") in card.text


def test_a_preview_is_one_short_line_of_whole_characters() -> None:
    family = "👨‍👩‍👧‍👦"
    card = render(post(text=f"Soup\n\n{family * 300}", targets=(target(),)), ENGLISH, NOW)
    quote = next(entity for entity in card.entities if entity.type == "blockquote")
    shown = quote.extract_from(card.text)
    assert shown.startswith(f"Soup {family}")
    assert shown.endswith(f"{family}…")
    assert len(shown) < 200 * len(family)


@pytest.mark.parametrize(
    ("reader", "words"), [(ENGLISH, "4 photos, 1 video"), (RUSSIAN, "4 фото, 1 видео")]
)
def test_media_are_summed_up(reader: Reader, words: str) -> None:
    view = post(targets=(target(),))
    media = (*(medium("photo") for _ in range(4)), medium("video"))
    shown = replace(view, content=Content(media=media))
    assert words in render(shown, reader, NOW).text


def test_names_and_texts_cannot_bring_markup() -> None:
    evil = "<b>x</b> [y](http://evil.example) *z*"
    card = render(post(text=evil, targets=(target(1, title=evil, paused=True),)), ENGLISH, NOW)
    assert evil in card.text
    assert {entity.type for entity in card.entities} == {"bold", "blockquote"}


@BOTH
@pytest.mark.parametrize("count", [1, 30, 97, 300])
def test_a_draft_for_many_accounts_keeps_telegrams_limits(reader: Reader, count: int) -> None:
    notices = (Notice("change", "card-target-paused"),)
    many = tuple(
        target(n, title="Long title " * 20, notices=notices if n % 2 else (), paused=n % 3 == 0)
        for n in range(1, count + 1)
    )
    card = render(post(targets=many, text="х" * 5000), reader, NOW)
    assert within_limits(card)
    assert "publish:5:3" in presses(card)


@BOTH
@pytest.mark.parametrize(("marks", "letters"), [(50, 100), (1300, 3), (4095, 1)])
def test_letters_with_any_number_of_marks_fit(reader: Reader, marks: int, letters: int) -> None:
    words = ("e" + "\u0301" * marks) * letters
    assert within_limits(render(post(text=words, targets=(target(),)), reader, NOW))


def test_a_letter_of_many_signs_is_shown_whole() -> None:
    kiss = "👩🏽\u200d❤️\u200d💋\u200d👨🏿"
    assert kiss * 100 in render(post(text=kiss * 100), ENGLISH, NOW).text
