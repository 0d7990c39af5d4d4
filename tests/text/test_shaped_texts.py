"""Captions, pins and videos: what people wrote, as the network shows it and can take it."""

import pytest

from services.content import Entity, utf16_len
from services.text.changes import Change
from services.text.instagram import Caption, caption
from services.text.pinterest import PinText, pin_text
from services.text.plain import JOINER
from services.text.youtube import VideoText, tags_length, video_text

MORE = "https://t.me/kitchen/1"


def entity(kind: str, text: str, label: str, url: str | None = None) -> Entity:
    start = utf16_len(text[: text.index(label)])
    return Entity(kind=kind, offset_utf16=start, length_utf16=utf16_len(label), url=url)


def keys(shaped: PinText | VideoText | Caption) -> list[str]:
    return [change.text for change in shaped.changes]


def test_a_pin_leads_to_the_first_address_and_does_not_repeat_it() -> None:
    text = "Winter soup.\nRead the recipe and the book"
    links = {"the recipe": "https://example.com/soup", "the book": "https://example.com/book"}
    marks = [entity("text_link", text, label, url) for label, url in links.items()]
    pin = pin_text(text, marks)
    assert pin.link == "https://example.com/soup"
    assert pin.title == "Winter soup"
    assert pin.description == "Read the recipe and the book (https://example.com/book)"
    assert not pin.is_cut


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("see https://example.com/a, please", "https://example.com/a"),
        ("see (https://example.com/a_(b)).", "https://example.com/a_(b)"),
        ("see example.com/a?b=c#d", "https://example.com/a?b=c#d"),
        ("see https://пример.рф/борщ", "https://xn--e1afmkfd.xn--p1ai/%D0%B1%D0%BE%D1%80%D1%89"),
        ("see https://[ or https://.. or http://", ""),
        (f"see https://example.com/{'a' * 2048} or t.me/kitchen", "https://t.me/kitchen"),
        ("write to me@example.com", ""),
    ],
)
def test_the_address_of_a_pin_is_whole_or_none(text: str, link: str) -> None:
    assert pin_text(text).link == link


def test_links_to_people_of_telegram_are_no_address_of_a_pin() -> None:
    text = "Thanks, Bob"
    assert pin_text(text, [entity("text_link", text, "Bob", "tg://user?id=102")]).link == ""


def test_a_cut_description_ends_with_the_address_of_the_whole_post() -> None:
    pin = pin_text("Soup\n" + "word " * 300, more=MORE)
    assert pin.is_cut
    assert pin.description.endswith(f"word… {MORE}")
    assert len(pin.description) <= 800
    assert pin.link == MORE
    left = 1499 - pin.description.count("word") * 5
    assert Change("text-cut", {"characters": left}) in pin.changes


def test_a_pin_without_words_has_the_title_that_is_given() -> None:
    assert pin_text("").title == ""
    assert pin_text(" \u200b", fallback="Kitchen").title == "Kitchen"


def test_addresses_that_can_be_clicked_get_their_scheme() -> None:
    text = "Soup\nexample.com/soup by @alice_cooks at https://example.com"
    kinds = {"example.com/soup": "url", "@alice_cooks": "mention", "https://example.com": "url"}
    marks = [entity(kind, text, label) for label, kind in kinds.items()]
    shown = "https://example.com/soup by https://t.me/alice_cooks at https://example.com"
    assert video_text(text, marks, fallback="Soup").description == shown
    assert pin_text(text, marks).description == shown


def test_a_video_has_no_angle_brackets() -> None:
    text = "Soup <3\nsaid -> so"
    video = video_text(text, [entity("blockquote", text, "said -> so")], fallback="Soup")
    assert (video.title, video.description) == ("Soup ‹3", "› said -› so")


def test_hashtags_become_tags_of_a_video() -> None:
    text = "Soup\n#winter #Soup #soup #2026 #рецепты@kitchen https://example.com/a#part"
    video = video_text(text, fallback="Soup")
    assert video.tags == ("winter", "Soup", "рецепты")
    assert "#рецепты https" in video.description


@pytest.mark.parametrize("word", ["क्षि", "สวัสดี", "e\u0301te\u0301", "ёлка", "שָׁלוֹם"])
def test_a_tag_is_whole_in_every_script(word: str) -> None:
    assert video_text(f"#{word} soup", fallback="Soup").tags == (word,)


def test_tags_that_do_not_fit_are_told() -> None:
    video = video_text(" ".join(f"#{letter * 60}" for letter in "abcdefghij"), fallback="Soup")
    assert len(video.tags) == 8
    assert tags_length(video.tags) == 8 * 60 + 7
    assert Change("text-tags-dropped", {"count": 2}) in video.changes


def test_a_tag_with_a_blank_counts_its_quotes() -> None:
    assert tags_length(["a b", "c"]) == 7
    assert tags_length([]) == 0


def test_a_description_counts_bytes() -> None:
    video = video_text("Суп\n" + "слово " * 600, fallback="Суп", more=MORE)
    assert 4900 < len(video.description.encode()) <= 5000
    assert video.description.endswith(f"слово… {MORE}")
    assert keys(video) == ["text-title", "text-cut"]


@pytest.mark.parametrize(
    ("text", "file_name", "title"),
    [
        ("Winter soup", "a.mp4", "Winter soup"),
        ("", "winter_soup.mp4", "winter soup"),
        ("", "VID_2026-01-02.mp4", "Kitchen"),
        ("", "IMG_0001.MOV", "Kitchen"),
        ("", None, "Kitchen"),
        ("\u200b", "1.mp4", "Kitchen"),
    ],
)
def test_a_video_is_never_without_a_title(text: str, file_name: str | None, title: str) -> None:
    assert video_text(text, fallback="Kitchen", file_name=file_name).title == title


def test_even_a_video_of_nobody_has_a_title() -> None:
    assert video_text("", fallback=" ").title == "▶"


def test_a_caption_mentions_no_stranger() -> None:
    text = "Ask @alice_cooks, @bob or me@example.com"
    fitted = caption(text, [entity("mention", text, "@alice_cooks")])
    assert fitted.text == f"Ask t.me/alice_cooks, @{JOINER}bob or me@example.com"
    assert keys(fitted) == ["text-names-as-addresses"]


def test_a_caption_mentions_people_of_instagram_if_they_are_meant() -> None:
    text = "Ask @alice_cooks or @bob"
    assert caption(text, [entity("mention", text, "@alice_cooks")], names="keep").text == text


def test_a_caption_has_no_names_and_no_tags_in_addresses() -> None:
    shown = caption("https://example.com/@alice#soup", names="keep").text
    assert shown == f"https://example.com/%40alice#{JOINER}soup"


def test_addresses_that_cannot_be_clicked_are_short() -> None:
    text = "The recipe is at https://example.com/soup"
    marks = [
        entity("text_link", text, "The recipe", "https://example.com/a"),
        entity("url", text, "https://example.com/soup"),
    ]
    fitted = caption(text, marks)
    assert fitted.text == "The recipe (example.com/a) is at example.com/soup"
    assert keys(fitted) == ["text-links-not-clickable"]


def test_surplus_hashtags_stay_as_words() -> None:
    fitted = caption(" ".join(f"#t{number}" for number in range(33)))
    assert fitted.text.endswith("#t29 t30 t31 t32")
    assert fitted.dropped_hashtags == 3
    assert fitted.changes == (Change("text-hashtags-dropped", {"count": 3, "limit": 30}),)


def test_instagram_may_take_fewer_hashtags() -> None:
    assert caption("#a #b #c", hashtags=1).text == "#a b c"


def test_surplus_names_stay_as_words() -> None:
    fitted = caption(" ".join(f"@n{number}" for number in range(22)), names="keep")
    assert fitted.text.endswith("@n19 n20 n21")
    assert fitted.dropped_mentions == 2


def test_e_mail_addresses_are_no_names() -> None:
    text = " ".join(f"n{number}@example.com" for number in range(22))
    assert caption(text, names="keep").text == text
    assert caption(text).text == text


def test_a_sign_less_makes_no_other_tag_or_name() -> None:
    tags = " ".join("#a" for _ in range(30))
    assert caption(f"{tags} ##b @#c").text.endswith("#a b c")


def test_what_does_not_fit_into_a_caption_is_kept() -> None:
    fitted = caption("word " * 600)
    assert len(fitted.text) <= 2200
    assert fitted.is_cut
    assert fitted.text.removesuffix("…").split() + fitted.rest.split() == ["word"] * 600
    assert fitted.changes == ()


def test_what_a_text_loses_is_told() -> None:
    text = "Bold secret"
    marks = [entity("bold", text, "Bold"), entity("spoiler", text, "secret")]
    lost = ["text-spoilers-open", "text-formatting-plain"]
    assert keys(caption(text, marks)) == lost
    assert keys(pin_text(text, marks)) == ["text-title", *lost]
    assert keys(caption("soup", spoilers=True)) == ["text-spoilers-open"]
