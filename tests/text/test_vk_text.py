"""What people wrote stays readable on VK, and mentions nobody there."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.content import Entity, utf16_len
from services.text.plain import JOINER
from services.text.vk import GAP, fingerprint, vk_text, without_mentions

ALIVE = re.compile(
    r"(?<![A-Za-z0-9_])[@*][A-Za-z0-9_]"
    r"|\[#?[^\s\[\]|]+\|[^\[\]]*\]"
    r"|\[(?:id|club|public|event|app)\d+\|"
)
ADDRESS = re.compile(
    r"(?:https?://|(?<![\w@.-])(?:[\w-]+\.)+(?:com|me|ru)/)[^\s\[\]|<>«»\"]*", re.IGNORECASE
)


def entity(kind: str, text: str, label: str, url: str | None = None) -> Entity:
    start = text.index(label)
    return Entity(
        kind=kind, offset_utf16=utf16_len(text[:start]), length_utf16=utf16_len(label), url=url
    )


def test_a_link_behind_words_stays_readable() -> None:
    text = "🍲 Read the recipe today"
    shown = vk_text(text, [entity("text_link", text, "the recipe", "https://example.com/soup")])
    assert shown == "🍲 Read the recipe (https://example.com/soup) today"


@pytest.mark.parametrize("label", ["https://example.com/a", "example.com/a", "www.example.com/a/"])
def test_a_link_whose_label_is_its_address_is_not_told_twice(label: str) -> None:
    text = f"See {label} now"
    assert vk_text(text, [entity("text_link", text, label, "https://example.com/a")]) == text


def test_a_link_behind_nothing_visible_shows_its_address() -> None:
    text = "\N{ZERO WIDTH SPACE}Soup"
    shown = vk_text(text, [entity("text_link", text, "\N{ZERO WIDTH SPACE}", "https://e.com/i")])
    assert shown == "\N{ZERO WIDTH SPACE}https://e.com/iSoup"


def test_a_link_to_a_person_without_a_name_keeps_only_the_label() -> None:
    text = "Thanks, Bob"
    assert vk_text(text, [entity("text_link", text, "Bob", "tg://user?id=102")]) == text


def test_formatting_leaves_the_words() -> None:
    text = "Bold code secret #soup 🥣"
    kinds = {"bold": "Bold", "code": "code", "spoiler": "secret", "hashtag": "#soup"}
    entities = [entity(kind, text, label) for kind, label in kinds.items()]
    assert vk_text(text, [*entities, entity("custom_emoji", text, "🥣")]) == text


def test_every_line_of_a_quotation_is_marked() -> None:
    text = "She said:\nfirst\n\nsecond\nand left"
    shown = vk_text(text, [entity("blockquote", text, "first\n\nsecond")])
    assert shown == "She said:\n> first\n>\n> second\nand left"


def test_a_quotation_inside_a_line_gets_lines_of_its_own() -> None:
    text = "She said hello and left"
    shown = vk_text(text, [entity("expandable_blockquote", text, "hello")])
    assert shown == "She said \n> hello\n and left"


def test_a_telegram_name_becomes_its_address() -> None:
    text = "Ask @alice_cooks, please"
    assert (
        vk_text(text, [entity("mention", text, "@alice_cooks")]) == "Ask t.me/alice_cooks, please"
    )


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("@durov hi", f"@{JOINER}durov hi"),
        ("(*durov)", f"(*{JOINER}durov)"),
        ("@id1 (Bob)", f"@{JOINER}id1 (Bob)"),
        ("привет@все", f"привет@{JOINER}все"),
        ("[club1|us]", f"[{GAP}club1|us]"),
        ("[[id1|me]]", f"[[{GAP}id1|me]]"),
        ("[https://vk.com/a|here]", f"[{GAP}https://vk.com/a|here]"),
        ("[#alias|x|https://e.com]", f"[{GAP}#alias|x|https://e.com]"),
    ],
)
def test_typed_mentions_come_to_nothing(typed: str, shown: str) -> None:
    assert vk_text(typed) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "me@example.com",
        "2*x = a*b",
        "https://www.youtube.com/@alice",
        "medium.com/@alice/soup",
        "a * b and c @ d",
        "[x] done",
        "[see here|there]",
        "#soup@kitchen",
    ],
)
def test_what_is_no_mention_is_not_touched(typed: str) -> None:
    assert vk_text(typed) == typed


def test_a_fingerprint_survives_what_vk_does_to_a_text() -> None:
    typed = vk_text("Salt & pepper ❤️\n\n@durov  says")
    returned = "Salt &amp; pepper ❤\n@durov says "
    assert fingerprint(typed) == fingerprint(returned)
    assert fingerprint(typed) != fingerprint("Salt & pepper ❤ @durov said")


KINDS = ["bold", "text_link", "mention", "blockquote", "expandable_blockquote", "url", "spoiler"]
PIECES = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(
            ["[club1|x]", "@durov ", "*id1 (a)", "[https://a.b|c]", "[", "|", "]", "@"]
        ),
        st.sampled_from(["https://e.com/@a", "\n", "🍲", "\ud83c", "a.ru/", "*"]),
    ),
    max_size=14,
).map("".join)
ENTITIES = st.lists(
    st.builds(
        Entity,
        kind=st.sampled_from(KINDS),
        offset_utf16=st.integers(-3, 90),
        length_utf16=st.integers(-3, 90),
        url=st.one_of(st.none(), PIECES, st.just("https://e.com/[id1|x]")),
    ),
    max_size=6,
)


@given(PIECES, ENTITIES)
def test_no_mention_is_alive_in_any_text(text: str, entities: list[Entity]) -> None:
    shown = vk_text(text, entities)
    assert not ALIVE.search(ADDRESS.sub("§", shown))
    shown.encode()


@given(PIECES)
def test_neutral_text_is_left_as_it_is(text: str) -> None:
    once = without_mentions(text)
    assert without_mentions(once) == once
    assert once.replace(JOINER, "").replace(GAP, "") == text.replace(JOINER, "").replace(GAP, "")
