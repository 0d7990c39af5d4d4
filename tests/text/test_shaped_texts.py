"""Captions, pins and videos: what people wrote, as long as the network takes it."""

from services.content import Entity, utf16_len
from services.text.instagram import caption
from services.text.pinterest import pin_text
from services.text.youtube import tags_length, video_text


def entity(kind: str, text: str, label: str, url: str | None = None) -> Entity:
    start = utf16_len(text[: text.index(label)])
    return Entity(kind=kind, offset_utf16=start, length_utf16=utf16_len(label), url=url)


def test_a_pin_leads_to_the_first_address_and_does_not_repeat_it() -> None:
    text = "Winter soup.\nRead the recipe today"
    pin = pin_text(text, [entity("text_link", text, "the recipe", "https://example.com/soup")])
    assert (pin.title, pin.description) == ("Winter soup", "Read the recipe today")
    assert pin.link == "https://example.com/soup"
    assert not pin.is_cut


def test_a_cut_description_ends_with_the_address_of_the_whole_post() -> None:
    pin = pin_text("Soup\n" + "word " * 300, more="https://t.me/kitchen/1")
    assert pin.is_cut
    assert pin.description.endswith("word… https://t.me/kitchen/1")
    assert len(pin.description) <= 800


def test_hashtags_become_tags_of_a_video() -> None:
    video = video_text("Soup <3\n#winter #Soup #soup #2026", fallback="Video")
    assert video.title == "Soup ‹3"
    assert video.tags == ("winter", "Soup")
    assert tags_length(("a b", "c")) == 7


def test_a_video_without_words_is_called_by_its_file() -> None:
    assert video_text("", fallback="Bob", file_name="winter_soup.mp4").title == "winter soup"
    assert video_text("", fallback="Bob", file_name="VID_2026-01-02.mp4").title == "Bob"


def test_a_caption_mentions_no_stranger() -> None:
    text = "Ask @alice_cooks or @bob"
    shown = caption(text, [entity("mention", text, "@alice_cooks")]).text
    assert shown == "Ask t.me/alice_cooks or @\N{WORD JOINER}bob"


def test_surplus_hashtags_stay_as_words() -> None:
    fitted = caption(" ".join(f"#t{number}" for number in range(33)))
    assert fitted.text.endswith("#t29 t30 t31 t32")
    assert fitted.dropped_hashtags == 3


def test_what_does_not_fit_into_a_caption_is_kept() -> None:
    fitted = caption("word " * 600)
    assert len(fitted.text) <= 2200
    assert fitted.is_cut
    assert fitted.text.removesuffix("…").split() + fitted.rest.split() == ["word"] * 600
