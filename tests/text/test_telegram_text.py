"""Telegram's text: cleaned, trimmed, split; whatever is written, never too long, nothing lost."""

import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from services.content import Entity, utf16_len
from services.text.telegram import FORMATS, Piece, shown, split

FAMILY = "👨‍👩‍👧‍👦"

texts = st.text(
    alphabet=st.one_of(
        st.sampled_from([*"ab .,!\n\t", "😀", "\u0301", "\u200d", "👨", "👩", "\r", "🇷", "ё"]),
        st.characters(),
    ),
    max_size=120,
)
entities = st.lists(
    st.builds(
        Entity,
        kind=st.sampled_from(["bold", "text_link", "custom_emoji", "url", "spoiler"]),
        offset_utf16=st.integers(-3, 150),
        length_utf16=st.integers(-3, 150),
        url=st.sampled_from([None, "https://example.org"]),
    ),
    max_size=5,
)


def seen(text: str) -> str:
    """What of a text must survive, whatever happens to blanks."""
    clean = shown(text).text
    return "".join(clean.split())


def pieces_text(pieces: list[Piece]) -> str:
    return "".join("".join(piece.text.split()) for piece in pieces)


@given(texts, entities, st.integers(1, 60))
@settings(max_examples=400)
def test_pieces_are_never_too_long_and_lose_only_blanks(
    text: str, marks: list[Entity], limit: int
) -> None:
    pieces = split(text, marks, limit)
    for piece in pieces:
        alone = len(piece.text) == 1
        assert piece.length_utf16 <= max(limit, 2 if alone else 0)
        assert piece.text == piece.text.strip()
        assert piece.text
    unseen = regex.compile(r"[\s\p{Cf}\p{Zs}⠀]")
    assert unseen.sub("", pieces_text(pieces)) == unseen.sub("", seen(text))


@given(texts, entities, st.integers(1, 60))
def test_entities_lie_inside_their_piece_and_between_characters(
    text: str, marks: list[Entity], limit: int
) -> None:
    for piece in [*split(text, marks, limit), shown(text, marks)]:
        encoded = piece.text.encode("utf-16-le")
        for entity in piece.entities:
            begin, end = entity.offset_utf16, entity.offset_utf16 + entity.length_utf16
            assert 0 <= begin < end <= piece.length_utf16
            assert entity.kind in FORMATS
            encoded[begin * 2 : end * 2].decode("utf-16-le")


@given(st.lists(st.sampled_from([FAMILY, "🇷🇺", "e\u0301", "x"]), max_size=40))
def test_what_a_reader_sees_as_one_character_stays_whole(characters: list[str]) -> None:
    clusters = regex.findall(r"\X", "".join(characters))
    pieces = split("".join(characters), [], 30)
    assert [each for piece in pieces for each in regex.findall(r"\X", piece.text)] == clusters


@given(texts)
def test_showing_twice_changes_nothing_more(text: str) -> None:
    once = shown(text)
    assert shown(once.text, once.entities) == once


def test_a_text_is_cut_at_the_end_of_a_paragraph_first() -> None:
    text = f"{'one two. ' * 30}\n\n{'three four. ' * 30}"
    first, second = split(text, [], 400)
    assert first.text.endswith("two.")
    assert second.text.startswith("three")


def test_a_text_without_paragraphs_is_cut_after_a_sentence() -> None:
    text = f"{'a' * 60}. {'b' * 60}"
    assert [piece.text for piece in split(text, [], 100)] == [f"{'a' * 60}.", "b" * 60]


def test_a_long_word_is_cut_between_characters() -> None:
    assert [piece.text for piece in split("a" * 25, [], 10)] == ["a" * 10, "a" * 10, "a" * 5]


def test_a_pair_of_surrogates_is_never_cut() -> None:
    assert [piece.text for piece in split("😀" * 3, [], 3)] == ["😀", "😀", "😀"]


def test_one_character_longer_than_the_limit_is_cut_all_the_same() -> None:
    monster = "e" + "\u0301" * 50
    pieces = split(monster, [], 20)
    assert "".join(piece.text for piece in pieces) == monster
    assert all(piece.length_utf16 <= 20 for piece in pieces)


def test_an_entity_goes_on_in_the_next_piece() -> None:
    link = Entity(kind="text_link", offset_utf16=2, length_utf16=8, url="https://example.org")
    first, second = split("aa bbb ccc dd", [link], 7)
    assert (first.text, second.text) == ("aa bbb", "ccc dd")
    assert [(mark.offset_utf16, mark.length_utf16) for mark in first.entities] == [(2, 4)]
    assert [(mark.offset_utf16, mark.length_utf16) for mark in second.entities] == [(0, 3)]
    assert second.entities[0].url == "https://example.org"


def test_entities_move_with_what_the_server_trims_and_drops() -> None:
    bold = Entity(kind="bold", offset_utf16=4, length_utf16=4)
    piece = shown("  a\rbold\n ", [bold])
    assert piece.text == "abold"
    assert [(mark.offset_utf16, mark.length_utf16) for mark in piece.entities] == [(1, 4)]


def test_an_entity_over_blanks_at_the_edge_shrinks() -> None:
    piece = shown(" a ", [Entity(kind="bold", offset_utf16=0, length_utf16=3)])
    assert [(mark.offset_utf16, mark.length_utf16) for mark in piece.entities] == [(0, 1)]


def test_offsets_count_utf16_units() -> None:
    piece = shown("😀 bold", [Entity(kind="bold", offset_utf16=3, length_utf16=4)])
    assert [(mark.offset_utf16, mark.length_utf16) for mark in piece.entities] == [(3, 4)]
    assert utf16_len(piece.text) == 7


def test_a_text_with_nothing_to_see_is_empty() -> None:
    assert shown(" \n\u200b\u2800 ") == Piece("")
    assert split(" \n\u200b\u2800 ", [], 10) == []


def test_a_custom_emoji_stays_as_the_plain_one() -> None:
    mark = Entity(kind="custom_emoji", offset_utf16=0, length_utf16=2, custom_emoji_id="1")
    assert shown("😀", [mark]) == Piece("😀")


def test_a_text_that_fits_is_one_piece() -> None:
    text = "a" * 4096
    assert [piece.text for piece in split(f"{text}  ", [], 4096)] == [text]
    assert len(split(f"{text}b", [], 4096)) == 2
